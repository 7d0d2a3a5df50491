"""The credentials of the user's `.netrc`, host by host."""

import netrc
from pathlib import Path

from ostiary.core.world import World
from ostiary.evidence.clients.options import basic
from ostiary.evidence.clients.settings import Credential, IndexPlace


def netrc_credentials(world: World, places: tuple[IndexPlace, ...]) -> tuple[Credential, ...]:
    """Credentials for each host that the file names; its `default` entry would fit any host, so it fits none.

    They go out over https, and over http only to a host that the user configured as an http index.
    """
    own = world.environ.get("NETRC")
    home = Path(world.home)
    files = [Path(own)] if own else [home / ".netrc", home / "_netrc"]
    path = next((one for one in files if one.is_file()), None)
    if path is None:
        return ()
    try:
        hosts = netrc.netrc(str(path)).hosts
    except (netrc.NetrcParseError, OSError, UnicodeDecodeError):
        return ()
    found = []
    for host, (login, account, password) in hosts.items():
        if host == "default":
            continue
        header = basic(login or account or "", password or "")
        prefixes = {
            f"https://{host}/",
            *(_root(one.url) for one in places if _host(one.url) == host),
        }
        found += [Credential(prefix, header, str(path)) for prefix in sorted(prefixes)]
    return tuple(found)


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].partition(":")[0]


def _root(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/"
