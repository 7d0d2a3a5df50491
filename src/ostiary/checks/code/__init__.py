"""Questions about what the code does, and when it does it."""
