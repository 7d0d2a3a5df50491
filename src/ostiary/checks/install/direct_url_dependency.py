"""Does a dependency come from a place instead of an index?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.release import Requirement
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity
from ostiary.formats.declared import DeclaredRequirements
from ostiary.formats.python.needed import LINK

_OPEN = ("http://", "git://", "git+http://", "git+git://", "ftp://", "svn://", "bzr+http://")
_LOCAL = ("file:", "link:", "portal:", ".", "/", "~")


@check(
    "direct-url-dependency",
    "a dependency from a URL, a repository or a file",
    Severity.MEDIUM,
    Family.INSTALL,
    reads=DeclaredRequirements,
    remedy="Ask for a release on the index; until then pin the place to a commit or a digest.",
)
def direct_url_dependency(declared: DeclaredRequirements) -> Iterator[Hit | Gap]:
    """What a URL serves can change without a new version, and no index ever sees it."""
    at = Location(declared.filename, declared.path)
    for one in declared.requirements:
        if one.url:
            yield Hit(
                f"{quote(one.name)} is fetched from {quote(one.url)}{_how(one)}",
                at,
                severity=_severity(one),
                key=f"{one.group}:{one.name}",
            )
    for line in declared.unreadable:
        if "@" in line or ":" in line:  # it could have been meant as a place
            message = f"{quote(line)} is no requirement that installers agree on"
            yield Hit(message, at, severity=Severity.LOW, key=line)


def _severity(one: Requirement) -> Severity:
    place = one.url.lower()
    if one.group == "dev":
        return Severity.INFO  # nobody who installs the package gets it
    if place.startswith(_LOCAL):
        return Severity.LOW  # leads to nothing, or into the package itself
    if one.group == LINK:  # only installers from before 2019 look there
        return Severity.MEDIUM if place.startswith(_OPEN) else Severity.LOW
    return Severity.HIGH if place.startswith(_OPEN) else Severity.MEDIUM


def _how(one: Requirement) -> str:
    if one.url.lower().startswith(_OPEN):
        return ", without encryption"
    return f" ({one.group})" if one.group else ""
