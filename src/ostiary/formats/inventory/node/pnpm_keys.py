"""How does pnpm name packages in its lockfile? The grammar changed with versions 6 and 9."""

import re

from msgspec import Struct

from ostiary.core.inventory import Origin
from ostiary.core.regex import regex
from ostiary.formats.inventory.node.spec import EXACT, is_name

_V5 = regex(r"([^/@()]*)/((?:@[^/@]+/)?[^/@]+)/([^/_(]+).*", re.DOTALL)
_V6 = regex(r"(?:([^/@()]*)/)?((?:@[^/@]+/)?[^/@()]+)@([^/(_]+).*", re.DOTALL)
_FILE = ("file:", "link:", "workspace:")


class Named(Struct, frozen=True):
    """A key, taken apart; `name` and `version` are empty where it does not say."""

    name: str
    version: str
    origin: Origin = Origin.REGISTRY
    source: str = ""


def read_key(key: str) -> Named:
    """Take apart a key of `packages` or `snapshots`, of any version of the format."""
    plain = without_peers(key)
    for pattern in (_V6, _V5):
        match = pattern.fullmatch(plain)
        if match and EXACT.fullmatch(match[3]) and is_name(match[2]):
            return Named(match[2], match[3])
    name, _, place = plain.lstrip("/")[1:].partition("@")
    first = plain.lstrip("/")[:1]
    if place and is_name(first + name) and not plain.startswith(("file:", "git@")):
        return _placed(first + name, place)
    return _placed("", plain)


def without_peers(key: str) -> str:
    """The key without the peers in round brackets behind it."""
    return key.partition("(")[0] if key.endswith(")") else key


def candidates(name: str, reference: str) -> tuple[str, ...]:
    """Keys that a reference such as `1.0.0(peer@2.0.0)` may mean in a table of dependencies."""
    return (f"{name}@{reference}", reference, f"/{name}@{reference}", f"/{name}/{reference}")


def _placed(name: str, place: str) -> Named:
    if place.startswith(_FILE):
        return Named(name, "", Origin.PATH, place)
    if place.startswith(("http://", "https://")) and not re.search(r"\.git(#|$)", place):
        return Named(name, "", Origin.URL, place)
    return Named(name, "", Origin.GIT, place)
