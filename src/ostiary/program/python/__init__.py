"""Reading Python, both 2 and 3, damaged or not."""
