"""Does code run at every start of Python, whether or not the package is imported?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.install.start_idioms import idiom
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.formats.python.pth import PthLine, StartHooks

_ASIDE = frozenset({"test", "tests", "testing"})
"""Folders below the top one, whose name anybody can choose."""


@check(
    "start-hook",
    "code that runs at every start of Python",
    Severity.HIGH,
    Family.INSTALL,
    reads=StartHooks,
    remedy="Do not install it before somebody has read what the line runs and why it must run always.",
    refs=("https://attack.mitre.org/techniques/T1546/018/",),
    ecosystems=("pypi",),
)
def start_hook(hooks: StartHooks) -> Iterator[Hit | Gap]:
    """A start-up hook needs no import: it runs in every program of the environment, pip among them."""
    installed = hooks.filename.endswith((".whl", ".egg"))
    sure = None if installed else Confidence.MEDIUM
    for line in hooks.lines:
        at = Location(hooks.filename, line.path, line.line)
        if not line.executes:
            yield from _adds(line, at)
        elif not installed and _ASIDE & set(line.path.split("/")[1:]):
            message = f"{quote(line.text)} would run at every start, if setup.py installs this file"
            yield Hit(message, at, severity=Severity.LOW, confidence=Confidence.LOW)
        elif line.path.endswith(".start"):
            yield Hit(f"calls {quote(line.text)} at every start (PEP 829)", at, confidence=sure)
        elif known := idiom(line.text):
            yield Hit(f"{quote(line.text)} {known[1]}", at, severity=known[0], confidence=sure)
        else:
            yield Hit(f"runs {quote(line.text)} at every start", at, confidence=sure)
    for path in hooks.modules:
        name = path.rpartition("/")[2]
        at = Location(hooks.filename, path)
        yield Hit(f"{quote(name)} is imported at every start", at, confidence=sure, key=path)


def _adds(line: PthLine, at: Location) -> Iterator[Hit]:
    """Folders of the package itself are ordinary; those elsewhere let other files be imported."""
    text = line.text.replace("\\", "/")
    if text.startswith(("/", "~")) or text[1:2] == ":" or ".." in text.split("/"):
        yield Hit(f"adds {quote(line.text)}, outside of the package, to the path", at, Severity.LOW)
