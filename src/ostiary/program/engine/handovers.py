"""Which functions does early code hand to somebody outside, or put where somebody outside calls them?

Whoever gets a function calls it, sooner or later. Where that is done by code that runs although nobody
asked, nobody has to ask for what the function does either.
"""

from typing import Any

from ostiary.core.coverage import Reach
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Bound, Closure, Frame, Method, Partial
from ostiary.program.engine.invoke import invoke
from ostiary.program.engine.keeping import loot_of
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.script.routes import waiting
from ostiary.program.engine.value import CLEAN, Marks, Value, joined, marks_of, unknown
from ostiary.program.flow import HANDED, Act, Taint
from ostiary.program.wordlist import wordlist

MAX_HANDED = 8  # functions among the arguments of one call

FIRST = frozenset({Reach.INSTALL, Reach.START})
_SCHEDULES = wordlist(
    "call_soon call_soon_threadsafe call_later call_at start_soon submit spawn spawn_later schedule enter"
    " enterabs defer after after_idle run_in_executor apply_async run_sync start_new_thread add_done_callback"
    " add_callback run_until_complete push_async_callback callback addaudithook defer_call"
)
"""Functions, by their last name, that are there to call what they are given."""

Callables = (Closure, Bound, Partial)


def early(m: Machine) -> bool:
    """Whether the code at hand runs although nobody called it."""
    known = m.reach in FIRST or (m.reach is Reach.IMPORT and not m.deep)
    return known and not (m.loose or m.registering)


def closure_of(value: Value) -> Closure | None:
    """The function of the program that a value calls; None if there is none."""
    code = value.code
    for _ in range(4):
        if not isinstance(code, Partial):
            break
        code = code.target.code
    code = code.closure if isinstance(code, Bound) else code
    return code if isinstance(code, Closure) else None


def handed_over(asked: Asked) -> Marks:
    """Run the functions that early Python hands to an unknown function; gives what they gave back."""
    _handed_on(asked)
    carried = _through(asked)
    scheduled = asked.name.rpartition(".")[2] in _SCHEDULES
    if not early(asked.m) and not (scheduled and loot_of([asked.target, *asked.given])):
        return carried
    several = [*asked.given[:MAX_HANDED], *list(asked.named.values())[:MAX_HANDED]]
    functions = [one for one in several if isinstance(one.code, Callables)]
    others = told(asked)
    for one in functions:
        if asked.m.reach in FIRST or scheduled or _worth(others):
            carried = joined(carried, run_now(asked, one, behind(asked, one), others).marks)
    return carried


_RUNS = frozenset({"exec", "eval", "os.system", "os.popen", "subprocess.run", "subprocess.Popen"})
"""Functions that are handed to somebody else together with what they are to be called with."""


def _handed_on(asked: Asked) -> None:
    """Whoever is given a function that runs something, and then what it runs, will call it."""
    for place, one in enumerate(asked.given[:4]):
        if one.symbol in _RUNS and len(asked.given) > place + 1:
            asked.m.call(one, asked.given[place + 1 : place + 2], {}, asked.node, asked.frame)
    if early(asked.m) and asked.name.rpartition(".")[2] not in _LOOKS:
        for one in (*asked.given[-MAX_HANDED:], *list(asked.named.values())[:MAX_HANDED]):
            if one.symbol in _STARTS:
                m, node, frame = asked.m, asked.node, asked.frame
                m.act(Act.EXECUTE, asked.name, node, frame, text=one.symbol, target=HANDED)


_STARTS = _RUNS - {"subprocess.Popen"} | {
    *(
        "subprocess.call",
        "subprocess.check_call",
        "subprocess.check_output",
        "subprocess.getoutput",
    ),
    *("posix.system", "pty.spawn", "os.execv", "os.execve", "os.spawnv"),
}
_LOOKS = wordlist(
    "wraps update_wrapper signature getsource getdoc isinstance issubclass hasattr callable cast id repr str"
    " patch object create_autospec partial partialmethod unwrap getfile getmodule print"
)
"""Functions, by their last name, that look at what they are given, or wrap it, and do not call it."""

_MAPS = wordlist(
    "map applymap apply transform agg aggregate pipe imap map_async starmap thru filter"
)
"""Methods that put each of their elements through what they are given."""


