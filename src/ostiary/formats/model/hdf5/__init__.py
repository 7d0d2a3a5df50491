"""HDF5, read by hand: groups, attributes and where data lie, never the data themselves."""
