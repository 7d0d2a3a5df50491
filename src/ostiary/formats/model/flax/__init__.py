"""MessagePack as Flax writes it."""
