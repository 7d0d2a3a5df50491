"""Does a wheel hold other files than those that it accounts for?"""

from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity
from ostiary.formats.python import record
from ostiary.formats.python.wheel import WheelLayout

_WEIGHT = {
    record.NOT_LISTED: Severity.MEDIUM,
    record.MISSING: Severity.LOW,
    record.DIGEST: Severity.HIGH,
    record.SIZE: Severity.HIGH,
    record.DUPLICATE: Severity.LOW,
    record.UNREADABLE: Severity.MEDIUM,
    record.NO_DIGEST: Severity.LOW,
    record.NO_RECORD: Severity.MEDIUM,
}
_WORDS = {
    record.NOT_LISTED: "is in the wheel, but RECORD does not list it",
    record.MISSING: "is listed in RECORD, but missing",
    record.DIGEST: "has other bytes than RECORD says",
    record.SIZE: "has another size than RECORD says",
    record.DUPLICATE: "is listed more than once, with different digests",
    record.UNREADABLE: "cannot be read as a list of files",
    record.NO_DIGEST: "is listed without a digest",
    record.NO_RECORD: "the wheel has no RECORD",
}


@check(
    "record-fault",
    "a wheel whose RECORD does not fit its files",
    Severity.MEDIUM,
    Family.CONTENTS,
    reads=WheelLayout,
    remedy="Treat the wheel as changed after it was built; install from the source distribution.",
    refs=("https://packaging.python.org/en/latest/specifications/recording-installed-packages/",),
    ecosystems=("pypi",),
)
def record_fault(layout: WheelLayout) -> Iterator[Hit | Gap]:
    """A build tool writes RECORD last: a file that does not fit it came later, or was changed later."""
    hits = []
    for fault in layout.record_faults:
        if fault.problem == record.UNCHECKED:
            yield Gap(f"{fault.path}: RECORD uses a digest that is not checked here")
            continue
        where = f"{quote(fault.path)} " if fault.path else ""
        hits.append(
            Hit(
                where + _WORDS.get(fault.problem, fault.problem),
                Location(layout.filename, fault.path),
                severity=_WEIGHT.get(fault.problem),
                key=fault.problem,
            )
        )
    yield from capped(hits, "faults of RECORD", Location(layout.filename, layout.record_path))
