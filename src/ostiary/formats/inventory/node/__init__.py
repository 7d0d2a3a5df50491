"""Readers of lockfiles and manifests of JavaScript projects."""
