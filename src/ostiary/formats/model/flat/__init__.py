"""Flatbuffers by hand: tables are followed by their offsets, what was followed is owned."""
