"""What does compiled Python do, said in the intermediate form?

Each instruction is followed once, in its order, on names and expressions instead of values. Branches,
loops and handlers become `If`, `For`, `While` where their ends are plain; a `with` stands before its body,
which follows flat; what an `except` does stands under `If(Name("%caught"))` where its `try` ends.
Names made here:

- `%caught`, `%matched`, `%unknown`: whether an exception or a pattern fits, and what cannot be known;
- `%v1`, `%=1`: a value that is used twice or filled by a loop;
- `%item`, `%unused`: a target that nobody reads; `%iterator`: what a loop goes over that began elsewhere.

A constant of Python 2 is text, a byte a character. Private names keep the class that the compiler put
before them.
"""
