"""Zip: wheels, eggs, conda and jars, read from the index and from the front."""
