"""How a subject is called in a report: words out of a package URL."""

from urllib.parse import unquote

from ostiary.core.subject import Subject
from ostiary.report.safe import whole


def purl_of(subject: Subject) -> str:
    """The subject's purl, also where its name holds what no URL can carry."""
    try:
        return subject.purl
    except UnicodeEncodeError:
        return Subject(whole(subject.type), whole(subject.name), whole(subject.version)).purl


def parts(purl: str) -> tuple[str, str, str]:
    """Type, name and version of a purl; what is no purl is all name."""
    if not purl.startswith("pkg:"):
        return "", purl, ""
    kind, _, rest = purl[4:].partition("/")
    name, _, version = rest.rpartition("@")
    if not name:
        name, version = rest, ""
    return unquote(kind), unquote(name), unquote(version)


def title(purl: str) -> str:
    """The subject as a verdict names it: `pypi litellm 1.109.1`."""
    return " ".join(part for part in parts(purl) if part)


def release(purl: str) -> str:
    """The subject among others of its kind: `litellm 1.109.1`."""
    return " ".join(part for part in parts(purl)[1:] if part)


def short(purl: str) -> str:
    """The bare name, as a path of dependencies shows it."""
    return parts(purl)[1]


def chain(path: tuple[str, ...]) -> str:
    """The way from the root to a dependency: `litellm > fastuuid`."""
    return " > ".join(short(purl) for purl in path)
