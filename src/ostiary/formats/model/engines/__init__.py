"""Models that are machine code, or in a form that nobody here reads."""
