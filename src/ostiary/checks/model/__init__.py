"""Checks of model files: what would loading or using one do?"""
