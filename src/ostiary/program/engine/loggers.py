"""Where does what is logged go? To handlers that were added: of the program's own, or over the network."""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Made, made_up
from ostiary.program.engine.handovers import handed_over
from ostiary.program.engine.invoke import call_own
from ostiary.program.engine.orders import ordered
from ostiary.program.engine.special import is_own
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


@model(*(f"{one}.addHandler" for one in _LOGGERS), "logging.basicConfig")
def _added(asked: Asked) -> Value:
    """A handler takes its place."""
    several = asked.named.get("handlers", unknown()).items
    for one in (*asked.given[:1], *(several if isinstance(several, list) else ())):
        kept = asked.m.listeners.setdefault(_ADDED, [])
        if len(kept) >= MAX_HANDLERS:
            asked.m.cut(asked.frame, _MANY)
        else:
            kept.append(one)
    return Value(None)


_PLACES = ("host", "address", "mailhost", "url")
"""Settings of a handler that say where its records go."""


@model("logging.config.dictConfig logging.config.DictConfigurator.configure")
def _configured(asked: Asked) -> Value:
    """Handlers by the names of their classes, with their settings: of note are those that send."""
    ordered(asked)
    taken_for_code(asked)
    handed_over(asked)
    config = asked.arg(0, "config").items
    several = config.get("handlers") if isinstance(config, dict) else None
    pairs = several.items if several is not None else None
    for one in list(pairs.values())[:MAX_HANDLERS] if isinstance(pairs, dict) else ():
        settings = one.items if isinstance(one.items, dict) else {}
        kind = settings.get("class") or settings.get("()") or unknown()
        name = kind.const if isinstance(kind.const, str) else kind.symbol
        kept = asked.m.listeners.setdefault(_ADDED, [])
        if name in _NETWORK.split() and len(kept) < MAX_HANDLERS:
            place = next((settings[each] for each in _PLACES if each in settings), unknown())
            kept.append(Value(symbol=f"{name}()", code=Made([place], {})))
        elif name in _NETWORK.split():
            asked.m.cut(asked.frame, _MANY)
    return Value(None)


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
    return Value(None)
