"""What comes in with a path that a library is handed: who is told where a secret lies, reads it?"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.files import opened
from ostiary.program.engine.places import path_marks
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.value import CLEAN, HOLE, Marks, Value, joined, text_of, unknown
from ostiary.program.flow import Act

MAX_PATH = 1024  # characters of a path

_PATH = regex(rf"(?:~|\.{{1,2}}|%\w+%|\$\w+|[A-Za-z]:|{HOLE})?[\\/][^\n]+$|file://")
_NO_READERS = regex(
    r"(?:path|url|util|console|os|process|fs|assert|JSON|Object|Math|String|Number|Array|Promise)\."
)
_ASKS = regex(
    r"(?i)(?:exists?|stat|lstat|access|mkdir|chmod|chown|watch|unlink|rm|remove|del|ensure|join|resolve|relative"
    r"|basename|dirname|extname|is[A-Z]|test|match|log|info|debug|warn|error|trace|print|includes|startsWith"
    r"|endsWith|indexOf|replace|split|option|default|describe|it|ignores?|glob|touch|write|output|create\w*Write"
    r"|equal|expect|to\w+|normalize|untildify|expand)"
)
"""Functions that ask about a path, make another one of it, or write there."""


@model("require.resolve import.meta.resolve")
def _resolved(asked: Asked) -> Value:
    """Where a module lies: beside the file at hand, or in the folder of its package."""
    name = asked.text(0)
    if name.startswith((".", "/", HOLE)) or not name:
        return (
            Value(asked.arg(0).const, marks=asked.marks) if asked.arg(0).known else asked.result()
        )
    inside = "" if _FILE.search(name) else f"/{HOLE}"
    return unknown(asked.marks, f"node_modules/{name}{inside}")


_FILE = regex(r"/[^/]+\.\w{2,5}$")


def lying_there(asked: Asked) -> Marks:
    """What lies at the paths among the arguments of a function that nobody modelled."""
    found: Marks = CLEAN
    if _NO_READERS.match(asked.name) or _ASKS.match(asked.name.rpartition(".")[2]):
        return found
    for text in _texts(asked):
        kinds = path_marks(text) if text and len(text) < MAX_PATH and _PATH.match(text) else ()
        if not LOOT.isdisjoint(kinds):
            marks = opened(text, asked.node, asked.m, asked.frame)
            asked.act(Act.READ, marks, target=text)
            found = joined(found, marks)
    if found and "(" in asked.target.symbol:
        asked.keep(found)
    return found


def _texts(asked: Asked) -> list[str]:
    """The paths that are handed over, those in lists below the folder that an option names."""
    options = [one.items for one in asked.given[:4] if isinstance(one.items, dict)]
    folders = [text_of(one["cwd"]) for one in options if "cwd" in one]
    found = [_path(one) for one in asked.given[:4]]
    for folder in folders[:1]:
        lists = [one.items for one in asked.given[:4] if isinstance(one.items, list)]
        inside = [_path(one) for several in lists for one in several[:16]]
        found = [f"{folder}/{text}" for text in (*found, *inside) if text]
    return found


def _path(one: Value) -> str:
    if isinstance(one.const, str):
        return one.const
    return one.text or "" if one.items is None and one.code is None and not one.symbol else ""
