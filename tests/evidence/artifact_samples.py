"""Small packages as members, and their account."""

import io
from collections.abc import Mapping

from ostiary.core.coverage import Coverage
from ostiary.core.examination import Examination
from ostiary.evidence.artifact import examine_members
from ostiary.formats.archive.member import Member
from ostiary.formats.contents import Fault

ELF = b"\x7fELF\2\1\1" + bytes(9) + b"\3\0\x3e\0" + bytes(40)
WHEEL = "p-1.0-py3-none-any.whl"
SDIST = "p-1.0.tar.gz"
NPM = "p-1.0.0.tgz"
Files = Mapping[str, bytes] | list[tuple[str, bytes]]


def examined(filename: str, files: Files, *faults: Fault) -> Examination:
    """An examination of files; those of an sdist or a tarball lie below its folder."""
    folder = {SDIST: "p-1.0/", NPM: "package/"}.get(filename, "")
    rows = list(files.items()) if isinstance(files, Mapping) else files
    if filename == SDIST:
        rows = [("PKG-INFO", b"Metadata-Version: 2.1\nName: p\nVersion: 1.0\n"), *rows]
    if filename == NPM and "package.json" not in dict(rows):
        rows = [("package.json", b'{"name": "p", "version": "1.0.0"}'), *rows]
    members = [Member(folder + path, data, False, path.count("!/")) for path, data in rows]
    return examine_members([*members, *faults], filename, "0" * 64, 1)


def account(filename: str, files: Files, *faults: Fault) -> dict[str, Coverage]:
    """The account by path, without the top folder; of several rows of one path the worst."""
    rows = sorted(examined(filename, files, *faults).coverage, key=lambda one: one.understood)
    found: dict[str, Coverage] = {}
    for row in rows:
        path = row.path.removeprefix("p-1.0/").removeprefix("package/")
        found.setdefault(path, row)
    return found


def seen(filename: str, path: str, files: Files) -> tuple[str, str]:
    """The class of what is opaque about one file, and when it runs."""
    row = account(filename, files)[path]
    assert row.understood == (row.opaque in {"", "machine"})
    return row.opaque, row.reach.value


def stream(data: bytes) -> io.BytesIO:
    """Bytes as a file."""
    return io.BytesIO(data)
