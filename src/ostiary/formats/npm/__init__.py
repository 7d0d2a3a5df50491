"""npm packaging: what does a tarball's manifest declare?"""
