"""Does a package.json hold a key twice, so that two readers may see two packages?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity
from ostiary.formats.npm.manifest import NpmManifest
from ostiary.program.wordlist import wordlist

_DECISIVE = wordlist(
    "name version scripts preinstall install postinstall dependencies optionalDependencies bin main exports"
)


@check(
    "repeated-key",
    "a package.json in which a key stands twice",
    Severity.LOW,
    Family.CONTENTS,
    reads=NpmManifest,
    remedy="Read the last one of the two: npm does. Then ask why there is another.",
    refs=("https://cwe.mitre.org/data/definitions/694.html",),
    ecosystems=("npm",),
)
def repeated_key(manifest: NpmManifest) -> Iterator[Hit | Gap]:
    """The last one counts for npm, the first for some readers and for people, who stop looking there."""
    at = Location(manifest.filename, manifest.path)
    for key in manifest.repeated:
        severity = Severity.MEDIUM if key in _DECISIVE else None
        yield Hit(f"{quote(key)} stands more than once", at, severity=severity, key=key)
