"""Which archives does an explicit list of conda's name, one URL a line?"""

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin
from ostiary.core.regex import regex
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.python.conda_names import platform_of, read_archive
from ostiary.formats.inventory.python.hashes import digests_in
from ostiary.formats.inventory.python.names import read_digest, wheel_release
from ostiary.formats.plain import plain_text

MAX_BYTES = 64 << 20

_PIP = regex(r"#\s*pip\s+(\S+)\s+@\s+(\S+)")


def parse(path: str, data: bytes) -> Listing:
    """Read one list; lines of conda-lock's for pip (`# pip name @ url`) too. Raises `ParseError`."""
    text = plain_text(data, MAX_BYTES, path)
    draft = Draft("conda explicit", path, ListingKind.LOCK)
    seen = False
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        pip = _PIP.match(line)
        if line == "@EXPLICIT":
            seen = True
        elif pip:
            _pip(draft, pip[1], pip[2], number)
        elif line and not line.startswith("#"):
            _archive(draft, line, number)
    if not seen:
        raise ParseError(f"{path} has no line @EXPLICIT")
    return draft.listing()


def _archive(draft: Draft, text: str, line: int) -> None:
    url, _, mark = text.partition("#")
    found = read_archive(url)
    if found is None:
        draft.miss(text[:200], line, "no archive of conda's")
        return
    name, version, build = found
    digest = f"md5:{mark}" if len(mark) == 32 else mark
    draft.add(
        Component(
            "conda",
            name,
            version,
            draft.at(line),
            digests=digests_in(draft, [digest] if mark else (), name, line),
            origin=Origin.REGISTRY if "://" in url else Origin.PATH,
            source=url,
            properties=(("build", build), ("platforms", platform_of(url))),
        )
    )


def _pip(draft: Draft, name: str, text: str, line: int) -> None:
    url, _, mark = text.partition("#")
    release = wheel_release(url)
    digest = read_digest(mark)
    draft.add(
        Component(
            "pypi",
            release[0] if release else name,
            release[1] if release else "",
            draft.at(line),
            digests=(digest,) if digest else (),
            origin=Origin.REGISTRY if release else Origin.URL,
            source=url,
        )
    )
