"""Is there compiled Python of which the source is not there?"""

from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Family, Severity
from ostiary.formats.contents import Contents, Kind
from ostiary.program.places import Places

_CACHED = regex(r"(.*/|)__pycache__/([^/]+?)\.[\w-]+(?:\.opt-\d)?\.py[co]")


@check(
    "bytecode-without-source",
    "compiled Python without its source",
    Severity.HIGH,
    Family.CONTENTS,
    reads=Contents,
    remedy="Ask for the source; do not import what nobody can read.",
    refs=("https://attack.mitre.org/techniques/T1027/",),
    ecosystems=("pypi",),
)
def bytecode_without_source(contents: Contents) -> Iterator[Hit | Gap]:
    """Python imports a lone `.pyc` as it does source, and no reviewer or scanner sees what it does."""
    paths = {row.path for row in contents.files}
    places = Places(contents)
    hits = []
    for row in contents.files:
        if row.kind is not Kind.BYTECODE:
            continue
        cached = _CACHED.fullmatch(row.path)
        source = cached[1] + cached[2] + ".py" if cached else row.path.rpartition(".")[0] + ".py"
        if source in paths:
            continue
        # What lies in a cache folder is not imported by itself, only when somebody loads it by path.
        severity = Severity.MEDIUM if cached else Severity.HIGH
        if places.aside(row.path) or not row.path.endswith((".pyc", ".pyo")):
            severity = (
                Severity.LOW
            )  # a sample of the tests, or under a name that no import looks for
        hits.append(
            Hit("bytecode without source", contents.at(row.path), severity=severity, key=row.path)
        )
    yield from capped(hits, "files of bytecode without source", contents.at(""))
