"""Which harm is known of a name, in words?"""

from ostiary.program.loading.shelf import harm

WALKED = frozenset(
    (
        *("builtins", "ctypes", "importlib", "nt", "os", "posix"),
        *("pty", "runpy", "shutil", "socket", "subprocess", "sys"),
    )
)
"""Modules that many others import, and that no library has as a part of its own."""


def harmful(name: str) -> str:
    """The kind of harm of a name in words, empty where none is known.

    A name may walk through modules that others import: `glob.os.system` is `os.system`.
    """
    known = harm()
    parts = name.split(".")
    for stop in range(len(parts), 0, -1):
        begin = ".".join(parts[:stop])
        found = known.names.get(begin) or known.modules.get(begin)
        if found:
            walked = (known.modules[one] for one in parts[1:-1] if one in WALKED)
            return next(walked, found)
    ends = (".".join(parts[start:]) for start in range(1, len(parts) - 1))
    return next((known.names[one] for one in ends if one in known.names), "")
