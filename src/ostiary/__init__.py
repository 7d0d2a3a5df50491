"""Ostiary decides which open-source packages and AI models may enter."""

__version__ = "0.1.0"
