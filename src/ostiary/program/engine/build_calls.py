"""What do the functions and commands do that others call in a file of the artifact, build back ends first?"""

from collections.abc import Iterable, Iterator
from functools import partial

from ostiary.core.coverage import Reach
from ostiary.program.engine import allowance
from ostiary.program.engine.attributes import attribute
from ostiary.program.engine.begun import Whole
from ostiary.program.engine.code import Class, Closure, Frame, Module
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.plugged import bound, call_plugins
from ostiary.program.engine.value import Value
from ostiary.program.plugins import Plugin


def call_by_others(whole: Whole, module: Module, asked: Iterable[str | Plugin]) -> None:
    """Call in a module that was run what a build back end looks for by name, and what plugins name."""
    several = tuple(asked)
    if names := tuple(one for one in several if isinstance(one, str)):
        _call_for_build(whole, module, names)
    if plugins := tuple(one for one in several if isinstance(one, Plugin)):
        call_plugins(whole, module, plugins)


def _call_for_build(whole: Whole, module: Module, names: tuple[str, ...]) -> None:
    """Call what these names mean in a module that was run, at the moment of an installation.

    A name may have been bound to a function that lies elsewhere, or was made: only now it is known.
    """
    frame = module.frame
    if frame is None or module.language != "python":
        return
    size = len(whole.files[module.path][1])
    steps, exact = allowance.of_file(whole.left, size, late=False, early=True)
    when = Reach.INSTALL, False
    run = partial(_call, whole.machine, module, frame, names)
    whole.left -= steps - whole.apart(module.path, run, when, steps, exact)


def _call(m: Machine, module: Module, frame: Frame, names: tuple[str, ...]) -> None:
    made: dict[int, Value] = {}
    for name in names:
        holder, _, method = name.rpartition(".")
        if not holder:
            if (found := frame.names.get(name)) is not None:
                m.call(found, [], {}, module.tree, frame)
            continue
        for one in _classes(frame, holder):
            if id(one.code) not in made:
                made[id(one.code)] = m.call(one, [], {}, module.tree, frame)
            for function in _methods(one, method):
                m.call(function, [made[id(one.code)]], {}, module.tree, frame)
        held = None if holder == "*" else bound(m, module, frame, holder)
        if held is not None and not isinstance(held.code, Class):  # an object, or another module
            m.call(attribute(m, held, method, module.tree, frame), [], {}, module.tree, frame)


def _classes(frame: Frame, holder: str) -> Iterator[Value]:
    several = [*frame.names.values()] if holder == "*" else [frame.names.get(holder)]
    yield from (one for one in several if one is not None and isinstance(one.code, Class))


def _methods(one: Value, name: str) -> list[Value]:
    kind = one.code
    if not isinstance(kind, Class):
        return []
    found = [*kind.attributes.values()] if name == "*" else [kind.find(name)]
    return [value for value in found if value is not None and isinstance(value.code, Closure)]
