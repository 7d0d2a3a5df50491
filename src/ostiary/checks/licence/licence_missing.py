"""Does the artifact say under which licence it may be used?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import listed
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity
from ostiary.formats.declared import DeclaredLicence


@check(
    "licence-missing",
    "no licence is declared",
    Severity.LOW,
    Family.LICENCE,
    reads=DeclaredLicence,
    remedy="Ask the project for a licence: without one nobody but its authors may use it.",
)
def licence_missing(declared: DeclaredLicence) -> Iterator[Hit | Gap]:
    """Without a licence the law forbids copying and changing, however public the code is."""
    at = Location(declared.filename, declared.path)
    if declared.licence.upper() == "UNLICENSED":
        message = "the package says that nobody else may use it (`UNLICENSED`)"
        yield Hit(message, at, severity=Severity.MEDIUM)
    elif not declared.licence and declared.files:
        message = f"no licence is named; its text may stand in {listed(declared.files)}"
        yield Hit(message, at, severity=Severity.INFO)
    elif not declared.licence:
        yield Hit("neither the metadata nor a file of the artifact names a licence", at)
