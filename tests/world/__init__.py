"""A small world for tests: package indexes that can publish, tamper, yank, change hands and fail."""
