"""Which commands does npm run when the package is installed?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.install.command_line import Daring, weigh
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity
from ostiary.formats.npm.manifest import NpmManifest
from ostiary.formats.npm.scripts import written_out

HOOKS = ("preinstall", "install", "postinstall")
"""What npm runs for a package from a registry. Source: npm documentation, life-cycle operation order."""

_SEVERITY = {
    Daring.TALKS: Severity.LOW,
    Daring.BUILDS: Severity.LOW,
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
    lines, scripts = dict(manifest.script_lines), dict(manifest.scripts)
    for hook, command in manifest.scripts:
        at = Location(manifest.filename, manifest.path, lines.get(hook, 0))
        yield from _hook(hook, hook, written_out(command, scripts), at)
    for one in manifest.bundled_scripts:
        name = one.path.removesuffix("/package.json").rpartition("node_modules/")[2]
        what = f"the bundled package {quote(name)}: {one.name}"
        yield from _hook(one.name, what, one.command, Location(manifest.filename, one.path))


def _hook(hook: str, what: str, command: str, at: Location) -> Iterator[Hit]:
    daring, reasons = weigh(command)
    if hook not in HOOKS or daring is Daring.NOTHING:
        return
    message = f"{what} runs {quote(command)}"
    if reasons:
        message += f", which {' and '.join(reasons)}"
    yield Hit(message, at, severity=_SEVERITY[daring], key=hook)
