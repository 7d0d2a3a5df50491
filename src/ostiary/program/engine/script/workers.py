"""What does a worker of JavaScript run: a file, a text that came along in its address, or who knows what?"""

from ostiary.core.regex import regex
from ostiary.program.decode.catalogue import decode
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Frame
from ostiary.program.engine.effects import executed, process
from ostiary.program.engine.function_text import FUNCTION
from ostiary.program.engine.layers import ready
from ostiary.program.engine.value import HOLE, Value, joined, text_of, unknown
from ostiary.program.flow import PAGE_WORKER, Act

MAX_PARTS = 1_000  # of a blob

BLOB_ADDRESS = "createObjectURL()"
_SCRIPT = regex(r"(?i)data:(?:(?:text|application)/(?:x-)?(?:java|ecma)script)?[;,]")


@model("Blob")
def _blob(asked: Asked) -> Value:
    """Parts put together; they stay known behind it, for whoever takes its text for code."""
    parts = asked.arg(0)
    value = unknown(asked.marks, text_of(parts))
    if isinstance(parts.items, list) and len(parts.items) > MAX_PARTS:
        asked.m.cut(asked.frame, "it makes a blob of more parts than are put together")
        return value
    value.base = _whole(parts)
    return value


@model("Response")
def _response(asked: Asked) -> Value:
    """An answer that the program itself makes up: its text is what it was made of."""
    one = asked.arg(0)
    value = unknown(asked.marks, text_of(one))
    value.base = one if isinstance(one.const, str) else one.base or Value(marks=one.marks)
    return value


def _whole(parts: Value) -> Value | None:
    """The text of all parts in a row, where each of them is known."""
    several = parts.items if isinstance(parts.items, list) else None
    if not several:
        return None
    texts = [_text(one) for one in several]
    how = tuple(dict.fromkeys(step for one in several for step in one.how))
    marks = joined(parts.marks, *(one.marks for one in several))
    if None in texts:
        return Value(marks=marks, text="".join(map(text_of, several)), how=how)
    return Value("".join(one for one in texts if one is not None), marks=marks, how=how)


def _text(one: Value) -> str | None:
    if isinstance(one.const, bytes):
        return one.const.decode("utf-8", "replace")
    if one.base is not None and not one.symbol and isinstance(one.base.const, str):
        return one.base.const  # a blob in a blob
    if not one.known and one.text == FUNCTION and not one.marks:
        return FUNCTION  # of a layer, whose code was read with the layer
    return one.const if isinstance(one.const, str) else None


@model("URL.createObjectURL webkitURL.createObjectURL")
def _address(asked: Asked) -> Value:
    """An address that stands for a blob."""
    blob = asked.arg(0)
    value = Value(symbol=f"URL.{BLOB_ADDRESS}", marks=blob.marks, text=blob.text)
    value.base = blob.base
    return value


@model("worker_threads.Worker Worker SharedWorker")
def _worker(asked: Asked) -> Value:
    """What comes along in the address is code; any other address is something that is started."""
    options = asked.arg(1).items
    if isinstance(options, dict):
        _hand_over(asked, options)
    if isinstance(options, dict) and options.get("eval", unknown()).const is True:
        name, asked.name = asked.name, "eval"
        return Value(symbol=f"{name}()", marks=executed(asked).marks)
    code = _carried(asked.arg(0))
    if code is None:
        return process(asked)
    asked.frame = Frame(asked.frame.module, "function", None, asked.frame.inside)  # its own names
    if asked.name == "worker_threads.Worker" or not isinstance(code.const, str):
        asked.given = [code]
        executed(asked)
    else:
        _of_page(asked, code)
    return Value(symbol=f"{asked.name}()", marks=code.marks)


@model("navigator.serviceWorker.register")
def _served(asked: Asked) -> Value:
    """A worker between a page and its server: a file of its own, or code that stands in the address."""
    code = _carried(asked.arg(0))
    if code is not None:
        asked.frame = Frame(asked.frame.module, "function", None, asked.frame.inside)
        _of_page(asked, code)
    return asked.result()


@model("AudioContext.audioWorklet.addModule CSS.paintWorklet.addModule audioWorklet.addModule")
def _worklet(asked: Asked) -> Value:
    return _served(asked)


_DATA = "worker_threads.workerData"


def _hand_over(asked: Asked, options: dict[object, Value]) -> None:
    """What a thread is made with is there under one name in its script, which may have been read before."""
    given = options.get("workerData")
    if given is None:
        return
    held = asked.m.held.setdefault(_DATA, Value(symbol=_DATA))
    held.marks = joined(held.marks, given.marks)
    if not held.known and held.items is None:
        held.const, held.items, held.text = given.const, given.items, given.text
        held.symbol = "" if given.known or given.items is not None else held.symbol


def _of_page(asked: Asked, code: Value) -> None:
    """A constant text that a page gives to a worker; the act says so where it could be read."""
    if code.how:
        code.how = (*code.how, PAGE_WORKER)
    module = asked.frame.module
    made = ready(asked.m, code, module.language, module.path)
    target = PAGE_WORKER if made is not None else ""
    asked.act(Act.EXECUTE, code.marks, text=text_of(code)[:200], target=target)
    if made is not None:
        asked.m.call(
            Value(code=made, marks=code.marks, how=code.how), [], {}, asked.node, asked.frame
        )


def _carried(address: Value) -> Value | None:
    """The code in an address; None where it stands elsewhere."""
    if address.symbol.endswith(BLOB_ADDRESS):
        base = address.base or Value(marks=address.marks, text=address.text)
        return Value(
            base.const, marks=joined(base.marks, address.marks), text=base.text, how=base.how
        )
    text = text_of(address)
    if _SCRIPT.match(text) is None:
        return None
    head, _, body = text.partition(",")
    packed = head.lower().endswith(";base64")
    how = (*address.how, "base64") if packed else address.how
    found = decode("atob" if packed else "decodeURIComponent", (body,), {})
    if HOLE in text or not isinstance(found, str):
        return Value(marks=address.marks, text=text, how=how)
    return Value(found, marks=address.marks, how=how)
