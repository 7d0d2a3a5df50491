"""Pickles: what would loading them call, with which arguments?

`walk` and `walk_all` (in `walk`) read one pickle or a stream of them for any reader; `read` is
the reader of files of nothing else.
"""
