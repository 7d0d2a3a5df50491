"""The project's own Python: habits of code around models that have let attackers in.

The code is read by `ast`, and trusted to mean what it says: nobody hides from a linter of their own. For code
of strangers there is `program.engine`.
"""
