"""Which files does installing put where shells, sessions and notebooks look for what they run?"""

import json
import shlex
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from msgspec import Struct

from ostiary.core.coverage import Reach
from ostiary.core.facts.release import FileForm
from ostiary.core.regex import regex
from ostiary.formats.contents import Contents, Kind
from ostiary.formats.python.source_layout import DATA, Layout, put
from ostiary.program.places import CODE

MAX_PLACED = 500  # such files of one artifact that are read
MAX_COMMANDS = 1_000  # in all of them
MAX_TEXT = 1 << 20  # bytes of one of them

_UNREAD = "what it is to run is not read: it is too large, or there are too many of its kind"

_START = regex(
    r"\.data/data/(?:etc/(?:ipython|jupyter|profile\.d)/.*\.(?:py|sh)"
    r"|etc/conda/(?:de)?activate\.d/[^/]+\.(?:sh|bash|zsh|fish|csh|xsh|bat|cmd|ps1)"
    r"|(?:etc/fish/conf\.d|share/fish/vendor_conf\.d)/[^/]+\.fish"
    r"|(?:lib(?:64)?/python[\d.]*|Lib)/(?!(?:site|dist)-packages/).*\.py"
    r"|(?:bin|Scripts)/activate\w*(?:\.\w+)?)$"
    r"|\.data/scripts/activate\w*(?:\.\w+)?$"
)
"""Files of a wheel that land where shells, notebooks or the interpreter itself look for what they run."""

_COMPLETES = regex(
    r"\.data/data/share/(?:bash-completion/completions/[^/]+|zsh/(?:vendor-completions|site-functions)/_[^/]+"
    r"|fish/(?:vendor_)?(?:completions|functions)(?:\.d)?/[^/]+\.fish)$"
)
"""What a shell runs as soon as somebody types the name of a program."""

_RC = regex(
    r"\.data/data/(?:etc/profile\.d/[^/]+\.sh"
    r"|\.(?:bashrc|bash_profile|bash_login|profile|zshrc|zshenv|zprofile|xprofile|xinitrc))$"
)
_CSH = regex(r"\.data/data/etc/conda/(?:de)?activate\.d/[^/]+\.csh$")
_XONSH = regex(r"\.data/data/etc/conda/(?:de)?activate\.d/[^/]+\.xsh$")
_DESKTOP = regex(r"\.data/data/(?:etc/xdg|\.config)/autostart/[^/]+\.desktop$")
_SERVICE = regex(
    r"\.data/data/(?:etc|(?:usr/)?(?:lib|share)|\.config)/systemd/(?:user|system)/.*\.service$"
)
_CRON = regex(r"\.data/data/(?:etc/(?:cron\.d/[^/]+|crontab)|var/spool/cron/(?:crontabs/)?[^/]+)$")
_AGENT = regex(r"\.data/data/(?:System/)?Library/Launch(?:Agents|Daemons)/[^/]+\.plist$")
_KERNEL = regex(r"\.data/data/share/jupyter/kernels/[^/]+/kernel\.json$")
_RPROFILE = regex(r"\.data/data/(?:lib/R/)?etc/Rprofile\.site$")

_EXEC = regex(
    r"(?m)^[ \t]*(?:Exec|ExecStart(?:Pre|Post)?|ExecStop(?:Post)?)[ \t]*=[ \t]*[-@:+!]*(.+)$"
)
_OF_R = regex(
    r"""\b(?:system2?|shell(?:\.exec)?|pipe)[ \t]*\(\s*(?:command\s*=\s*)?(["'])((?:\\.|(?!\1).)*)\1"""
)


_JOB = regex(
    r"(?m)^[ \t]*(?:@\w+|(?:[\w*/,-]+[ \t]+){4}[\w*/,-]+)[ \t]+(?:[a-z_][\w-]{0,31}[ \t]+)?(\S.*)$"
)
_TEXT_OF = regex(r"<string>([^<]*)</string>")


class Placed(Struct, frozen=True):
    """Code at a line of a file that lands in such a place; `cut` says why it is not known."""

    path: str
    line: int
    text: str
    language: str
    reach: Reach
    cut: str = ""


def landings(inner: str, contents: Contents, layout: Layout) -> tuple[str, ...]:
    """The paths in a wheel of one member; those of conda lie below the prefix as they are."""
    held = (DATA + inner,) if contents.form is FileForm.CONDA else ()
    return (inner, *held, *layout.targets(inner))


