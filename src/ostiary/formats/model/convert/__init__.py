"""Tensors out of a model file without loading it: which there are, where they lie, what is left."""
