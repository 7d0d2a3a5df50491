"""What is known of the things that model files call when they are loaded."""
