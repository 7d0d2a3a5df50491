"""Does a wheel install files where they are not its own?"""

import re
from collections import defaultdict
from collections.abc import Iterator

from ostiary.checks.contents.known_modules import OWNERS
from ostiary.checks.declare import check
from ostiary.checks.wording import listed, quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.formats.python.wheel import WheelLayout

_SITE = regex(r"\.data/data/(?:.*/)?(?:site|dist)-packages/")
_PREFIX = regex(
    r"\.data/data/(?:(?:bin|sbin|Scripts|lib(?:64)?/python[\d.]*|Lib|include/python[\d.]*)/|include/[^/]*$)"
)
"""Programs, the library of the interpreter, and the headers that every compiler is shown first."""
_OBEYED = (
    (
        regex(
            r"\.data/data/(?:pip\.(?:conf|ini)|pyvenv\.cfg|python\d*\._pth|(?:etc/)?\.?npmrc"
            r"|(?:lib(?:64)?/python[\d.]*/|Lib/)distutils/distutils\.cfg)$"
        ),
        "settings of the environment itself, which pip or the interpreter obey from then on",
    ),
    (
        regex(r"\.data/(?:scripts|data/(?:bin|Scripts))/activate(?:_this)?(?:\.\w+)?$"),
        "what a shell runs to enter the environment",
    ),
    (
        regex(
            r"\.data/data/(?:lib(?:64)?/python[\d.]*|Lib)/(?!(?:site|dist)-packages/).*\.(?:py|pyc|so|pyd)$"
        ),
        "code in the place of the standard library",
    ),
)
"""What everything else in the environment rests on: no package has a reason to bring it."""

_STARTED = regex(
    r"\.data/data/(?:etc/(?:profile\.d/|ipython/|jupyter/[^/]+\.py$|cron|systemd/|init\.d/|ld\.so)"
    r"|etc/(?:conda/(?:de)?activate\.d|fish/conf\.d|xdg/autostart)/|share/fish/vendor_conf\.d/"
    r"|(?:usr/)?lib/systemd/(?:user|system)/|(?:lib/R/)?etc/Rprofile\.site$"
    r"|share/jupyter/kernels/python3?/)"
)
"""What shells, notebooks and schedulers run by themselves."""


@check(
    "files-outside-package",
    "a wheel that installs files beyond its own package",
    Severity.MEDIUM,
    Family.CONTENTS,
    reads=WheelLayout,
    remedy="Look at the named files: they overwrite or mix with those of other packages.",
    ecosystems=("pypi",),
)
def files_outside_package(layout: WheelLayout) -> Iterator[Hit | Gap]:
    """All wheels share one folder; a wheel that writes another package's files replaces its code."""
    at = Location(layout.filename)
    yield from _foreign(layout, at)
    groups: dict[tuple[Severity, str], list[str]] = defaultdict(list)
    for path in layout.outside:
        if group := _group(path):
            groups[group].append(path)
    for (severity, what), paths in sorted(groups.items()):
        where = Location(layout.filename, min(paths))
        yield Hit(f"{what}: {listed(paths)}", where, severity=severity, key=what)
    if len(layout.info_folders) > 1:
        names = listed(layout.info_folders)
        message = f"the wheel says that it is several packages at once: {names}"
        yield Hit(message, at, severity=Severity.HIGH, key="several")


def _foreign(layout: WheelLayout, at: Location) -> Iterator[Hit]:
    """Names that belong to others: known ones, and those of its own dependencies."""
    own = _normal(layout.name)
    for name in layout.roots:
        owner = OWNERS.get(name, own)
        if owner != own:
            message = f"it installs {quote(name)}, which belongs to the project {quote(owner)}"
            yield Hit(message, at, key=name)
    for needed in layout.requires:
        name = _normal(needed).replace("-", "_")
        if name in layout.roots and _normal(needed) != own and name not in OWNERS:
            message = f"it installs {quote(name)}, the name of a package that it depends on"
            yield Hit(message, at, confidence=Confidence.MEDIUM, key=name)


def _normal(name: str) -> str:
    """The name as an index compares it. Source: PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _group(path: str) -> tuple[Severity, str] | None:
    """How bad it is that a member lands there, and the words for it; None where it is ordinary."""
    for pattern, what in _OBEYED:
        if pattern.search(path):
            return Severity.CRITICAL, what
    if _STARTED.search(path) and not path.startswith(("ipykernel-", "ipython-")):
        return Severity.HIGH, "files that shells, notebooks or schedulers run by themselves"
    if _SITE.search(path):
        return Severity.HIGH, "data files that land among installed packages"
    if _PREFIX.search(path):
        return Severity.MEDIUM, "data files that land among programs or libraries"
    top, slash, _ = path.partition("/")
    if top.endswith(".data"):
        return None  # scripts and shared data are what these folders are for
    if slash:
        return Severity.LOW, f"the folder {quote(top)} at the top, where many projects have one"
    if path.endswith((".pth", ".start")):
        return None  # `start-hook` asks
    return Severity.INFO, "files at the top that are no module"
