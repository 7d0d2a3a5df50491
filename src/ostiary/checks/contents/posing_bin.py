"""Does an npm package install a command that everybody takes for somebody else's?"""

from collections.abc import Iterator

from ostiary.checks.contents.known_commands import posing, stands_in_for
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity
from ostiary.formats.npm.manifest import NpmManifest


@check(
    "posing-bin",
    "an npm package that installs a command under the name of a well-known one",
    Severity.HIGH,
    Family.CONTENTS,
    reads=NpmManifest,
    remedy="Refuse it: what the scripts of a project call by that name runs this package.",
    refs=("T1036.005", "T1574.007"),
    ecosystems=("npm",),
)
def posing_bin(manifest: NpmManifest) -> Iterator[Hit | Gap]:
    """`npm run` puts the commands of all installed packages before those of the machine."""
    for name, path in manifest.bins:
        if stands_in_for(name, manifest.name):
            yield Hit(posing(name), Location(manifest.filename, manifest.path or path), key=name)
