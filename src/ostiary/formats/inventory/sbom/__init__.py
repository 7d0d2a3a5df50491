"""Readers of software bills of materials."""
