"""Does the registry say something else about a package than its own package.json?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import listed, quote
from ostiary.core.facts.release import Requirement
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.formats.npm.manifest import ManifestPair, NpmManifest

_HOOKS = ("preinstall", "install", "postinstall")
_IMPLIED = "node-gyp rebuild"
"""What the registry adds by itself to a package with a binding.gyp."""


@check(
    "manifest-mismatch",
    "the registry and the tarball tell different stories",
    Severity.HIGH,
    Family.CONTENTS,
    reads=ManifestPair,
    remedy="Trust neither: look into the tarball, and tell the registry.",
    refs=("https://cwe.mitre.org/data/definitions/345.html",),
    ecosystems=("npm",),
)
def manifest_mismatch(pair: ManifestPair) -> Iterator[Hit | Gap]:
    """The registry never compares what a publisher sends it with the tarball; tools read one or the other."""
    release, manifest = pair.release, pair.manifest
    at = Location(manifest.filename, manifest.path)
    if manifest.name != release.name:
        yield Hit(f"package.json names the package {quote(manifest.name)}", at, key="name")
    if manifest.version.lstrip("v=") != release.version.lstrip("v="):
        yield Hit(f"package.json names the version {quote(manifest.version)}", at, key="version")
    yield from _scripts(dict(release.scripts), manifest, at)
    yield from _requirements(release.requirements, manifest.requirements, at)


def _scripts(said: dict[str, str], manifest: NpmManifest, at: Location) -> Iterator[Hit]:
    held = dict(manifest.scripts)
    # Some registries only hand out short descriptions, without any scripts.
    severity, confidence = (None, None) if said else (Severity.MEDIUM, Confidence.LOW)
    for hook in _HOOKS:
        one, other = said.get(hook, "").strip(), held.get(hook, "").strip()
        if one == other or (manifest.gyp and not other and one == _IMPLIED):
            continue
        if other and not one:
            message = f"the registry does not show that {hook} runs {quote(other)}"
            yield Hit(message, at, severity=severity, confidence=confidence, key=hook)
        else:
            shown = quote(other) if other else "nothing"
            message = f"the registry says that {hook} runs {quote(one)}, the tarball runs {shown}"
            yield Hit(message, at, severity=Severity.MEDIUM, key=hook)


def _requirements(
    said: tuple[Requirement, ...], held: tuple[Requirement, ...], at: Location
) -> Iterator[Hit]:
    """Optional dependencies count as plain ones: registries copy them from one list to the other."""
    one, other = _needed(said), _needed(held)
    hidden = sorted(other.keys() - one.keys())
    if hidden:
        yield Hit(f"the registry does not show that it needs {listed(hidden)}", at, key="hidden")
    missing = sorted(one.keys() - other.keys())
    if missing:
        message = f"the registry adds {listed(missing)}, which the tarball does not name"
        yield Hit(message, at, key="added")
    changed = [name for name in sorted(one.keys() & other.keys()) if one[name] != other[name]]
    if changed:
        message = f"the registry asks for other versions of {listed(changed)}"
        yield Hit(message, at, severity=Severity.MEDIUM, key="versions")


def _needed(requirements: tuple[Requirement, ...]) -> dict[str, str]:
    return {
        one.name: one.constraint.replace(" ", "")
        for one in requirements
        if one.group in {"", "optional"}
    }
