"""What does a setup.py hand to plug-ins of setuptools that run it: schemes, commands, modules of cffi?

Sources: the manuals of setuptools-scm, of cffi (`cffi_modules`) and of setuptools (`extra_path`).
"""

from collections.abc import Iterator

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Bound, Closure
from ostiary.program.engine.effects import executed
from ostiary.program.engine.shells import follow_line
from ostiary.program.engine.value import Value, text_of, unknown
from ostiary.program.flow import Act

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
