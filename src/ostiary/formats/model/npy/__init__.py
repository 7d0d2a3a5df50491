"""Arrays as numpy writes them: a header of text, then numbers, or a pickle where the items are objects."""