def placed_at(folder: str, name: str, text: str) -> tuple[Reach, "Lines"] | None:
    """When and what a file runs whose place only its setup.py works out; None if nothing looks there."""
    source, target = put(name, folder)
    plain = "/".join(one for one in target.split("/") if one)
    for names, reader, reach in _READERS if source == name else ():
        if names.search(plain):
            return reach, reader(text)
    return None


def runs_at_start(inner: str, contents: Contents, layout: Layout) -> bool:
    """Whether a file of code lands where it is run whole."""
    return any(map(_START.search, landings(inner, contents, layout)))


def completions(contents: Contents, layout: Layout) -> Iterator[str]:
    """Scripts, told as such by their name or first line, that complete what somebody types."""
    for row in contents.files:
        if not row.depth and row.kind in CODE:
            inner = contents.inner(row.path)
            if any(map(_COMPLETES.search, landings(inner, contents, layout))):
                yield row.path


def placed(
    contents: Contents, layout: Layout, bytes_of: Callable[[str], bytes | None] | None
) -> tuple[Placed, ...]:
    """The code in files that no reader takes for code, but whose places make them run."""
    found: list[Placed] = []
    count = 0
    for row in contents.files if bytes_of is not None else ():
        if row.depth or row.kind is Kind.EMPTY:
            continue
        inner = contents.inner(row.path)
        several = landings(inner, contents, layout)
        if row.kind in CODE and not any(map(_RC.search, several)):
            continue
        told = [one for one in _READERS if any(map(one[0].search, several))]
        if not told or bytes_of is None:
            continue
        _, reader, reach = told[0]
        count += 1
        data = bytes_of(row.path) if count <= MAX_PLACED else None
        if data is None or len(data) > MAX_TEXT:
            found.append(Placed(row.path, 1, "", "shell", reach, _UNREAD))
        else:
            text = data.decode("utf-8", "replace")
            lines = islice(reader(text), MAX_COMMANDS - len(found) + 1)
            found += [Placed(row.path, *one, reach) for one in lines]
        if len(found) > MAX_COMMANDS:
            return (*found[:MAX_COMMANDS], Placed(row.path, 1, "", "shell", reach, _UNREAD))
    return tuple(found)


Lines = Iterator[tuple[int, str, str]]
"""Where code begins, or 0 for that of the whole file, the code itself, and its language."""


def _script(text: str) -> Lines:
    yield 0, text, "shell"


def _xonsh(text: str) -> Lines:
    """Xonsh takes Python, and lines for a shell between it."""
    yield 0, text, "python"
    yield 0, text, "shell"


def _commands(text: str) -> Lines:
    for one in _EXEC.finditer(text):
        yield _line(text, one.start(1)), one[1], "shell"


def _jobs(text: str) -> Lines:
    for one in _JOB.finditer(text):
        yield _line(text, one.start(1)), one[1], "shell"


def _agent(text: str) -> Lines:
    """The words that start a program whenever somebody logs in."""
    words = [one[1].replace("&amp;", "&").replace("&lt;", "<") for one in _TEXT_OF.finditer(text)]
    for place, one in enumerate(words):
        if one == "-c" and place + 1 < len(words):
            yield 1, words[place + 1], "shell"
    if words:
        yield 1, " ".join(shlex.quote(one) for one in words), "shell"


def _of_r(text: str) -> Lines:
    for one in _OF_R.finditer(text):
        yield _line(text, one.start(2)), one[2].replace("\\" + one[1], one[1]), "shell"


def _kernel(text: str) -> Lines:
    """The words that start a kernel, once somebody opens a notebook of its language."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return
    words = told.get("argv") if isinstance(told, Mapping) else None
    if isinstance(words, list) and words:
        yield 1, " ".join(shlex.quote(str(one)) for one in words), "shell"


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


_READERS = (
    (_RC, _script, Reach.START),
    (_CSH, _script, Reach.START),
    (_XONSH, _xonsh, Reach.START),
    (_COMPLETES, _script, Reach.IMPORT),
    (_DESKTOP, _commands, Reach.START),
    (_SERVICE, _commands, Reach.START),
    (_CRON, _jobs, Reach.START),
    (_AGENT, _agent, Reach.START),
    (_KERNEL, _kernel, Reach.IMPORT),
    (_RPROFILE, _of_r, Reach.START),
)
"""The names of files that are no code by themselves, who reads them, and when what they hold runs."""
