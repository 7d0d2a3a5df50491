"""Policy as code: findings and outcomes in, one verdict with its reasons out."""
