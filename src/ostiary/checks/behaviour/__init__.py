"""Questions about chains: what the code takes, what it makes of it, and where it ends."""
