"""Which entry points will a source tree have once it is installed?

Sources: PyPA entry points specification, PEP 621; the manuals of setuptools, poetry and flit.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.formats.inventory.python.ini_lines import Values
from ostiary.formats.inventory.python.tables import table_of
from ostiary.formats.python.entry_points import MAX_POINTS, EntryPoint, parse_entry_points, point

_TOKEN = regex(r"""(["'])([\w.-]{1,100})\1[ \t]*:[ \t\r\n]*(?=[\[({"'])|(["'])([^"'\n]{1,500})\3""")
"""The name of a group before what belongs to it, or any other text in quotes."""

_TEXTS = regex(r"""\bentry_points[ \t]*=[ \t\r\n(]*(\"{3}|'{3})""")
_TOOLS = (
    ("project", "entry-points"),
    ("tool", "poetry", "plugins"),
    ("tool", "flit", "entrypoints"),
)


def tree_points(
    document: Mapping[str, Any], config: Values, setup: bytes, built: tuple[EntryPoint, ...]
) -> tuple[EntryPoint, ...]:
    """Those that its manifests and the text of its setup.py name, and those `built` once before."""
    several = (*built, *_tables(document), *_config(config), *_setup(setup))
    if len(several) > MAX_POINTS:
        raise LimitError(f"more than {MAX_POINTS} entry points are declared")
    return tuple(dict.fromkeys(several))


def _tables(document: Mapping[str, Any]) -> Iterator[EntryPoint]:
    for keys in _TOOLS:
        groups = table_of(document, *keys)
        for group in groups:
            for name, target in table_of(groups, group).items():
                if isinstance(target, str):
                    yield point(group, name, target)


def _config(config: Values) -> Iterator[EntryPoint]:
    for group, lines in config.get("options.entry_points", {}).items():
        for _, line in lines:
            name, _, target = line.partition("=")
            yield point(group, name, target)


def _setup(data: bytes) -> Iterator[EntryPoint]:
    """Lists of `name = module:object` by the name of their group, or one text of all of them."""
    if b"entry_points" not in data:
        return
    text, group = data.decode("utf-8", "replace"), ""
    for one in _TOKEN.finditer(text):
        group = one[2] or group
        name, equals, target = (one[4] or "").partition("=")
        if equals and group:
            yield point(group, name, target)
    place = 0
    while (start := _TEXTS.search(text, place)) is not None:
        place = text.find(start[1], start.end())
        if place < 0:
            return
        yield from parse_entry_points(text[start.end() : place].encode())
        place += 3
