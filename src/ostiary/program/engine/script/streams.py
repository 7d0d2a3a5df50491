"""What goes through streams: from one that is read into one that is written, and to the functions between?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Closure, Instance, Made
from ostiary.program.engine.files import written
from ostiary.program.engine.script.commands import poured
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.value import Marks, Value, joined, marked, marks_of, unknown
from ostiary.program.flow import Act, Taint
from ostiary.program.wordlist import wordlist

MAX_PIPES = 8  # streams into which one stream is led
MAX_LED = 6  # streams behind each other, of which the last may lead to the first

_PACKERS = wordlist(
    "createGzip createGunzip createDeflate createInflate createDeflateRaw createInflateRaw createUnzip"
    " createBrotliCompress createBrotliDecompress createZstdCompress createZstdDecompress"
)
STREAMS = (
    *(f"stream.{one}" for one in ("Readable", "Writable", "Transform", "Duplex", "PassThrough")),
    *(f"zlib.{one}" for one in sorted(_PACKERS)),
    *("crypto.createCipheriv", "through2", "readable-stream.Readable", "readable-stream.Transform"),
)
_WEB = ("WritableStream", "stream/web.WritableStream")
_READS = wordlist("read _read")
_FEEDS = wordlist("write writev transform flush final _write _writev _transform _flush _final")
"""Functions of a stream that get what is written to it, as an option or a method of its class."""

_MANY = "a stream is led into more others than are followed"


@model(*(f"{one}.{verb}" for one in (*STREAMS, *_WEB) for verb in ("write", "end", "push")))
def _written(asked: Asked) -> Value:
    """What is written to a stream goes to the functions that it was made with, and to those that wait."""
    asked.keep(marks_of(asked.given))
    holder = asked.target if asked.target.code is not None else asked.target.base
    if holder is not None:
        feed(asked, holder, asked.arg(0))
    return asked.result(joined(asked.marks))


def feed(asked: Asked, stream: Value, value: Value, deep: int = MAX_LED) -> None:
    """Hand a value to the functions of a stream, and to the streams behind it."""
    m, code = asked.m, stream.code
    found: list[Value] = []
    if isinstance(code, Made):
        found = [one for name, one in _options(code).items() if name in _FEEDS]
        found += m.listeners.get((code, "data"), [])
    elif isinstance(code, Instance):
        found = [one for name in sorted(_FEEDS) if (one := code.kind.find(name)) is not None]
        found += m.listeners.get((code, "data"), [])
    for one in found:
        if isinstance(one.code, Closure):
            handler = Value(code=Bound(one.code, stream)) if not one.code.arrow else one
            m.call(handler, [value, unknown(), unknown()], {}, asked.node, asked.frame)
    for one in tuple(m.listeners.get((code, "%pipe"), ())) if code is not None and deep else ():
        pour(asked, value.marks, one, deep - 1)


def _options(code: Made) -> dict[object, Value]:
    several: dict[object, Value] = {}
    for one in code.given[:3]:
        if isinstance(one.items, dict):
            several |= one.items
        elif isinstance(one.code, Closure):
            several["transform"] = one
    return several


def drain(asked: Asked, stream: Value) -> None:
    """Let the functions of a stream bring what they read: `push` puts it into the stream."""
    code = stream.code
    found: list[Value] = []
    if isinstance(code, Made):
        found = [one for name, one in _options(code).items() if name in _READS]
    elif isinstance(code, Instance):
        found = [one for name in sorted(_READS) if (one := code.kind.find(name)) is not None]
    for one in found:
        if isinstance(one.code, Closure) and one.code not in asked.m.stack:
            handler = Value(code=Bound(one.code, stream))
            asked.m.call(handler, [unknown()], {}, asked.node, asked.frame)


def pour(asked: Asked, marks: Marks, target: Value, deep: int = MAX_LED) -> None:
    """What comes out of a stream goes into another one, a file, a program or over the network."""
    where = target.text or ""
    if "fs.write" in target.symbol:
        written(asked, where, dict(marks), "")
    elif target.symbol.endswith(".stdin"):
        poured(asked, target, unknown(marks))
    elif (
        "http" in target.symbol
        or "net." in target.symbol
        or ("://" in where and not LOOT.isdisjoint(marks))
    ):
        asked.act(Act.SEND, marks, target=where)
    feed(asked, target, unknown(marks), deep)
    target.marks = joined(target.marks, marks)


def _speaks(target: Value) -> bool:
    """Whether a stream is a connection."""
    return "http" in target.symbol or "net." in target.symbol


def piped(asked: Asked) -> Value:
    """`source.pipe(target)` and kin; what comes back can be piped on."""
    source = asked.target.base or asked.target
    drain(asked, source)
    target = asked.arg(0)
    marks = joined(asked.target.marks, source.marks)
    led = target
    if isinstance(target.items, dict) and "writable" in target.items:
        led = target.items["writable"]
    process_side = "child_process" in asked.target.symbol or "child_process" in led.symbol
    if process_side and Taint.SOCKET in joined(marks, led.marks):
        asked.act(Act.JOIN, joined(marks, led.marks))
        led.marks = joined(led.marks, marks)
        return target
    pour(asked, marks, led)
    _link(asked, source, led)
    readable = target.items.get("readable") if isinstance(target.items, dict) else None
    return marked(readable, marks) if readable is not None and readable is not led else led


def _link(asked: Asked, source: Value, target: Value) -> None:
    """What is written to the first stream later arrives in the second, too."""
    if not isinstance(source.code, Made | Instance):
        return
    kept = asked.m.listeners.setdefault((source.code, "%pipe"), [])
    if len(kept) >= MAX_PIPES:
        asked.m.cut(asked.frame, _MANY)
    else:
        kept.append(target)


@model(
    "net.Socket.pipe child_process.spawn.stdout.pipe child_process.spawn.stderr.pipe"
    " child_process.spawn.pipe http.get.pipe https.get.pipe fs.read.pipe"
)
def _of_known(asked: Asked) -> Value:
    return piped(asked)


@model(
    "stream.pipeline stream.promises.pipeline stream/promises.pipeline stream.compose pump pumpify"
)
def _pipeline(asked: Asked) -> Value:
    """Each of the arguments is led into the next one; a function makes of one stream another."""
    marks: Marks = {}
    first = True
    for one in asked.given[:16]:
        if isinstance(one.code, Closure | Bound):
            made = asked.m.call(one, [unknown(marks)], {}, asked.node, asked.frame)
            marks = joined(marks, made.marks)
        elif first:
            drain(asked, one)
            marks = joined(one.marks)
        else:
            pour(asked, marks, one)
        first = False
    return asked.result(marks)


@model("ReadableStream stream/web.ReadableStream")
def _readable(asked: Asked) -> Value:
    """A stream of the web: what its functions put into the queue of their controller comes out of it."""
    controller = Value(symbol="ReadableStream.controller")
    options = asked.arg(0).items
    for name in ("start", "pull"):
        one = options.get(name) if isinstance(options, dict) else None
        if one is not None and isinstance(one.code, Closure | Bound):
            asked.m.call(one, [controller], {}, asked.node, asked.frame)
    return asked.result(joined(controller.marks, asked.marks))


@model("ReadableStream.controller.enqueue ReadableStream.controller.push")
def _queued(asked: Asked) -> Value:
    asked.keep(marks_of(asked.given))
    return Value(None)


@model("ReadableStream.from")
def _from(asked: Asked) -> Value:
    return Value(symbol="ReadableStream()", marks=asked.marks)


@model(*_WEB)
def _writable(asked: Asked) -> Value:
    return Value(symbol="WritableStream()", code=Made(asked.given, {}), marks=asked.marks)


@model(*(f"{one}.getWriter" for one in _WEB))
def _writer(asked: Asked) -> Value:
    return asked.target.base or asked.result()


@model(
    "TransformStream CompressionStream DecompressionStream TextEncoderStream TextDecoderStream"
    " stream/web.TransformStream stream/web.CompressionStream"
)
def _transformed(asked: Asked) -> Value:
    """Two ends of one stream."""
    one = Value(symbol="WritableStream()", code=Made(asked.given, {}))
    return Value(items={"readable": one, "writable": one})


@model(
    *(f"zlib.{one}" for one in ("gzip", "deflate", "deflateRaw", "brotliCompress", "zstdCompress"))
)
def _packed(asked: Asked) -> Value:
    """What is packed is handed to the function that waits for it."""
    marks = joined(marks_of(asked.given), asked.mark(Taint.ENCODED))
    for one in asked.given[1:]:
        if isinstance(one.code, Closure | Bound):
            asked.m.call(one, [Value(None), unknown(marks)], {}, asked.node, asked.frame)
    return asked.result(marks)


@model("console.Console")
def _console(asked: Asked) -> Value:
    return asked.result(code=Made(asked.given, {}))


@model(
    *(f"console.Console.{one}" for one in ("log", "info", "debug", "error", "warn", "table", "dir"))
)
def _logged(asked: Asked) -> Value:
    """What a console is told goes into the streams that it was made with."""
    code = asked.target.code
    for one in code.given[:2] if isinstance(code, Made) else ():
        pairs = one.items if isinstance(one.items, dict) else {"stdout": one}
        for name in ("stdout", "stderr"):
            if name in pairs:
                pour(asked, marks_of(asked.given), pairs[name])
    return Value(None)
