"""Vet a model of a hub, and compare its revisions."""
