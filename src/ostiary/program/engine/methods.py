"""What does a method of a constant, a container, a file or something unknown give back?"""

from typing import Any

from ostiary.program.engine import containers, texts
from ostiary.program.engine.among import run_among
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import (
    Bound,
    Class,
    Closure,
    File,
    Frame,
    Instance,
    Method,
    Partial,
    Ready,
)
from ostiary.program.engine.effects import address
from ostiary.program.engine.files import of_file
from ostiary.program.engine.found import Found, of_match
from ostiary.program.engine.function_text import FUNCTION, function_text
from ostiary.program.engine.generators import sent
from ostiary.program.engine.handovers import early, registered
from ostiary.program.engine.held import is_module
from ostiary.program.engine.keeping import keep_in, loot_of
from ostiary.program.engine.ledgers import to_ledger
from ostiary.program.engine.machine import AS_MUCH, Machine
from ostiary.program.engine.numbers import number_method
from ostiary.program.engine.orders import ordered
from ostiary.program.engine.script import methods as script_methods
from ostiary.program.engine.script.built_code import answered, in_tree
from ostiary.program.engine.script.indirect import PIPES, SETTLES, borrowed, settled
from ostiary.program.engine.script.requests import handed
from ostiary.program.engine.script.routes import parsed, waiting
from ostiary.program.engine.script.streams import piped
from ostiary.program.engine.senders import CARRIERS, NAMED, SENDERS, worth_sending
from ostiary.program.engine.signs import by_sign
from ostiary.program.engine.special import shown
from ostiary.program.engine.stepped import is_own, iterated
from ostiary.program.engine.swaps import REPLACES, copied_instead, swapped
from ostiary.program.engine.taken import stepped
from ostiary.program.engine.unveiled import run_on
from ostiary.program.engine.value import (
    Value,
    joined,
    marks_of,
    text_of,
    unknown,
)
from ostiary.program.flow import Act, Taint

SENSITIVE = frozenset(
    {
        Taint.SECRET, Taint.BROWSER, Taint.WALLET, Taint.KEY, Taint.ENVIRONMENT, Taint.TOKEN, Taint.CLIPBOARD,
        Taint.KEYSTROKES, Taint.SCREEN, Taint.METADATA, Taint.MEMORY,
    }
)  # fmt: skip


def method(
    m: Machine,
    code: Method,
    target: Value,
    given: list[Value],
    named: dict[str, Value],
    *,
    node: Any,
    frame: Frame,
) -> Value:
    """The result of `base.name(...)`."""
    asked = Asked(m, f"?.{code.name}", target, given, named, node, frame)
    base = code.base
    run_on(asked, base)
    if isinstance(base.code, File | Found):
        return _of_outside(asked, base, code.name)
    if isinstance(base.code, Closure):
        return _of_function(asked, base, code.name)
    answer = (_of_language if asked.script else by_sign)(asked, base, code.name)
    if answer is not None:
        return answer
    if isinstance(base.code, (Instance, Class)) and not base.known:
        return _of_object(asked, base, code.name)
    found: Value | None = None
    if asked.script:
        found = script_methods.method(asked, base, code.name)
    elif isinstance(base.const, int):
        found = number_method(asked, base, base.const, code.name)
    elif isinstance(base.const, (str, bytes)):
        put = iterated if code.name == "join" else shown
        asked.given = [put(m, one) or one if is_own(one) else one for one in given]
        found = texts.method(asked, base, code.name)
    elif base.items is not None:
        found = containers.method(asked, base, code.name)
    if found is not None:
        return found
    return _unknown(asked, base, code.name)


def _of_outside(asked: Asked, base: Value, name: str) -> Value:
    """A method of something that the library made: a file, or a match."""
    if isinstance(base.code, Found):
        return of_match(asked, base.code, name)
    return of_file(asked, base, base.code, name) if isinstance(base.code, File) else unknown()


def _of_language(asked: Asked, base: Value, name: str) -> Value | None:
    """Methods that say what they do by their name alone: of promises, streams, generators and blobs."""
    if name in SETTLES:
        return settled(asked, base, name)
    if name == "setData":
        copied_instead(asked)
    if name in REPLACES:
        swapped(asked, asked.arg(0), asked.arg(1))
    if name in PIPES and asked.given:
        asked.target.base = base
        return piped(asked)
    if name == "next" and isinstance(base.items, list) and not asked.given:
        return stepped(asked, base.items)
    if name in _STEPS and isinstance(base.items, list):
        answer = sent(asked, base, raised=name == "throw")
        return None if answer is None else Value(items={"value": answer}, marks=answer.marks)
    if name == "text" and base.base is not None and base.items is None:
        return base.base  # of a blob
    if name in _RUNS and isinstance(base.code, Ready):
        given = [base, *asked.given]
        return run_among(
            Asked(asked.m, f"vm.{name}", base, given, {}, asked.node, asked.frame), base
        )
    if name in _BORROWS and isinstance(base.code, Method) and asked.given:
        held = base.code.base
        return borrowed(asked, base.code.name, name, letters=isinstance(held.items, list))
    return None


