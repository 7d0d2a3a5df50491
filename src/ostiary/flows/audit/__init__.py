"""`ostiary audit`, step by step: what is here, what is wrong with it, what changed."""
