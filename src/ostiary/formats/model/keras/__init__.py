"""Keras models: a configuration of layers that is built by names."""
