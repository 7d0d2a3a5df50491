"""Does the artifact hold machine code, and does it say for which platform?"""

from collections import defaultdict
from collections.abc import Iterator

from ostiary.checks.contents.described import described
from ostiary.checks.contents.launchers import LAUNCHERS
from ostiary.checks.declare import check
from ostiary.checks.wording import listed
from ostiary.core.facts.release import FileForm
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Family, Severity
from ostiary.formats.contents import Contents, FileRow, Kind
from ostiary.formats.declared import DeclaredPlatforms
from ostiary.program.places import Places

_PLATFORM = regex(
    r"(?:^|/|\.)(?:linux|darwin|win32|freebsd|openbsd|android|ios)(?:-musl)?-(?:x64|ia32|arm|arm64|x64\+arm64|riscv64"
    r"|ppc64|s390x|loong64)(?:-[\w-]+)?(?:/[^/]+)?\.(?:node|bare)$"
)
"""An addon that is named by its platform, or lies in such a folder: the package names every one of them."""

MAX_SINGLE = 4
"""Files that are named one by one; more are built for many platforms and belong together."""


@check(
    "native-code",
    "machine code, whose instructions nobody here reads",
    Severity.MEDIUM,
    Family.CONTENTS,
    reads=DeclaredPlatforms,
    remedy="Build it from source, or rely on it only where verified provenance says where it was built.",
)
def native_code(declared: DeclaredPlatforms) -> Iterator[Hit | Gap]:
    """Machine code can do anything and shows nothing; in a package for any platform nobody expects it."""
    contents = declared.contents
    if contents.form is FileForm.SDIST:
        return  # `binary-in-sdist` asks there
    rows = [row for row in contents.files if row.kind in {Kind.NATIVE, Kind.WASM}]
    if not rows:
        return
    if declared.platforms:
        names = listed(row.path for row in rows)
        count = f"{len(rows)} files" if len(rows) > 1 else "a file"
        message = f"{count} of native code for {listed(declared.platforms)}: {names}"
        yield Hit(message, contents.at(""), severity=Severity.INFO)
        return
    places = Places(contents)
    groups: dict[Severity, list[FileRow]] = defaultdict(list)
    several = _by_machine(contents, rows)
    for row in rows:
        severity = Severity.LOW if row.path in several else _severity(row, places)
        groups[severity].append(row)
    for severity, group in sorted(groups.items(), reverse=True):
        yield from _hits(contents, severity, group)


def _hits(contents: Contents, severity: Severity, rows: list[FileRow]) -> Iterator[Hit]:
    if len(rows) > MAX_SINGLE:
        names = listed(row.path for row in rows)
        message = f"{len(rows)} files of native code in a package that names no platform: {names}"
        yield Hit(message, contents.at(rows[0].path), severity=severity, key=severity.word)
        return
    for row in rows:
        message = f"{described(row)} in a package that names no platform"
        yield Hit(message, contents.at(row.path), severity=severity, key=row.path)


_MACHINE = regex(r"(.+)[-_.](?:(x64|x86[-_]64|amd64)|(arm64|aarch64))\.node$")
"""An addon that is named by the kind of machine for which it was built."""


def _by_machine(contents: Contents, rows: list[FileRow]) -> frozenset[str]:
    """Addons of a wheel for several kinds of machine: what is named so and is so, and what lies beside it."""
    if contents.form is not FileForm.WHEEL:
        return frozenset()
    told = {row.path: described(row) for row in rows}
    found: set[str] = set()
    for path, what in told.items():
        one = _MACHINE.match(path)
        other = told.get(f"{one[1]}.node", what) if one else what
        if one and ("x86-64" if one[2] else "AArch64") in what and other != what:
            found |= {path, f"{one[1]}.node"}
    return frozenset(found)


_FOLDER = regex(
    r"/(?:darwin|linux|windows|win32|win64|macos|osx|manylinux|musllinux)(?:[-_./][^/]*)?/"
)
"""A folder for one system among those for others."""


def _severity(row: FileRow, places: Places) -> Severity:
    if row.sha256 in LAUNCHERS:
        return Severity.INFO
    named = places.contents.form is FileForm.WHEEL and not places.contents.filename.endswith(
        "-any.whl"
    )
    if named or _FOLDER.search(row.path.lower()):
        return Severity.LOW
    if row.kind is Kind.WASM or places.aside(row.path) or _PLATFORM.search(row.path.lower()):
        return Severity.LOW
    return Severity.MEDIUM
