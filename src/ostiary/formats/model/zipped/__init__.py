"""Zips that hold models, read where they lie: no member is copied that need not be."""
