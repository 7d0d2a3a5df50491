"""Readers of VEX documents: what others say about flaws in what they ship."""
