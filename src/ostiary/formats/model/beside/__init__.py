"""What travels along with weights: configurations, templates, notebooks, prompts."""
