"""Which address of a script names what lies beside the script itself?"""

from ostiary.core.regex import regex

_BESIDE = regex(r"\.{1,2}/[\w@%+.-]+(?:/[\w@%+.-]+)*")
"""A path that leads nowhere else, however it is put together with the address of the script."""

PREFIX = "file:."
ADDRESSES = frozenset({"URL", "url.URL"})
OWN = "import.meta.url"
"""The address of the script itself."""


def beside(path: str) -> str:
    """What `new URL(path, import.meta.url)` names, as a text that starts as `PREFIX`.

    Empty for what may be another host: `//host/a`, an address in full, what is not written out.
    """
    return f"file:{path}" if _BESIDE.fullmatch(path) else ""
