"""Which names belong to the library of a language, whatever the files of an artifact are called?

A file `os.py` lies in many artifacts. The library has the name nevertheless: it stands before all that
was installed, and only the folder of a started script stands before it. A file that lies in such a
folder is told beside the library, never in its place: nobody here knows who starts what from where.
"""

from collections.abc import Collection, Mapping

from ostiary.core.library import LIBRARY
from ostiary.program.record import Source
from ostiary.program.wordlist import wordlist

_NODE = wordlist(
    "assert async_hooks buffer child_process cluster console constants crypto dgram"
    " diagnostics_channel dns domain events fs http http2 https inspector module net os path"
    " perf_hooks process punycode querystring readline repl stream string_decoder sys timers tls"
    " trace_events tty url util v8 vm wasi worker_threads zlib"
)
"""Node's own modules, which it loads before it looks into any folder. Source: Node.js, `node:module`."""

_BELOW = wordlist(
    "assert/strict dns/promises fs/promises inspector/promises path/posix path/win32"
    " readline/promises stream/consumers stream/promises stream/web timers/promises util/types"
)

_ENDINGS = (".py", "/__init__.py", ".pyc", "/__init__.pyc")


def is_library(name: str) -> bool:
    """Whether a dotted name, made absolute, is one of Python's own."""
    return name.partition(".")[0] in LIBRARY


def is_node(module: str) -> bool:
    """Whether Node takes a name for one of its own modules."""
    return module.startswith("node:") or module in _NODE or module in _BELOW


class Scripts:
    """The folders from which a started script would load what it imports, before the library.

    `packages` are folders with an `__init__.py`, `top` is the folder of a `setup.py`, with its slash.
    """

    def __init__(self, sources: Mapping[str, Source], packages: Collection[str], top: str) -> None:
        self._sources = sources
        self._packages = packages
        self._setup = [top] if top + "setup.py" in sources else []
        self._shadowed = {one for one in map(_named, sources) if one in LIBRARY}
        self._started = {
            run.path.rpartition("/")[2]
            for one in (sources.values() if self._shadowed else ())
            for run in one.runs
        }

    def files(self, path: str, name: str) -> list[str]:
        """The files beside the scripts around `path` that bear a name of the library: `a`, `a.b`."""
        parts = name.split(".")[:20]
        if parts[0] not in self._shadowed:
            return []
        for folder in self._folders(path):
            stems = (folder + "/".join(parts[:count]) for count in range(1, len(parts) + 1))
            found = [one for stem in stems if (one := self._at(stem)) and one != path]
            if found:
                return found
        return []

    def _folders(self, path: str) -> list[str]:
        folder, slash, last = path.rpartition("/")
        beside = folder not in self._packages or last in self._started
        return [*([folder + slash] if beside else []), *self._setup]

    def _at(self, stem: str) -> str:
        return next((stem + one for one in _ENDINGS if stem + one in self._sources), "")


def _named(path: str) -> str:
    """The name under which the folder of a file, or the one around, would load it."""
    folder, _, last = path.rpartition("/")
    stem, _, ending = last.rpartition(".")
    if ending not in {"py", "pyc"}:
        return ""
    return folder.rpartition("/")[2] if stem == "__init__" else stem
