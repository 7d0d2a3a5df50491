"""The records that every part speaks in, the ports to the world, and the error tree."""
