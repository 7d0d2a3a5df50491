"""Which bytecode beside its source does Python run in its place?

Where nothing else wrote the cache, an interpreter takes what came along: at once if it says that nobody is to
look whether the source is newer (PEP 552), else if the source has the time and size that it names.
"""

from collections.abc import Mapping

from ostiary.core.regex import regex
from ostiary.program.record import Source

_CACHED = regex(r"(.*/|)__pycache__/([^/]+?)\.[\w-]+(?:\.opt-\d)?\.pyc")


def cached(sources: Mapping[str, Source]) -> dict[str, tuple[str, ...]]:
    """The bytecode of each source that has something in it of which its source says nothing."""
    found: dict[str, tuple[str, ...]] = {}
    for path, one in sorted(sources.items()):
        match = _CACHED.fullmatch(path)
        source = sources.get(f"{match[1]}{match[2]}.py") if match is not None else None
        if source is not None and not _says(source) >= _says(one):
            found[source.path] = (*found.get(source.path, ()), path)
    return found


def _says(source: Source) -> set[tuple[str, str]]:
    """What a file imports, and the calls of note in it."""
    imports = {("imports", one.module.lstrip(".")) for one in source.imports}
    return imports | {("calls", one.name) for one in source.calls}
