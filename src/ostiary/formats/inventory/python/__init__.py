"""Readers of lockfiles and manifests of Python projects."""
