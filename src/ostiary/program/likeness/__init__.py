"""Is this code, under other names, code that somebody has seen before?"""
