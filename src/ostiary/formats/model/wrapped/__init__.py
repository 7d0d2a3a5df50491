"""Compressed files: unpacked in bounded memory, and what comes out is recognised by its content again."""
