"""Does npm compile the package although no script says so?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.install.command_line import Daring, weigh
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.regex import regex
from ostiary.core.scale import Family, Severity
from ostiary.formats.npm.manifest import NpmManifest

_ORDINARY = regex(
    r"""node\s+-(?:p|e|pe)\s+["']"""
    r"""(?:process(?:\.\w+)+|require\(['"][\w@./-]+['"]\)(?:\.\w+(?:\(\))?)*)"""
    r"""(?:\.split\(['"][^'"()]{0,3}['"]\)\[\d+\])?;?["']"""
)
"""How files ask Node for a version, or a helper package for the folder of its headers, and no more."""


@check(
    "binding-gyp",
    "a binding.gyp makes npm run node-gyp",
    Severity.MEDIUM,
    Family.INSTALL,
    reads=NpmManifest,
    remedy="Install with `--ignore-scripts`, or read binding.gyp and what it compiles.",
    refs=("https://attack.mitre.org/techniques/T1195/002/",),
    ecosystems=("npm",),
)
def binding_gyp(manifest: NpmManifest) -> Iterator[Hit | Gap]:
    """A binding.gyp makes npm run node-gyp without any script, and may itself run commands."""
    if not manifest.gyp:
        return
    at = Location(manifest.filename, manifest.path.removesuffix("package.json") + "binding.gyp")
    for command in manifest.gyp_commands:
        daring, reasons = weigh(command)
        plain = " ".join(command.replace("\\", "").split())
        if daring is Daring.ACTS and not _ORDINARY.fullmatch(plain):
            why = " and ".join(reasons)
            yield Hit(
                f"binding.gyp runs {quote(command)}, which {why}",
                at,
                severity=Severity.HIGH,
                key=command,
            )
    scripts = {name for name, command in manifest.scripts if command.strip()}
    if not scripts & {"install", "preinstall"}:
        yield Hit(
            "npm runs `node-gyp rebuild` at install, though no script says so", at, key="implied"
        )
