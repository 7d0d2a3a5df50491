"""An abstract interpreter over the intermediate form: what values a program makes, and where they go."""
