"""Does a source distribution hold what is no source?"""

from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.contents.described import described
from ostiary.checks.contents.launchers import LAUNCHERS
from ostiary.checks.declare import check
from ostiary.core.facts.release import FileForm
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Family, Severity
from ostiary.formats.contents import Contents, FileRow, Kind
from ostiary.program.places import Places

_WEIGHT = {
    Kind.NATIVE: Severity.MEDIUM,
    Kind.BYTECODE: Severity.MEDIUM,
    Kind.WASM: Severity.LOW,
    Kind.ARCHIVE: Severity.LOW,
}
_ASIDE = {
    Kind.NATIVE: Severity.LOW,
    Kind.BYTECODE: Severity.LOW,
    Kind.WASM: Severity.INFO,
    Kind.ARCHIVE: Severity.INFO,
}


_LINKED = regex(
    r"shared object|dynamic(?:ally linked)? (?:shared )?library|\bDLL\b|object file|static library"
)
"""What other programs link to, as against a program by itself."""


@check(
    "binary-in-sdist",
    "a binary inside a source distribution",
    Severity.MEDIUM,
    Family.CONTENTS,
    reads=Contents,
    remedy="Ask where the file was built from and what unpacks or runs it.",
    refs=("https://attack.mitre.org/techniques/T1027/009/",),
    ecosystems=("pypi",),
)
def binary_in_sdist(contents: Contents) -> Iterator[Hit | Gap]:
    """Source that brings a binary cannot be reviewed; the backdoor of xz lay in such test files."""
    if contents.form is not FileForm.SDIST:
        return
    places = Places(contents)
    sources = {row.path for row in contents.files if row.kind is Kind.PYTHON}
    hits = [
        Hit(
            f"{described(row)}, which is no source{_more(row)}",
            contents.at(row.path),
            severity=_severity(row, places, sources),
            key=row.path,
        )
        for row in contents.files
        if row.kind in _WEIGHT and row.depth == 0
    ]
    yield from capped(hits, "binaries", contents.at(""))


def _severity(row: FileRow, places: Places, sources: set[str]) -> Severity:
    if row.sha256 in LAUNCHERS:
        return Severity.INFO
    if _is_cached(row) or (row.kind is Kind.BYTECODE and row.path[:-1] in sources):
        # A cache that was packed by mistake, where Python 2 kept them or where Python 3 does, which takes the
        # source first; `bytecode-without-source` asks further.
        return Severity.LOW
    if row.kind is Kind.NATIVE and _LINKED.search(row.detail):
        return (
            Severity.LOW
        )  # its tables and strings were read, and checks of their own mind what stands there
    return (_ASIDE if places.aside(row.path) else _WEIGHT)[row.kind]


def _is_cached(row: FileRow) -> bool:
    return row.kind is Kind.BYTECODE and "/__pycache__/" in row.path


def _more(row: FileRow) -> str:
    """Python takes cached bytecode for the source beside it where time and size of that fit."""
    return ", and may run instead of the source beside it" if _is_cached(row) else ""
