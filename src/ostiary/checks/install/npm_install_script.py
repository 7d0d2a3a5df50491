"""Which commands does npm run when the package is installed?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.install.command_line import Daring, weigh
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity
from ostiary.formats.npm.manifest import NpmManifest

HOOKS = ("preinstall", "install", "postinstall")
"""What npm runs for a package from a registry. Source: npm documentation, life-cycle operation order."""

_SEVERITY = {
    Daring.TALKS: Severity.LOW,
    Daring.RUNS: Severity.MEDIUM,
    Daring.ACTS: Severity.HIGH,
}


@check(
    "npm-install-script",
    "npm runs a command when the package is installed",
    Severity.MEDIUM,
    Family.INSTALL,
    reads=NpmManifest,
    remedy="Install with `--ignore-scripts`, or read what the command runs and allow it by name.",
    refs=("https://attack.mitre.org/techniques/T1195/002/",),
    ecosystems=("npm",),
)
def npm_install_script(manifest: NpmManifest) -> Iterator[Hit | Gap]:
    """A life-cycle script runs with the rights of whoever installs, before anybody has read a line."""
    lines = dict(manifest.script_lines)
    for hook, command in manifest.scripts:
        if hook not in HOOKS:
            continue
        daring, reasons = weigh(command)
        if daring is Daring.NOTHING:
            continue
        message = f"{hook} runs {quote(command)}"
        if reasons:
            message += f", which {' and '.join(reasons)}"
        at = Location(manifest.filename, manifest.path, lines.get(hook, 0))
        yield Hit(message, at, severity=_SEVERITY[daring], key=hook)
