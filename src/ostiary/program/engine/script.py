"""What do JavaScript's globals, Node's modules and browsers' objects do with what they are given?"""

from typing import Any

from ostiary.program.engine.access import element, opened, put, symbol
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Class, Closure, Made, Partial
from ostiary.program.engine.effects import address, executed, network, process
from ostiary.program.engine.files import written
from ostiary.program.engine.operators import script_text
from ostiary.program.engine.value import (
    CLEAN,
    HOLE,
    MAX_ITEMS,
    NOTHING,
    Value,
    joined,
    marks_of,
    plain,
    text_of,
    unknown,
    wrap,
)
from ostiary.program.flow import Act, Taint


@model(
    "require module.require import process.mainModule.require module.createRequire() createRequire() require.main.require"
    " module.constructor._load process.mainModule.constructor._load module._load Module._load module.Module._load"
)
def _require(asked: Asked) -> Value:
    name = asked.arg(0)
    if not isinstance(name.const, str):
        asked.act(Act.IMPORT, joined(name.marks, asked.mark(Taint.COMPUTED)), text=text_of(name))
        return unknown(name.marks)
    if name.how or Taint.DECODED in name.marks:
        asked.act(Act.IMPORT, name.marks, text=name.const)
    inner = asked.m.package.imported(asked.m, asked.frame, name.const)
    if inner is not None:
        return inner
    if name.const.endswith(".json") and (content := asked.m.package.content(asked, name.const)):
        asked.given = [Value(content.decode("utf-8", "replace"))]
        return _parsed(asked)
    return symbol(asked.m, name.const, CLEAN, asked.node, asked.frame)


@model("process.binding process._linkedBinding process.dlopen")
def _binding(asked: Asked) -> Value:
    asked.act(Act.NATIVE, asked.marks, text=asked.text(0), target=asked.name)
    name = asked.arg(0).const
    if name in {"spawn_sync", "process_wrap"}:
        return Value(symbol="child_process")
    return asked.result()


@model(
    "Function Function.constructor eval vm.runInThisContext vm.runInNewContext vm.runInContext vm.Script vm.compileFunction module._compile Module.prototype._compile"
)
def _function(asked: Asked) -> Value:
    """Text as code; the last argument of `Function` is its body."""
    if asked.name.startswith("Function"):
        asked.name = "Function"
    if asked.given and asked.name == "Function":
        for one in asked.given[:-1]:
            if one.code is not None:
                return unknown()
    return executed(asked)


@model("vm.Script.runInThisContext vm.Script.runInNewContext vm.Script.runInContext")
def _script(asked: Asked) -> Value:
    return unknown(asked.marks)


@model(
    "setTimeout setInterval setImmediate queueMicrotask process.nextTick requestAnimationFrame Promise process.on process.once addEventListener window.addEventListener document.addEventListener"
)
def _later(asked: Asked) -> Value:
    one = asked.arg(0)
    if isinstance(one.const, str) and asked.name in {"setTimeout", "setInterval"}:
        asked.name = "eval"
        return executed(asked)
    event = one.const if isinstance(one.const, str) else ""
    marks = CLEAN
    if event in {"keydown", "keyup", "keypress"}:
        marks = asked.mark(Taint.KEYSTROKES)
    elif event in {"paste", "copy"}:
        marks = asked.mark(Taint.CLIPBOARD)
    result: Value = unknown()
    for each in asked.given[:3]:
        if isinstance(each.code, Closure | Bound | Partial):
            result = asked.m.call(each, [unknown(marks), unknown()], {}, asked.node, asked.frame)
    return Value(symbol="Promise()", marks=joined(asked.marks, result.marks))


@model(
    "Promise.all Promise.race Promise.resolve Promise.allSettled Promise.any Object.freeze Object.seal Array.from Object.create"
)
def _same(asked: Asked) -> Value:
    one = asked.arg(0)
    mapper = asked.arg(1)
    if asked.name == "Array.from":
        items = one.items if isinstance(one.items, list) else None
        if isinstance(one.const, str):
            items = [Value(sign, marks=one.marks, how=one.how) for sign in one.const[:MAX_ITEMS]]
        if isinstance(one.const, bytes):
            items = [
                Value(number, marks=one.marks, how=one.how) for number in one.const[:MAX_ITEMS]
            ]
        if isinstance(one.items, dict) and isinstance(
            length := one.items.get("length", unknown()).const, int
        ):
            items = [Value(None) for _ in range(min(length, 10_000))]
        if items is not None and mapper.code is not None:
            items = [
                asked.m.call(mapper, [each, Value(place)], {}, asked.node, asked.frame)
                for place, each in enumerate(items)
            ]
        if items is not None:
            return Value(items=list(items), marks=one.marks, how=one.how)
    return one


