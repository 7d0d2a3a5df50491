"""Remember runs and decisions in an append-only, hash-chained log."""
