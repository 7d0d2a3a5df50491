"""Render a run: one file an output format."""
