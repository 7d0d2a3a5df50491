"""Where does what is logged go? To handlers that were added: of the program's own, or over the network."""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import File, Made, made_up
from ostiary.program.engine.given_away import poured
from ostiary.program.engine.handovers import handed_over
from ostiary.program.engine.invoke import call_own
from ostiary.program.engine.keeping import keep_in, loot_of
from ostiary.program.engine.orders import ordered
from ostiary.program.engine.places import starts
from ostiary.program.engine.stepped import is_own
from ostiary.program.engine.unveiled import taken_for_code
from ostiary.program.engine.value import Value, marked, text_of, unknown
from ostiary.program.flow import Act

MAX_HANDLERS = 16  # of one artifact
_MANY = "it adds more handlers of a log than are followed"
_ADDED = ("logging", "handler")
_LEVELS = "debug info warning warn error critical exception log"
_LOGGERS = ("logging", "logging.getLogger", "logging.root", "logging.Logger")

_NETWORK = " ".join(
    f"logging.handlers.{one}Handler" for one in ("HTTP", "SysLog", "Socket", "Datagram", "SMTP")
)


@model(_NETWORK)
def _handler(asked: Asked) -> Value:
    """A handler that sends each record to an address."""
    return Value(symbol=f"{asked.name}()", code=Made(asked.given, asked.named))


@model("logging.handlers.MemoryHandler")
def _buffer(asked: Asked) -> Value:
    """A handler that keeps what is logged for another one is, in the end, that one."""
    return asked.arg(2, "target")


_FILES = " ".join(
    (
        "logging.FileHandler",
        *(f"logging.handlers.{one}FileHandler" for one in ("Rotating", "TimedRotating", "Watched")),
    )
)


@model(_FILES, "logging.StreamHandler logging.handlers.QueueHandler")
def _keeper(asked: Asked) -> Value:
    """A handler that puts what is logged into a file, a stream or a queue."""
    file = asked.name in _FILES.split()
    base = _file(asked, asked.text(0, "filename")) if file else asked.arg(0, "stream", "queue")
    return Value(symbol=f"{asked.name}()", base=base)


def _file(asked: Asked, path: str) -> Value:
    """A file that is logged to; whatever puts something where it is started is noted."""
    if starts(path):
        asked.act(Act.WRITE, asked.marks, target=path)
    return Value(code=File(path, "a"), text=path)


@model("logging.config.dictConfig logging.config.DictConfigurator.configure")
def _configured(asked: Asked) -> Value:
    """Settings of a log: each handler is made of its class, or by a function, with the other pairs."""
    ordered(asked)
    taken_for_code(asked)
    handed_over(asked)
    pairs = asked.arg(0, "config").items
    held = pairs.get("handlers") if isinstance(pairs, dict) else None
    several = list(held.items.values()) if held and isinstance(held.items, dict) else []
    for one in several[:MAX_HANDLERS]:
        if not isinstance(one.items, dict):
            continue
        named = {str(key): value for key, value in one.items.items() if key not in _OTHERS}
        kind = one.items.get("()") or one.items.get("class") or unknown()
        if isinstance(kind.const, str):
            kind = Value(symbol=kind.const)
        _add(asked, asked.m.call(kind, [], named, asked.node, asked.frame))
    if len(several) > MAX_HANDLERS:
        asked.m.cut(asked.frame, _MANY)
    return Value(None)


_OTHERS = frozenset({"()", "class", "level", "formatter", "filters"})


@model(*(f"{one}.addHandler" for one in _LOGGERS), "logging.basicConfig")
def _added(asked: Asked) -> Value:
    """A handler takes its place."""
    several = asked.named.get("handlers", unknown()).items
    told = [one for key, one in asked.named.items() if key == "stream"]
    if "filename" in asked.named:
        told.append(_file(asked, asked.text(99, "filename")))
    for one in (*asked.given[:1], *told, *(several if isinstance(several, list) else ())):
        _add(asked, one)
    return Value(None)


def _add(asked: Asked, one: Value) -> None:
    kept = asked.m.listeners.setdefault(_ADDED, [])
    if len(kept) >= MAX_HANDLERS:
        asked.m.cut(asked.frame, _MANY)
    else:
        kept.append(one)


_PLACES = ("host", "address", "mailhost", "url")
"""Settings of a handler that say where its records go."""


@model(*(f"{one}.{level}" for one in _LOGGERS for level in _LEVELS.split()))
def _logged(asked: Asked) -> Value:
    """What is logged goes to every handler that was added."""
    told = asked.given[1:2] if asked.name.endswith(".log") else asked.given[:1]
    for one in asked.m.listeners.get(_ADDED, ()):
        if is_own(one):
            held = dict.fromkeys(("msg", "message"), told[0] if told else unknown())
            record = marked(made_up("LogRecord", held), asked.marks)
            call_own(asked.m, one, "emit", [record])
        elif isinstance(one.code, Made) and asked.marks:
            named = (one.code.named[each] for each in _PLACES if each in one.code.named)
            place = one.code.given[0] if one.code.given else next(named, unknown())
            host = place.items[0] if isinstance(place.items, list) and place.items else place
            asked.act(Act.SEND, asked.marks, text=asked.text(0), target=text_of(host))
        elif told:
            taken = loot_of([*asked.given, *asked.named.values()])
            keep_in(asked.m, one, taken)
            poured(asked, one, taken)
    return Value(None)
