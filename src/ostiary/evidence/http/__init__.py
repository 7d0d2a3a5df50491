"""The one HTTP client: bounded in time, size and number, cached on disk, honest about failure."""
