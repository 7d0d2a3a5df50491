"""Does an npm package carry a configuration of npm?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity
from ostiary.formats.npm.manifest import NpmManifest


@check(
    "npmrc-shipped",
    "an npm package that carries an .npmrc",
    Severity.LOW,
    Family.CONTENTS,
    reads=NpmManifest,
    remedy="Look into it for registries and tokens, and never run npm inside the unpacked package.",
    refs=("https://cwe.mitre.org/data/definitions/538.html",),
    ecosystems=("npm",),
)
def npmrc_shipped(manifest: NpmManifest) -> Iterator[Hit | Gap]:
    """The client leaves this file out when it packs, so something else packed this."""
    if manifest.npmrc:
        path = manifest.path.removesuffix("package.json") + ".npmrc"
        yield Hit(
            "npm itself never packs an .npmrc: it can hold tokens and name other registries",
            Location(manifest.filename, path),
        )
