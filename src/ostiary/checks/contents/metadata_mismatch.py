"""Do the metadata inside an artifact name another release than its file name?"""

import re
from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.regex import regex
from ostiary.core.scale import Family, Severity
from ostiary.formats.python.metadata import CoreMetadata

_SDIST = regex(r"(.+)-(\d[^-]*)\.(?:tar\.\w+|tgz|zip)")
_EGG = regex(r"([^-]+)-([^-]+)(?:-.+)?\.egg")
_WHEEL = regex(r"([^-]+)-([^-]+)(?:-\d[^-]*)?(?:-[^-]+){3}\.whl")


@check(
    "metadata-mismatch",
    "metadata that name another release than the file",
    Severity.HIGH,
    Family.CONTENTS,
    reads=CoreMetadata,
    remedy="Do not install it: after installation the environment would show another package or version.",
    ecosystems=("pypi",),
)
def metadata_mismatch(metadata: CoreMetadata) -> Iterator[Hit | Gap]:
    """Installers believe the file name, audits the metadata: where they differ, advisories are missed."""
    at = Location(metadata.filename, metadata.path)
    match = next(
        (m for form in (_WHEEL, _EGG, _SDIST) if (m := form.fullmatch(metadata.filename))), None
    )
    if match is not None:
        if _name(match[1]) != _name(metadata.name):
            yield Hit(f"the metadata name the project {quote(metadata.name)}", at, key="name")
        if metadata.version and not _same_version(match[2], metadata.version):
            yield Hit(f"the metadata name the version {quote(metadata.version)}", at, key="version")
    for header in metadata.repeated:
        message = (
            f"the header {quote(header)} stands more than once: readers differ in which one counts"
        )
        severity = Severity.HIGH if header in {"name", "version"} else Severity.LOW
        yield Hit(message, at, severity=severity, key=header)


def _name(name: str) -> str:
    """The name as an index compares it. Source: PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower().strip("-")


def _same_version(one: str, other: str) -> bool:
    from packaging.version import InvalidVersion, Version

    try:
        return Version(one.replace("_", "+", 1)) == Version(other) or Version(one) == Version(other)
    except InvalidVersion:
        return re.sub(r"[-_+]", "-", one.lower()) == re.sub(r"[-_+]", "-", other.lower())
