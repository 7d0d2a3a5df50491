"""Is what lies on disk what its packages and locks say?"""
