"""Model files: bytes in, what loading them would do out."""
