"""Tars that hold models, read where they lie: a member is a part of the file, and never copied."""