@model("Object.keys Object.values Object.entries Object.getOwnPropertyNames Reflect.ownKeys %keys")
def _keys(asked: Asked) -> Value:
    one = asked.arg(0)
    if isinstance(one.items, dict):
        if asked.name.endswith("values"):
            return Value(items=list(one.items.values()), marks=one.marks)
        if asked.name.endswith("entries"):
            return Value(
                items=[
                    Value(items=[Value(key), each], marks=each.marks)
                    for key, each in one.items.items()
                ],
                marks=one.marks,
            )
        return Value(items=[Value(key) for key in one.items], marks=CLEAN)
    if isinstance(one.items, list):
        return Value(items=[Value(str(place)) for place in range(len(one.items))])
    if one.symbol and not one.marks:
        return Value(symbol=f"{one.symbol}.%names")
    return unknown(one.marks)


@model("Object.assign")
def _assigned(asked: Asked) -> Value:
    first = asked.arg(0)
    for one in asked.given[1:]:
        if isinstance(first.items, dict) and isinstance(one.items, dict):
            first.items.update(one.items)
        elif isinstance(first.items, dict) and one.marks:
            first.items["%all"] = one
    first.marks = joined(asked.marks)
    return first


@model("Object.defineProperty Reflect.set Reflect.defineProperty")
def _property(asked: Asked) -> Value:
    name, given = asked.arg(1).const, asked.arg(2)
    value = given
    if isinstance(given.items, dict):
        value = given.items.get("value") or given.items.get("get") or unknown()
    if isinstance(name, str):
        put(asked.m, asked.arg(0), name, value, asked.node, asked.frame)
    return asked.arg(0)


@model("Reflect.get Object.getOwnPropertyDescriptor")
def _got(asked: Asked) -> Value:
    return element(asked.m, asked.arg(0), asked.arg(1), asked.node, asked.frame)


@model("Reflect.apply Reflect.construct")
def _applied(asked: Asked) -> Value:
    several = asked.arg(2 if asked.name.endswith("apply") else 1).items
    return asked.m.call(
        asked.arg(0),
        list(several) if isinstance(several, list) else [],
        {},
        asked.node,
        asked.frame,
    )


@model(
    "JSON.stringify querystring.stringify URLSearchParams FormData Blob encodeURIComponent btoa zlib.gzipSync zlib.deflateSync"
)
def _written_out(asked: Asked) -> Value:
    from ostiary.program.decode.catalogue import decode

    data = plain(asked.arg(0))
    if data is not NOTHING and asked.name in {"encodeURIComponent", "btoa"}:
        folded = decode(asked.name, (data,), {})
        if folded is not None:
            return wrap(folded, asked.marks)
    encodes = asked.name in {"btoa", "zlib.gzipSync", "zlib.deflateSync"} and asked.marks
    marks = joined(asked.marks, asked.mark(Taint.ENCODED)) if encodes else asked.marks
    if asked.name == "FormData":
        return unknown(marks)  # what is appended to it stays in it
    return unknown(marks, text_of(asked.arg(0)))


@model("JSON.parse")
def _parsed(asked: Asked) -> Value:
    from ostiary.program.decode.catalogue import decode

    one = asked.arg(0)
    if isinstance(one.const, str):
        data = decode("json.loads", (one.const,), {})
        if data is not None:
            return wrap(data, one.marks, one.how)
    return unknown(one.marks)


@model("String")
def _text(asked: Asked) -> Value:
    one = asked.arg(0)
    text = script_text(one)
    return (
        Value(text, marks=one.marks, how=one.how)
        if text is not None
        else unknown(one.marks, text_of(one))
    )


