"""JavaScript under the evaluator: its own libraries, and what they do to the world."""
