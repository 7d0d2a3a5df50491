"""What does other programs' calling of an entry point do, whatever its name was bound to?"""

from collections.abc import Iterable, Iterator
from functools import partial

from ostiary.core.coverage import Reach
from ostiary.program.engine import allowance
from ostiary.program.engine.attributes import attribute
from ostiary.program.engine.begun import Whole
from ostiary.program.engine.code import Class, Closure, Frame, Instance, Module
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Value
from ostiary.program.plugins import Plugin


def call_plugins(whole: Whole, module: Module, several: Iterable[Plugin]) -> None:
    """Call what these entry points mean in a module that was run, as the tool does that finds them.

    The object may come from another module, be made of another one, or have what is called in it.
    """
    frame = module.frame
    if frame is None or module.language != "python":
        return
    size = len(whole.files[module.path][1])
    steps, exact = allowance.of_file(whole.left, size, late=False, early=False)
    hooks = [one for one in several if one.prefix]
    for deep, some in ((True, hooks), (False, [one for one in several if not one.prefix])):
        # what a runner of tests calls by its name waits for somebody who tests something
        run = partial(_call, whole.machine, module, frame, tuple(some))
        if some:
            whole.left -= steps - whole.apart(module.path, run, (Reach.IMPORT, deep), steps, exact)


def call_at_once(m: Machine, frame: Frame, several: Iterable[Plugin]) -> None:
    """Call what entry points mean that only running a setup.py shows, at the moment of their tools."""
    before = m.reach
    for plugin in several:
        found = m.package.imported(frame, plugin.module)
        module = found.code if found is not None else None
        if isinstance(module, Module) and module.frame is not None:
            m.reach = Reach.IMPORT
            _call(m, module, module.frame, (plugin,))
            m.reach = before


def _call(m: Machine, module: Module, frame: Frame, several: tuple[Plugin, ...]) -> None:
    for plugin in several:
        names = [plugin.name] if plugin.name else [one for one in frame.names if plugin.calls(one)]
        for name in names:
            value = bound(m, module, frame, name)
            if value is not None and plugin.name and plugin.prefix:
                _methods(m, module, frame, value, plugin)
            elif value is not None:
                made = m.call(value, [], {}, module.tree, frame)
                if isinstance(value.code, Class):
                    _methods(m, module, frame, made, plugin)


def bound(m: Machine, module: Module, frame: Frame, name: str) -> Value | None:
    """What a dotted name means in a module: its own, one worked out when asked, a module below."""
    first, *parts = name.split(".")
    asked = frame.names.get("__getattr__")
    if first in frame.names or asked is None:
        value = m.package.member(module, first)
    else:
        value = m.call(asked, [Value(first)], {}, module.tree, frame)
    for part in parts:
        value = None if value is None else attribute(m, value, part, module.tree, frame)
    return value


def _methods(m: Machine, module: Module, frame: Frame, made: Value, plugin: Plugin) -> None:
    """Call those methods of an object, or of the class that stands for it, that the tool calls."""
    kind = made.code.kind if isinstance(made.code, Instance) else made.code
    for name in dict.fromkeys(_named(kind) if isinstance(kind, Class) else ()):
        found = kind.find(name) if isinstance(kind, Class) and plugin.calls(name) else None
        if found is not None and isinstance(found.code, Closure):
            m.call(found, [made], {}, module.tree, frame)


def _named(kind: Class, deep: int = 8) -> Iterator[str]:
    yield from kind.attributes
    for base in kind.bases if deep else ():
        if isinstance(base.code, Class):
            yield from _named(base.code, deep - 1)
