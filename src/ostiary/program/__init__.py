"""Source code to behaviour: parse, resolve names, find what runs when."""
