"""Further sources of evidence: each can be absent, and none knows another."""
