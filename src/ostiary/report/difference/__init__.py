"""How a comparison of two releases is shown."""
