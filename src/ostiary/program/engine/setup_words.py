"""What does a setup.py hand to plug-ins of setuptools that run it: schemes, commands, modules of cffi?

Sources: the manuals of setuptools-scm, of cffi (`cffi_modules`) and of setuptools (`extra_path`).
"""

from collections.abc import Iterator
from contextlib import suppress

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex
from ostiary.formats.python.entry_points import EntryPoint, parse_entry_points, point
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Bound, Closure
from ostiary.program.engine.effects import executed
from ostiary.program.engine.plugged import call_at_once
from ostiary.program.engine.shell_roots import at_moment
from ostiary.program.engine.shells import follow_line
from ostiary.program.engine.value import HOLE, Value, text_of, unknown
from ostiary.program.flow import Act
from ostiary.program.placed import MAX_PLACED, placed_at
from ostiary.program.plugins import plugins

_SCHEMES = ("version_scheme", "local_scheme", "parse", "version_cls")
_COMMANDS = ("git_describe_command", "describe_command")
_VERSIONS = ("use_scm_version", "use_vcs_version", "version_config")


def for_plugins(asked: Asked) -> None:
    """Run what the plug-ins would run of the words of a call of `setup`."""
    for key in _VERSIONS:
        told = asked.named.get(key)
        if told is not None:
            _version(asked, _called(asked, told))
    modules = asked.named.get("cffi_modules")
    for one in _each(modules) if modules is not None else ():
        _module(asked, text_of(one))
    path = asked.named.get("extra_path")
    for one in _each(path) if path is not None else ():
        if text_of(one).lstrip().startswith(("import ", "import\t")):  # it becomes a line of a .pth
            executed(Asked(asked.m, "exec", unknown(), [one], {}, asked.node, asked.frame))
    points = asked.named.get("entry_points")
    if points is not None:
        call_at_once(asked.m, asked.frame, plugins(_points(points)))
    _needed(asked)
    files = asked.named.get("data_files")
    for one in _each(files) if files is not None else ():
        if isinstance(one.items, (list, tuple)) and len(one.items) > 1:
            folder = text_of(one.items[0]).rpartition(HOLE)[2]
            for name in _each(one.items[1]):
                _placed(asked, folder, text_of(name))


def _placed(asked: Asked, folder: str, name: str) -> None:
    """Follow a file that lands, in a folder that was worked out, where sessions look for what they run."""
    m = asked.m
    found = m.package.members.script_text(asked.frame.module.path, name) if name else None
    told = placed_at(folder, name, found[1]) if found is not None else None
    if found is None or told is None:
        return
    for count, (line, text, _) in enumerate(told[1]):
        if count >= MAX_PLACED:
            m.cut(asked.frame, "more files are put where sessions look for them than are followed")
            return
        at_moment(m, told[0], found[0], (max(line, 1), name.rpartition("/")[2], text))


def _points(value: Value) -> Iterator[EntryPoint]:
    """Entry points, as a table of lists or as one text."""
    text = value.const
    if isinstance(text, str):
        with suppress(ParseError):  # who reads the text of the file says so
            yield from parse_entry_points(text.encode("utf-8", "replace"))
    for group, held in value.items.items() if isinstance(value.items, dict) else ():
        for one in _each(held):
            for line in text_of(one).splitlines():
                name, sign, target = line.partition("=")
                if sign and isinstance(group, str):
                    yield point(group, name, target)


def _needed(asked: Asked) -> None:
    """Requirements by address that are put together: those that stand there are read as they stand."""
    source = asked.m.package.files.get(asked.frame.module.path, ("", b""))[1]
    for key in ("install_requires", "setup_requires"):
        several = asked.named.get(key)
        for one in _each(several) if several is not None else ():
            found = _ADDRESS.search(text_of(one))
            if found is not None and found[0].encode("utf-8", "replace") not in source:
                text = f"pip install {found[1]}"
                asked.m.act(Act.RUN, key, asked.node, asked.frame, one.marks, text=text)


_ADDRESS = regex(r"@\s*((?:git\+|hg\+|svn\+|bzr\+)?(?:https?|ftp|ssh|git)://[^\s\ufffc]{4,400})")


def _each(value: Value) -> Iterator[Value]:
    yield from value.items if isinstance(value.items, list) else [value]


def _called(asked: Asked, value: Value) -> Value:
    if isinstance(value.code, (Closure, Bound)):
        return asked.m.call(value, [], {}, asked.node, asked.frame)
    return value


def _version(asked: Asked, told: Value) -> None:
    table = told.items if isinstance(told.items, dict) else {}
    for key in _SCHEMES:
        if key in table:
            _called(asked, table[key])
    for key in _COMMANDS:
        if key in table:
            words = table[key].items
            line = text_of(table[key])
            if isinstance(words, list) and len(words) > 2 and text_of(words[1]) == "-c":
                line = text_of(words[2])
            asked.m.act(Act.RUN, key, asked.node, asked.frame, table[key].marks, text=line)
            follow_line(asked.m, asked.frame, line, getattr(asked.node, "lineno", 0))


def _module(asked: Asked, text: str) -> None:
    """`file.py:name`: the file is run, and what bears that name is called where it can be."""
    path, _, name = text.rpartition(":")
    package = asked.m.package
    module = package.at_place(asked.frame, path or text)
    if module is not None and module.frame is not None and name in module.frame.names:
        _called(asked, module.frame.names[name])
