"""Is a file run as a program that does not look like one?"""

from collections.abc import Iterator

from ostiary.checks.code.telling import MOMENTS
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import BY_ITSELF
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.model import Program, Started

_CODE = (
    ".py",
    ".js",
    ".cjs",
    ".mjs",
    ".ts",
    ".tsx",
    ".jsx",
    ".sh",
    ".bash",
    ".pyw",
    ".ps1",
    ".bat",
    ".cmd",
)


@check(
    "hook-runs-data-file",
    "a data file is run as a program",
    Severity.HIGH,
    Family.CODE,
    reads=Program,
    remedy="Open the file and read it as code; code has no reason to be called data.",
    refs=("T1036.008", "T1195.002"),
)
def hook_runs_data_file(program: Program) -> Iterator[Hit | Gap]:
    """Code in a file that scanners and people take for data is code that does not want to be read."""
    for one in program.started:
        if one.reach not in BY_ITSELF or one.path.lower().endswith(_CODE):
            continue
        if one.known and "." not in one.path.rpartition("/")[2]:
            continue  # a program by its first line, as those in `bin` are
        severity = Severity.LOW if _version(one) else Severity.HIGH
        message = f"{quote(one.path)} is run by {one.program} {MOMENTS[one.reach]}"
        confidence = Confidence.MEDIUM if one.known else Confidence.HIGH
        yield Hit(message, one.by, severity, confidence, f"{one.program}:{one.path}")


def _version(one: Started) -> bool:
    """Whether it is the old habit of executing a version file."""
    name = one.path.rpartition("/")[2].lower()
    return one.program == "python" and ("version" in name or "." not in name)
