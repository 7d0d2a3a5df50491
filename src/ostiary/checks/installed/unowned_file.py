"""Does code lie in an environment that no package brought?"""

from collections import defaultdict
from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import listed, quote
from ostiary.core.facts.installed import StrayFiles
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity

SHOWN = 20
"""Folders with strangers that get a finding of their own."""


@check(
    "unowned-file",
    "code that no package brought",
    Severity.MEDIUM,
    Family.CONTENTS,
    reads=StrayFiles,
    remedy="Find out what put it there; build the environment anew from its lock if nobody knows.",
    refs=("https://packaging.python.org/en/latest/specifications/recording-installed-packages/",),
)
def unowned_file(stray: StrayFiles) -> Iterator[Hit | Gap]:
    """Code beside installed packages is imported like theirs, and no list or digest speaks for it."""
    folders: dict[str, set[str]] = defaultdict(set)
    above = f"{stray.at.path}/" if stray.at.path != "." else ""
    for one in stray.files:
        inner = one.path.removeprefix(above)
        folders[above + inner.partition("/")[0]].add(one.path)
    for folder in sorted(folders)[:SHOWN]:
        paths = folders[folder]
        many = quote(folder) if paths == {folder} else f"{len(paths)} in {quote(folder)}"
        text = f"no installed package lists {many}"
        named = f": {listed(paths)}" if paths != {folder} else ""
        yield Hit(text + named, Location(path=min(paths)), key=folder)
    if len(folders) > SHOWN:
        rest = sum(len(folders[one]) for one in sorted(folders)[SHOWN:])
        yield Hit(f"no installed package lists {rest} further files", stray.at, key="further")
