"""Untrusted bytes in, bounded frozen records out."""
