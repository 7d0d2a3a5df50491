"""Checks of machine code, by its tables and strings."""
