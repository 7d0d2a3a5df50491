"""Questions about the repository of a model on a hub."""
