"""Archives: what members does a container hold, and what is wrong with the container itself?"""
