"""Verify signatures and attestations against a pinned trust root."""
