"""Which name does what: tables of library names, as data."""

VERSION = "2026.11"
"""Of the tables; a change of it may change findings on unchanged code."""
