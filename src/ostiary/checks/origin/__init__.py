"""Where do the files come from, as far as signatures prove it?"""
