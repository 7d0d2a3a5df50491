"""Tar: POSIX ustar and pax, GNU and V7, read the way several extractors would read it."""
