"""Models of a hub, asked through the hub's own client, with the user's endpoint, token and cache."""