_RUNS = frozenset({"runInThisContext", "runInNewContext", "runInContext"})
"""Methods of a text of Node that was compiled, by which it runs."""
_BORROWS = frozenset({"call", "apply", "bind"})
_STEPS = frozenset({"next", "throw"})
"""Methods of a generator that hand something to its function."""


def _of_function(asked: Asked, base: Value, name: str) -> Value:
    """`f.call(this, ...)`, `f.apply(this, [...])` and `f.bind(this, ...)`."""
    rest = asked.given[1:]
    if name == "apply":
        several = asked.arg(1).items
        rest = list(several) if isinstance(several, list) else rest
    if name == "bind" and asked.script and isinstance(base.code, Closure) and asked.given:
        own = Value(code=Bound(base.code, asked.given[0]), marks=base.marks)
        return Value(code=Partial(own, rest, {}), marks=base.marks) if rest else own
    if name == "bind":
        return Value(code=Partial(base, rest, {}), marks=base.marks)
    if name == "register" and not asked.script:
        return registered(asked, base)
    if name == "toString" and asked.script and isinstance(base.code, Closure):
        text = function_text(asked.m, base.code)
        return Value(text) if text is not None else unknown(text=FUNCTION)
    if name in {"call", "apply"}:
        return asked.m.call(base, rest, asked.named, asked.node, asked.frame)
    if name in {"__call__", "delay", "apply_async", "submit", "start", "run", "remote", "spawn"}:
        return asked.m.call(base, asked.given, asked.named, asked.node, asked.frame)
    return unknown(asked.marks)


def _of_object(asked: Asked, base: Value, name: str) -> Value:
    """A method that the class does not define: one of the class outside that it is made from."""
    kind = base.code.kind if isinstance(base.code, Instance) else base.code
    if isinstance(kind, Class) and name in {
        "start",
        "run",
        "cmdloop",
        "main",
        "serve_forever",
        "run_forever",
    }:
        for one in ("run", "main", "handle"):
            found = kind.find(one)
            if found is not None and isinstance(found.code, Closure):
                return asked.m.call(found, [base], {}, asked.node, asked.frame)
    return _unknown(asked, base, name)


def _unknown(asked: Asked, base: Value, name: str) -> Value:
    """A method of nobody knows what: what goes in may come out, and into the object."""
    asked.m.steps -= AS_MUCH >> 1
    if any(one.startswith("co_") for one in asked.named) and early(asked.m):
        asked.m.act(Act.EXECUTE, "computed", asked.node, asked.frame, base.marks)
    ordered(asked)
    to_ledger(asked)
    marks = joined(base.marks, asked.marks)
    put = marks_of((*asked.given, *asked.named.values()))
    if name in SENDERS and not asked.script and marks and "://" in (base.text or ""):
        asked.act(Act.SEND, marks, text=_shown(asked), target=base.text or "")
        return unknown(marks, base.text)
    taken = Taint.ARGUMENT in marks and asked.m.hooking and _addressed(asked.given)
    bare = name in CARRIERS and Taint.HOST in marks and Taint.HOST in worth_sending(asked.m)
    told = any(one in SENSITIVE for one in marks) and (
        not is_module(base.marks)
        or "://" in address(asked)  # of a module any function may be called so
    )
    kept = name in _KEEPS and not asked.script and "://" not in address(asked)
    if taken or bare or (name in SENDERS and told and not kept):
        target = address(asked)
        named = name in NAMED and "://" not in target and target == asked.text(0)
        asked.act(Act.SEND, marks, text=_shown(asked), target="" if named else target)
    if (put and base.const is None) or (
        put and name in {"append", "add", "update", "write", "set", "put", "push"}
    ):
        base.marks = joined(base.marks, put)
    elif put and not asked.script and name not in SENDERS and Taint.ARGUMENT not in base.marks:
        keep_in(asked.m, base, loot_of((*asked.given, *asked.named.values())))
    if asked.script:
        parsed(asked)
        in_tree(asked, name)
        inner = unknown(base.marks)
        with waiting(asked):
            for one in asked.given[:4]:
                if isinstance(one.code, Closure):
                    count = min(len(one.code.node.args.args), 3)
                    several = handed(asked.m, one.code, asked.given, inner, count)
                    made = asked.m.call(one, several, {}, asked.node, asked.frame)
                    answered(asked.m, name, made, asked.node, asked.frame)
    shown = texts.approximate(asked, base.text, name) if base.text and not asked.script else None
    return unknown(marks, shown or base.text or _address(asked))


_KEEPS = frozenset({"put", "produce", "notify", "execute"})
"""Methods of queues, tables and watchers as well: without an address nothing is seen to leave."""


def _address(asked: Asked) -> str | None:
    """The address among what something is made with: what its methods send goes there."""
    for one in (*asked.given[:4], *list(asked.named.values())[:8]):
        if isinstance(one.const, str) and "://" in one.const[:12]:
            return one.const[:400]
    return None


def _addressed(given: list[Value]) -> bool:
    """Whether the first of the arguments are options of a request that name a host."""
    options = given[0].items if given else None
    if not isinstance(options, dict):
        return False
    return any(
        isinstance(options[one].const, str) for one in ("host", "hostname") if one in options
    )


def _shown(asked: Asked) -> str:
    return " ".join(text_of(one) for one in (*asked.given, *asked.named.values()))[:600]
