"""Is the name what it seems?"""
