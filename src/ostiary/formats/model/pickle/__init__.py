"""Pickles: what would loading them call, with which arguments?

`walk` and `walk_all` (in `walk`) read one pickle or a stream of them for any reader; `FORMAT` in `read` is
the format of its own.
"""
