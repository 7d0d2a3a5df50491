"""CoreML: models of Apple's frameworks, their packages and their weights."""
