"""Which modules does a source file name in its imports? Seen by its lines, which is quick and not all."""

import re
from collections.abc import Iterator

from ostiary.core.regex import regex

MAX_BYTES = 8 << 20
"""Bytes of one file that are looked through."""

_PYTHON = regex(
    rb"^[ \t]*(?:from[ \t]+([A-Za-z_][\w.]*)[ \t]+import\b|import[ \t]+([A-Za-z_][^#;\n]*))",
    re.MULTILINE,
)
_DYNAMIC = regex(rb"(?:import_module|__import__)\(\s*[\"']([\w.]+)[\"']")
_NODE = regex(
    rb"(?:\bfrom\s*|\brequire\(\s*|\bimport\(\s*|\bimport\s+)[\"']((?:@[^\"'/\s]+/)?[^\"'./\s][^\"'\s]*)[\"']"
)


def python_imports(data: bytes) -> Iterator[str]:
    """Top names of imported modules (`os` of `import os.path`), those in texts too."""
    data = data[:MAX_BYTES]
    for found in _PYTHON.finditer(data):
        if found[1]:
            yield _top(found[1])
        else:
            for part in found[2].split(b","):
                word = part.strip().partition(b" ")[0]
                if word:
                    yield _top(word)
    for found in _DYNAMIC.finditer(data):
        yield _top(found[1])


def _top(name: bytes) -> str:
    return name.partition(b".")[0].decode("ascii", "replace")


def node_imports(data: bytes) -> Iterator[str]:
    """Packages that a script asks for: `@scope/name` or `name`, without what stands behind them."""
    for found in _NODE.finditer(data[:MAX_BYTES]):
        parts = found[1].decode("utf-8", "replace").split("/")
        yield "/".join(parts[:2]) if parts[0].startswith("@") else parts[0]
