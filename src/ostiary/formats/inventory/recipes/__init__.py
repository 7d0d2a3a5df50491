"""Readers of commands that install, written in other files."""
