"""Readers of what an operating system notes about its own packages."""