@model("Array Uint8Array Set Map Array.of")
def _array(asked: Asked) -> Value:
    one = asked.arg(0)
    if (
        len(asked.given) == 1
        and isinstance(one.const, int)
        and asked.name in {"Array", "Uint8Array"}
    ):
        return Value(
            items=[
                Value(None if asked.name == "Array" else 0)
                for _ in range(min(max(one.const, 0), 10_000))
            ]
        )
    if isinstance(one.const, bytes):
        return one
    if asked.name in {"Uint8Array", "Set"} and isinstance(one.items, list):
        return Value(items=list(one.items), marks=one.marks)
    if asked.name == "Map":
        return Value(items={}, marks=one.marks)
    return Value(items=list(asked.given), marks=asked.marks)


@model("RegExp")
def _regex(asked: Asked) -> Value:
    return Value(
        symbol="RegExp",
        items=[asked.arg(0), asked.arg(1)] if len(asked.given) > 1 else [asked.arg(0), Value("")],
    )


@model("Math.floor Math.abs Math.ceil Math.round Math.max Math.min Math.pow Math.trunc")
def _maths(asked: Asked) -> Value:
    data = [plain(one) for one in asked.given]
    numbers: Any = [
        one for one in data if isinstance(one, int | float) and one == one and abs(one) < 1e300
    ]
    if len(numbers) != len(data) or not data:
        return unknown()
    name = asked.name.rpartition(".")[2]
    if name in {"max", "min"}:
        return Value(max(numbers) if name == "max" else min(numbers))
    if name == "pow":
        return (
            Value(numbers[0] ** numbers[1])
            if len(numbers) > 1 and abs(numbers[1]) < 64 and abs(numbers[0]) < 1 << 32
            else unknown()
        )
    first = numbers[0]
    known = {
        "floor": first // 1,
        "abs": abs(first),
        "ceil": -(-first // 1),
        "round": (first + 0.5) // 1,
        "trunc": int(first),
    }
    result = known[name]
    return Value(int(result) if isinstance(result, float) and result.is_integer() else result)


@model("typeof")
def _typeof(asked: Asked) -> Value:
    one = asked.arg(0)
    if one.const is not NOTHING:
        kinds = {str: "string", bool: "boolean", int: "number", float: "number"}
        return Value("undefined" if one.const is None else kinds.get(type(one.const), "object"))
    if isinstance(one.code, Closure | Bound | Class | Partial):
        return Value("function")
    if one.items is not None:
        return Value("object")
    return unknown()


@model(
    "fs.readFileSync fs.readFile fs.promises.readFile fs.createReadStream fs.openSync fs/promises.readFile fs-extra.readFileSync fs-extra.readFile Deno.readTextFile fs-extra.readJsonSync Bun.file"
)
def _read(asked: Asked) -> Value:
    path = asked.text(0)
    marks = joined(opened(path, asked.node, asked.m, asked.frame), asked.arg(0).marks)
    if any(
        one in marks
        for one in (Taint.SECRET, Taint.BROWSER, Taint.WALLET, Taint.ENVIRONMENT, Taint.MEMORY)
    ):
        asked.act(Act.READ, marks, target=path)
    marks = joined(marks, asked.m.package.written(path))
    content = asked.m.package.content(asked, path)
    value = Value(symbol="fs.read()", marks=marks, text=HOLE)
    if content is not None:
        form = asked.text(1)
        value = Value(
            content.decode("utf-8", "replace") if form and form != HOLE else content, marks=marks
        )
    for one in asked.given[1:]:
        if isinstance(one.code, Closure | Bound):
            asked.m.call(one, [Value(None), value], {}, asked.node, asked.frame)
    return value


@model(
    "fs.writeFileSync fs.writeFile fs.promises.writeFile fs.appendFileSync fs.appendFile fs.createWriteStream fs/promises.writeFile fs-extra.outputFileSync fs-extra.writeFileSync fs.promises.appendFile fs-extra.outputFile Deno.writeTextFile fs.copyFileSync fs.copyFile fs.renameSync fs.symlinkSync"
)
def _write(asked: Asked) -> Value:
    copies = "copy" in asked.name or "rename" in asked.name or "link" in asked.name
    path = asked.text(1 if copies else 0)
    marks = (
        joined(*(one.marks for one in asked.given[1:3]))
        if not copies
        else opened(asked.text(0), asked.node, asked.m, asked.frame)
    )
    written(asked, path, dict(marks), "" if copies else asked.text(1))
    if not copies:
        asked.m.package.script(asked, path, asked.arg(1))
    for one in asked.given[1:]:
        if isinstance(one.code, Closure | Bound):
            asked.m.call(one, [Value(None)], {}, asked.node, asked.frame)
    return Value(symbol="fs.write()", text=path)


@model("fs.write.write fs.write.end")
def _poured(asked: Asked) -> Value:
    written(asked, asked.target.text or "", dict(asked.marks), asked.text(0))
    return unknown()


@model(
    "fs.unlinkSync fs.unlink fs.rmSync fs.rm fs.rmdirSync fs.rmdir fs.promises.rm fs.promises.unlink rimraf rimraf.sync fs-extra.removeSync fs-extra.remove fs-extra.emptyDirSync fs/promises.rm del.sync"
)
def _deleted(asked: Asked) -> Value:
    asked.act(Act.DELETE, asked.marks, target=asked.text(0))
    return unknown()


@model(
    "http.request https.request http.get https.get fetch axios axios.post axios.get request.post needle XMLHttpRequest.open WebSocket"
)
def _request(asked: Asked) -> Value:
    """A request whose object may still be given a body."""
    target = address(asked)
    value = network(asked)
    if asked.name.startswith(("http", "XML", "WebSocket")):
        asked.target.text = target
        return Value(
            symbol=f"{asked.target.symbol}()"
            if asked.name.startswith("http")
            else asked.target.symbol,
            marks=value.marks,
            text=target,
        )
    return value


@model(
    "http.request.write https.request.write http.request.end https.request.end XMLHttpRequest.send WebSocket.send http.get.end https.get.end"
)
def _body(asked: Asked) -> Value:
    if asked.given:
        asked.act(
            Act.SEND,
            joined(marks_of(asked.given)),
            text=asked.text(0),
            target=asked.target.text or "",
        )
    return unknown()


@model(
    "http.request.on https.request.on http.get.on https.get.on net.Socket.on net.connect.on net.createConnection.on WebSocket.on child_process.spawn.on child_process.spawn.stdout.on tls.connect.on ws.on"
)
def _events(asked: Asked) -> Value:
    """What arrives goes to the function that is handed in."""
    for one in asked.given[1:]:
        if isinstance(one.code, Closure | Bound):
            asked.m.call(
                one,
                [Value(symbol=asked.target.symbol, marks=asked.target.marks)] * 2,
                {},
                asked.node,
                asked.frame,
            )
    return asked.target


@model(
    "net.Socket net.connect net.createConnection tls.connect net.Socket.connect dgram.createSocket net.createServer"
)
def _socket(asked: Asked) -> Value:
    target = " ".join(text_of(one) for one in asked.given[:2] if one.code is None)
    marks = asked.mark(Taint.SOCKET, "a raw connection")
    if asked.name not in {"net.Socket", "dgram.createSocket"}:
        asked.act(Act.SEND, marks_of(asked.given), target=target.replace(" ", ":"))
    answer = joined(
        marks,
        {Taint.NETWORK: asked.m.spot(asked.node, asked.frame, "what a raw connection answers")},
    )
    value = Value(symbol="net.Socket()", marks=answer)
    for one in asked.given:
        if isinstance(one.code, Closure | Bound):
            asked.target.marks = joined(asked.target.marks, answer)
            asked.m.call(one, [value], {}, asked.node, asked.frame)
    return value


@model("net.createServer http.createServer https.createServer tls.createServer")
def _server(asked: Asked) -> Value:
    """Whoever connects is handed to the function given."""
    raw = asked.name.startswith(("net", "tls"))
    marks = asked.mark(Taint.SOCKET, "a raw connection") if raw else CLEAN
    answer = joined(marks, asked.mark(Taint.NETWORK, "what somebody sends who connects"))
    for one in asked.given:
        if isinstance(one.code, Closure | Bound):
            value = Value(symbol="net.Socket()" if raw else "", marks=answer)
            asked.m.call(one, [value, unknown()], {}, asked.node, asked.frame)
    return asked.result(CLEAN)


@model("net.Socket.write net.Socket.end net.Socket.send dgram.createSocket.send")
def _sent(asked: Asked) -> Value:
    if asked.given:
        asked.act(Act.SEND, marks_of(asked.given), text=asked.text(0))
    return unknown()


@model(
    "net.Socket.pipe child_process.spawn.stdout.pipe child_process.spawn.stderr.pipe child_process.spawn.pipe http.get.pipe https.get.pipe fs.read.pipe"
)
def _piped(asked: Asked) -> Value:
    """What comes out of one side goes into the other."""
    target = asked.arg(0)
    both = joined(asked.target.marks, target.marks)
    process_side = "child_process" in asked.target.symbol or "child_process" in target.symbol
    if process_side and Taint.SOCKET in both:
        asked.act(Act.JOIN, both)
    elif "fs.write" in target.symbol:
        written(asked, target.text or "", dict(asked.target.marks), "")
    elif "http" in target.symbol or "net." in target.symbol:
        asked.act(Act.SEND, asked.target.marks, target=target.text or "")
    target.marks = joined(target.marks, asked.target.marks)
    return target


@model(
    "fetch.then axios.then axios.get.then axios.post.then Promise.then fs.promises.readFile.then fetch.catch Promise.finally"
)
def _then(asked: Asked) -> Value:
    """What a promise brings goes to the function that waits for it."""
    result: Value = unknown(asked.target.marks)
    promise = asked.target.symbol.rpartition(".")[0]
    value = Value(symbol=promise, marks=asked.target.marks)
    for one in asked.given[:2]:
        if isinstance(one.code, Closure | Bound | Partial):
            result = asked.m.call(one, [value], {}, asked.node, asked.frame)
        elif one.symbol in {"eval", "Function"}:
            asked.m.call(one, [value], {}, asked.node, asked.frame)
    return Value(NOTHING, promise, None, None, joined(asked.target.marks, result.marks))


@model("worker_threads.Worker Worker")
def _worker(asked: Asked) -> Value:
    options = asked.arg(1).items
    if isinstance(options, dict) and options.get("eval", unknown()).const is True:
        asked.name = "eval"
        return executed(asked)
    return process(asked)


@model(
    "child_process.exec child_process.execSync child_process.spawn child_process.spawnSync child_process.execFile child_process.execFileSync child_process.fork"
    " child_process.Process.spawn"
)
def _process(asked: Asked) -> Value:
    value = process(asked)
    options = asked.given[-1].items if asked.given else None
    if isinstance(options, dict):
        stdio = options.get("stdio")
        if stdio is not None and Taint.SOCKET in stdio.marks:
            asked.act(Act.JOIN, stdio.marks)
    return value


@model("console.log console.error console.warn console.info console.debug")
def _quiet(asked: Asked) -> Value:
    del asked
    return Value(None)


@model("util.promisify util.inspect util.format Symbol bind")
def _through(asked: Asked) -> Value:
    one = asked.arg(0)
    return one if one.code is not None or one.symbol else unknown(asked.marks)


@model("crypto.createHash crypto.createHmac crypto.createDecipheriv")
def _made(asked: Asked) -> Value:
    return Value(symbol=f"{asked.target.symbol}()", code=Made(asked.given, {}), marks=asked.marks)


@model("crypto.createHash.update crypto.createHmac.update")
def _updated(asked: Asked) -> Value:
    made = asked.target.code
    before = made.given if isinstance(made, Made) else []
    symbol = asked.target.symbol.removesuffix(".update")
    return Value(symbol=symbol, code=Made([*before, asked.arg(0)], {}))


@model("crypto.createDecipheriv.update")
def _deciphered(asked: Asked) -> Value:
    from ostiary.program.decode.catalogue import decode

    made = asked.target.code
    before = made.given if isinstance(made, Made) else []
    several = [plain(one) for one in (*before, *asked.given[:2])]
    marks = joined(asked.mark(Taint.DECODED, "deciphered"), asked.marks)
    if NOTHING in several:
        return unknown(marks)
    data = decode("crypto.createDecipheriv", tuple(several), {})
    if not isinstance(data, bytes):
        return unknown(marks)
    form = asked.arg(2).const
    text = data.decode("utf-8", "replace") if isinstance(form, str) else data
    return Value(text, marks=marks, how=(*asked.arg(0).how, str(several[0])))


@model("crypto.createDecipheriv.final")
def _final(asked: Asked) -> Value:
    return Value("")
