"""Is somebody contacted whose name the package bears, so that whoever installs it knows whom it talks to?"""

from ostiary.core.regex import regex
from ostiary.program.flow import Flow, Taint
from ostiary.program.model import Program

MIN_LABEL = 4  # letters of a name that two do not have by chance

_SITE = regex(r"(?i)^(?:https|wss)://(?:[\w-]+\.)*([\w-]+)\.[a-z]{2,}(?:[:/]|$)")
_VERSION = regex(r"-\d")


def bears_name(address: str, program: Program) -> bool:
    """Whether the host of an address, over TLS, has the name of the package, or that begins with it."""
    found = _SITE.match(address)
    label = found[1].lower().replace("-", "") if found is not None else ""
    name = _name(program)
    if min(len(label), len(name)) < MIN_LABEL:
        return False
    return name.startswith(label) or label.startswith(name)


_PLACE = regex(
    r"(?:^|[\\/])(?:node_modules|site-packages)[\\/]([\w.-]+)[\\/]"
    r"(?!(?:.*[\\/])?(?:node_modules|site-packages|\.\.)[\\/])"
)


def in_own_folder(path: str, program: Program) -> bool:
    """Whether a path lies in the folder of the package itself, and in none inside of that."""
    found, name = _PLACE.search(path), _name(program)
    return found is not None and bool(name) and _bare(found[1]) == name


def _name(program: Program) -> str:
    """The letters of the name of a package, by that of its file."""
    return _bare(_VERSION.split(program.artifact, maxsplit=1)[0])


def _bare(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "").replace(".", "")


def with_own_token(flow: Flow, program: Program) -> bool:
    """Whether all that is taken along to such a service is the token that bears its name, too."""
    carried = flow.first(Taint.TOKEN)
    site = _SITE.match(flow.target)
    if carried is None or site is None or not bears_name(flow.target, program):
        return False
    others = (Taint.OUTPUT, Taint.LISTING, Taint.FILE, Taint.HOST)
    own = carried.spot.what.rpartition(" ")[2].lower().startswith(site[1].lower())
    return own and not flow.has(*others)
