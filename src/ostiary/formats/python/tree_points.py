"""Which entry points will a source tree have once it is installed?

Sources: PyPA entry points specification, PEP 621; the manuals of setuptools, poetry and flit.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.formats.inventory.python.ini_lines import Values
from ostiary.formats.inventory.python.tables import table_of
from ostiary.formats.python.entry_points import MAX_POINTS, EntryPoint, point

_GROUPS = regex(r"""["']([\w.-]{1,100})["']\s*:\s*[\[(]([^\])]{0,8000})[\])]""")
_STRING = regex(r"""["']([^"'\n]{1,500})["']""")
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
    """Lists of `name = module:object` by the name of their group, as setup() takes them."""
    if b"entry_points" not in data:
        return
    for group in _GROUPS.finditer(data.decode("utf-8", "replace")):
        for line in _STRING.findall(group[2]):
            name, equals, target = line.partition("=")
            if equals:
                yield point(group[1], name, target)
