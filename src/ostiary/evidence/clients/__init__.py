"""What the user's own installers would use: indexes, credentials, proxies and certificates."""
