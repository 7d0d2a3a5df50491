"""How much may one decoding take in, give back and repeat?"""

MAX_INPUT = 16 << 20
"""Bytes or characters of all arguments together."""
MAX_OUTPUT = 16 << 20
"""Bytes or characters of a result."""
MAX_SLOW_INPUT = 2 << 20
"""Bytes for what is decoded in Python itself, a few characters at a time."""
MAX_ESCAPED = 4 << 20
"""Characters of a text whose escapes are each found and replaced on their own."""
MAX_STRUCTURE = 2 << 20
"""Characters of a text that becomes a tree of values, each many times larger than its text."""
MAX_LITERAL = 1 << 18
"""The same for a Python literal, which becomes a syntax tree first."""
MAX_ITEMS = 1 << 18
"""Values in a list that is handed over or given back."""
MAX_NUMBER = 1 << 20
"""Bytes of an integer."""
MAX_ITERATIONS = 200_000
"""Rounds of a key derivation, over all blocks of the key."""
MAX_STREAMS = 1000
"""Compressed streams that follow one another in one input."""
MAX_MEMORY = 128 << 20
"""Bytes that a decompressor may set aside for its window."""
