"""Could the archive trick whoever unpacks it, or show two readers different files?"""

from collections import defaultdict
from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.declare import check
from ostiary.core.facts.release import FileForm
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.contents import UNREAD, Contents, Fault, FaultKind
from ostiary.program.places import Places

_WEIGHT = {
    FaultKind.TRAVERSAL: Severity.HIGH,
    FaultKind.ABSOLUTE: Severity.HIGH,
    FaultKind.LINK: Severity.MEDIUM,
    FaultKind.DEVICE: Severity.HIGH,
    FaultKind.DUPLICATE: Severity.MEDIUM,
    FaultKind.CASE_CLASH: Severity.LOW,
    FaultKind.DISAGREE: Severity.HIGH,
    FaultKind.HIDDEN: Severity.MEDIUM,
    FaultKind.BAD_NAME: Severity.LOW,
}
_HARMLESS_ENDS = ("leads to nothing in here", "carries an extra field or a comment", "not followed")


@check(
    "archive-fault",
    "an archive that readers may not agree on",
    Severity.HIGH,
    Family.ARCHIVE,
    reads=Contents,
    remedy="Do not unpack it; ask for an archive that the project's own build makes.",
    refs=("https://cwe.mitre.org/data/definitions/22.html",),
)
def archive_fault(contents: Contents) -> Iterator[Hit | Gap]:
    """What lands outside, stands twice or is listed nowhere gets past people who read one of its faces."""
    digests: dict[str, set[str]] = defaultdict(set)
    for row in contents.files:
        digests[row.path].add(row.sha256)
    places = Places(contents)
    hits = []
    for fault in contents.faults:
        if fault.kind in UNREAD:
            # A member that was read as a file, but not as the archive that it is, has its row of coverage.
            if "!/" not in fault.path and fault.path not in digests:
                yield Gap(f"{fault.path or contents.filename}: {fault.message}")
            continue
        severity = _severity(fault, contents, len(digests[fault.path]))
        outer = fault.path.partition("!/")[0]
        softer = fault.nested + places.aside(outer)  # a sample archive among the tests is both
        severity = Severity(max(severity - softer, Severity.INFO))
        hits.append(
            Hit(
                f"{fault.kind}: {fault.message}",
                contents.at(fault.path),
                severity=severity,
                key=fault.kind,
            )
        )
    yield from capped(hits, "faults of the archive", contents.at(""))


def _severity(fault: Fault, contents: Contents, versions: int) -> Severity:
    """Tar files repeat members when they are appended to; the last one wins for every reader."""
    if fault.message.endswith(_HARMLESS_ENDS):
        return Severity.LOW
    if fault.kind is FaultKind.DUPLICATE:
        if versions == 1:
            return Severity.INFO  # the same bytes twice
        zipped = contents.form in {FileForm.WHEEL, FileForm.EGG}
        return Severity.HIGH if zipped else Severity.MEDIUM
    return _WEIGHT.get(fault.kind, Severity.MEDIUM)
