"""Lockfiles, manifests, SBOMs and recipes: which components does a file name?"""