def _through(asked: Asked) -> Marks:
    """What functions give through which somebody outside puts what it holds, or runs if they run anything."""
    if asked.name.rpartition(".")[2] not in _MAPS or asked.target.base is None:
        return CLEAN
    held, carried = unknown(asked.target.base.marks), CLEAN
    for one in asked.given[:1]:
        if isinstance(one.code, Callables) and closure_of(one) not in asked.m.stack:
            carried = joined(carried, asked.m.call(one, [held], {}, asked.node, asked.frame).marks)
        elif one.symbol in _RUNS and held.marks:
            asked.m.call(one, [held], {}, asked.node, asked.frame)
    return carried


def called_back(asked: Asked, arrives: Marks = CLEAN) -> Marks:
    """Call the functions that JavaScript hands to an unknown function; gives what they gave back.

    What early code hands along with them comes back to them, and what `arrives` from elsewhere.
    """
    m, carried = asked.m, joined(asked.target.marks, arrives)
    others = joined(carried, told(asked)) if early(m) else carried
    inner = Value(symbol=asked.target.symbol, marks=others)
    with waiting(asked):
        for one in asked.given[:MAX_HANDED]:
            closure = closure_of(one) if isinstance(one.code, (Closure, Bound)) else None
            if closure is not None:
                count = min(len(closure.node.args.args), 3)
                made = m.call(one, [inner] * count, {}, asked.node, asked.frame)
                carried = joined(carried, made.marks)
    return carried


def told(asked: Asked) -> Marks:
    """What the arguments carry that are no functions."""
    several = (*asked.given, *asked.named.values())
    return marks_of(one for one in several if not isinstance(one.code, Callables))


def _worth(marks: Marks) -> bool:
    return any(one not in {Taint.ARGUMENT, Taint.PLATFORM, Taint.FILE} for one in marks)


def behind(asked: Asked, function: Value) -> list[Value]:
    """What a function is to be called with, if that stands behind it or under a name for it."""
    for name in ("args", "argument", "arguments", "initargs"):
        found = asked.named.get(name)
        if found is not None and isinstance(found.items, list):
            return list(found.items)
    if function not in asked.given:
        return []
    return asked.given[asked.given.index(function) + 1 :]


def run_now(asked: Asked, function: Value, given: list[Value], others: Marks) -> Value:
    """Call a function at the moment at hand; somebody may still call it with anything else later."""
    closure = closure_of(function)
    if closure is None:
        return unknown()
    called, node = closure.frame.module.called, id(closure.node)
    new = node not in called
    takes = len([*closure.node.args.posonlyargs, *closure.node.args.args])
    bound = int(isinstance(function.code, Bound) and not asked.script)
    missing = max(min(takes - bound, 6) - len(given), 0)
    several = [*given, *[unknown(others)] * missing]
    result = asked.m.call(function, several, {}, asked.node, asked.frame)
    if new:
        called.discard(node)
    return result


def thrown(m: Machine, error: Value, node: Any, frame: Frame) -> None:
    """What is raised may reach the function that stands where errors end."""
    hook = m.placed.get("sys.excepthook")
    if hook is not None and closure_of(hook) not in m.stack:
        m.call(hook, [unknown(), error, unknown()], {}, node, frame)
    for one in m.listeners.get(("process", "uncaughtException"), ()):
        if closure_of(one) not in m.stack:
            m.call(one, [error], {}, node, frame)


def registered(asked: Asked, base: Value) -> Value:
    """`f.register(g)`, by itself or as a decorator: `f` leaves to `g` what is of a certain class."""
    m, one = asked.m, asked.given[-1] if asked.given else unknown()
    if not isinstance(one.code, Closure):
        return Value(code=Method(base, "register"))
    kept = m.listeners.setdefault((base.code, "register"), [])
    if len(kept) >= MAX_HANDED:
        m.cut(asked.frame, "it leaves to more functions what is of a class than are followed")
    else:
        kept.append(one)
    return one


def dispatched(m: Machine, closure: Closure, given: list[Value], named: dict[str, Value]) -> None:
    """Call the functions to which one leaves what is of a certain class: of which, nobody asks here."""
    for one in m.listeners.get((closure, "register"), ()):
        if isinstance(one.code, Closure) and one.code is not closure:
            invoke(m, one.code, given, named, given[0] if given else None)
