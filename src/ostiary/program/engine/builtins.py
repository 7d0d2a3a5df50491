"""What do Python's built-in functions, and those that stand in for its syntax, make of values?"""

from typing import Any

from ostiary.program.engine.access import attribute, element, store_name, symbol, variable
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Class, Closure, Instance, Method, Partial, Ready
from ostiary.program.engine.containers import as_bytes
from ostiary.program.engine.effects import executed
from ostiary.program.engine.layers import bytecode
from ostiary.program.engine.loops import MAX_IDLE, elements
from ostiary.program.engine.value import (
    CLEAN,
    MAX_CONST,
    MAX_ITEMS,
    NOTHING,
    Value,
    either,
    huge,
    joined,
    marks_of,
    plain,
    text_of,
    unknown,
    wrap,
)
from ostiary.program.flow import Act, Taint


@model(
    "getattr operator.attrgetter() object.__getattribute__ builtins.getattr type.__getattribute__"
)
def _getattr(asked: Asked) -> Value:
    name = asked.arg(1).const
    if isinstance(name, str):
        base = asked.arg(0)
        for part in name.split(".")[:8]:
            base = attribute(asked.m, base, part, asked.node, asked.frame)
        return base
    base = asked.arg(0)
    marks = joined(
        base.marks,
        asked.mark(
            Taint.COMPUTED, f"an attribute of {base.symbol or 'something'} by a computed name"
        ),
    )
    if base.symbol == "builtins":
        return Value(symbol="computed", marks=marks)
    return Value(symbol=f"{base.symbol}.?" if base.symbol else "", marks=marks)


@model("computed")
def _computed(asked: Asked) -> Value:
    """A built-in function whose name is worked out is called."""
    asked.act(Act.EXECUTE, asked.marks, text=asked.text(0)[:200])
    return unknown(asked.marks)


@model("setattr")
def _setattr(asked: Asked) -> Value:
    name, base = asked.arg(1).const, asked.arg(0)
    if isinstance(name, str):
        store_name(asked.m, base, name, asked.arg(2), asked.node, asked.frame)
    return Value(None)


@model("__import__ importlib.import_module importlib.__import__ builtins.__import__")
def _import(asked: Asked) -> Value:
    name = asked.arg(0, "name")
    if isinstance(name.const, str):
        if name.how or Taint.DECODED in name.marks:
            asked.act(Act.IMPORT, name.marks, text=name.const)
        whole = name.const
        inner = asked.m.package.imported(asked.m, asked.frame, whole)
        if inner is not None:
            return inner
        if asked.name.endswith("__import__") and not asked.arg(3, "fromlist").items:
            whole = whole.partition(".")[0]
        return symbol(asked.m, whole, CLEAN, asked.node, asked.frame)
    asked.act(Act.IMPORT, joined(name.marks, asked.mark(Taint.COMPUTED)), text=text_of(name))
    return unknown(name.marks)


@model("pip.main pip._internal.main pip._internal.cli.main.main pip._internal.main.main")
def _pip(asked: Asked) -> Value:
    asked.act(Act.RUN, asked.marks, text=f"pip {asked.text(0)}")
    return unknown()


@model("__pyarmor__ pytransform.pyarmor_runtime pyarmor_runtime.__pyarmor__")
def _protected(asked: Asked) -> Value:
    """Code that only its own runtime can read."""
    asked.act(Act.EXECUTE, joined(asked.marks, asked.mark(Taint.PROTECTED)), text="protected code")
    return unknown()


@model("globals locals vars dir")
def _names(asked: Asked) -> Value:
    if asked.name == "vars" and asked.given:
        return attribute(asked.m, asked.arg(0), "__dict__", asked.node, asked.frame)
    return Value(symbol=f"{asked.name}()")


@model(
    "eval exec compile execfile builtins.exec builtins.eval code.InteractiveInterpreter.runsource"
)
def _exec(asked: Asked) -> Value:
    if asked.name == "execfile":
        asked.act(Act.EXECUTE, asked.m.package.written(asked.text(0)), target=asked.text(0))
        return unknown()
    return executed(asked)


@model("marshal.loads marshal.load")
def _marshal(asked: Asked) -> Value:
    data = asked.arg(0)
    if isinstance(data.const, bytes):
        made = bytecode(data.const, data.how)
        marks = joined(data.marks, asked.mark(Taint.DECODED, "marshalled code"))
        if made is not None:
            return Value(code=made, marks=marks, how=made.how)
        return unknown(marks)
    return unknown(data.marks)


@model("types.FunctionType types.LambdaType")
def _function_type(asked: Asked) -> Value:
    code = asked.arg(0)
    if code.code is None:
        asked.act(Act.EXECUTE, code.marks, text=text_of(code)[:200])
    return code


@model("pickle.loads cPickle.loads _pickle.loads dill.loads cloudpickle.loads")
def _unpickled(asked: Asked) -> Value:
    data = asked.arg(0)
    asked.act(Act.LOAD, data.marks, text=asked.m.package.pickled(data))
    return unknown(data.marks)


@model("codecs.getencoder codecs.getdecoder codecs.lookup")
def _coder(asked: Asked) -> Value:
    """A function of a codec, by the codec's name; it gives the data and its length."""
    verb = "decode" if asked.name.endswith("getdecoder") else "encode"
    return Value(symbol=f"codecs.%{verb}", items=[asked.arg(0)])


@model("codecs.%encode codecs.%decode codecs.%encode.encode codecs.%encode.decode")
def _coded(asked: Asked) -> Value:
    codec = asked.target.items[0] if isinstance(asked.target.items, list) else unknown()
    name = f"codecs.{asked.name.rpartition('%')[2].rpartition('.')[2]}"
    data = asked.m.call(Value(symbol=name), [asked.arg(0), codec], {}, asked.node, asked.frame)
    return Value(items=[data, unknown()], marks=data.marks)


@model("chr unichr")
def _chr(asked: Asked) -> Value:
    one = asked.arg(0)
    if isinstance(one.const, int) and 0 <= one.const < 0x110000:
        how = one.how if one.how[-1:] == ("character codes",) else (*one.how, "character codes")
        marks = joined(asked.mark(Taint.DECODED, "characters by number"), one.marks)
        return Value(chr(one.const), marks=marks, how=how)
    return unknown(one.marks)


@model("ord len hex oct bin abs round bool repr ascii")
def _small(asked: Asked) -> Value:
    one = asked.arg(0)
    const: Any = one.const
    if asked.name == "len" and one.items is not None:
        return Value(len(one.items))
    if const is NOTHING:
        return unknown(one.marks if asked.name in {"repr", "ascii", "hex"} else CLEAN, text_of(one))
    try:
        if asked.name == "repr" and len(text_of(one)) < MAX_CONST:
            return Value(repr(const), marks=one.marks)
        known = {
            "ord": ord,
            "len": len,
            "hex": hex,
            "oct": oct,
            "bin": bin,
            "abs": abs,
            "round": round,
            "bool": bool,
        }
        return Value(known[asked.name](const), marks=one.marks, how=one.how)
    except (TypeError, ValueError, KeyError, OverflowError):
        return unknown(one.marks)


@model("int float")
def _number(asked: Asked) -> Value:
    one, base = asked.arg(0), asked.arg(1, "base").const
    const: Any = one.const
    if isinstance(const, str | bytes | int | float) and len(text_of(one)) < 5000:
        try:
            if asked.name == "float":
                return Value(float(const), marks=one.marks)
            return Value(
                int(const, base)
                if isinstance(base, int) and isinstance(const, str | bytes)
                else int(const),
                marks=one.marks,
                how=one.how,
            )
        except (TypeError, ValueError, OverflowError):
            pass
    return unknown(one.marks)


@model("str bytes bytearray")
def _text(asked: Asked) -> Value:
    one = asked.arg(0)
    const: Any = one.const
    if not asked.given:
        return (
            Value("" if asked.name == "str" else b"")
            if asked.name != "bytearray"
            else Value(items=[])
        )
    if len(asked.given) > 1 and isinstance(const, str | bytes):
        return asked.m.call(
            Value(code=Method(one, "encode" if isinstance(const, str) else "decode")),
            asked.given[1:], {}, asked.node, asked.frame,
        )  # fmt: skip
    if asked.name == "str":
        if isinstance(const, str | float | bytes) or (isinstance(const, int) and not huge(const)):
            return Value(
                const if isinstance(const, str) else str(const), marks=one.marks, how=one.how
            )
        return Value(
            NOTHING,
            one.symbol if one.symbol == "pathlib.Path()" else "",
            marks=one.marks,
            text=text_of(one),
        )
    data = const if isinstance(const, bytes) else as_bytes(one) if one.items is not None else None
    if isinstance(const, int) and not isinstance(const, bool) and 0 <= const <= MAX_ITEMS:
        data = bytes(const)
    if data is None:
        return unknown(one.marks, one.text)
    if asked.name == "bytearray":
        return Value(
            items=[Value(number) for number in data[:MAX_ITEMS]], marks=one.marks, how=one.how
        )
    return Value(data, marks=one.marks, how=one.how)


@model("list tuple set frozenset sorted reversed iter enumerate")
def _listed(asked: Asked) -> Value:
    one = asked.arg(0)
    items = elements(one)
    if items is None:
        return Value(
            items=[] if not asked.given else None,
            symbol="" if not asked.given else one.symbol,
            marks=one.marks,
            text=one.text,
        )
    found = list(items)
    if asked.name == "sorted":
        try:
            found.sort(key=lambda each: each.const)  # type: ignore[arg-type,return-value]
        except TypeError:
            pass
    if asked.name == "reversed":
        found.reverse()
        return Value(
            items=found,
            marks=one.marks,
            how=(*one.how, "reversal") if one.how[-1:] != ("reversal",) else one.how,
        )
    if asked.name == "enumerate":
        found = [
            Value(items=[Value(place), each], marks=each.marks) for place, each in enumerate(found)
        ]
    return Value(items=found, marks=one.marks, how=one.how)


@model("dict collections.OrderedDict collections.defaultdict")
def _dict(asked: Asked) -> Value:
    one = asked.arg(0)
    items: dict[object, Value] = dict(one.items) if isinstance(one.items, dict) else {}
    if isinstance(one.items, list):
        for pair in one.items[:MAX_ITEMS]:
            if (
                isinstance(pair.items, list)
                and len(pair.items) == 2
                and isinstance(pair.items[0].const, str | int | bytes)
            ):
                items[pair.items[0].const] = pair.items[1]
    if one.symbol and one.marks:
        items["%all"] = Value(symbol=one.symbol, marks=one.marks)
    items.update(asked.named)
    return Value(items=items, marks=asked.marks, symbol="")


@model("range xrange")
def _range(asked: Asked) -> Value:
    several = [one.const for one in asked.given]
    if several and all(isinstance(one, int) for one in several):
        try:
            return Value(range(*several))  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return unknown()
    return unknown()


@model("zip")
def _zip(asked: Asked) -> Value:
    several = [elements(one) for one in asked.given]
    if any(one is None for one in several) or not several:
        return unknown(asked.marks)
    rows = [
        Value(items=list(row), marks=marks_of(row))
        for row in zip(*[one or [] for one in several], strict=False)
    ]
    return Value(items=rows[:MAX_ITEMS], marks=asked.marks)


@model("map filter itertools.starmap functools.reduce reduce multiprocessing.Pool.map")
def _mapped(asked: Asked) -> Value:
    """A function over elements; a reduction folds them."""
    function, over = asked.arg(0), asked.arg(1)
    items = elements(over)
    call = asked.m.call
    if items is None:
        return Value(
            marks=joined(
                over.marks, call(function, [unknown(over.marks)], {}, asked.node, asked.frame).marks
            )
        )
    exact = asked.m.exact(asked.frame)
    known = items if exact else items[:MAX_IDLE]
    if asked.name.endswith("reduce"):
        start = [asked.arg(2)] if len(asked.given) > 2 else []
        several = [*start, *known]
        total = several[0] if several else unknown()
        for one in several[1:]:
            total = call(function, [total, one], {}, asked.node, asked.frame)
        return total
    if asked.name == "filter":
        return Value(items=list(items), marks=over.marks)
    if asked.name == "itertools.starmap":
        found = [
            call(
                function,
                list(one.items or []) if isinstance(one.items, list) else [one],
                {},
                asked.node,
                asked.frame,
            )
            for one in known
        ]
    else:
        found = [call(function, [one], {}, asked.node, asked.frame) for one in known]
    if function.symbol in {"chr", "str", "bytes"} or exact or len(known) == len(items):
        return Value(items=found, marks=joined(over.marks, marks_of(found)))
    return unknown(joined(over.marks, marks_of(found)))


@model("sum min max any all next")
def _folded(asked: Asked) -> Value:
    one = asked.arg(0)
    data = plain(one)
    if isinstance(data, list) and len(data) < MAX_ITEMS and len(asked.given) == 1 and data:
        known: Any = {"sum": sum, "min": min, "max": max, "any": any, "all": all}.get(asked.name)
        try:
            if known is not None:
                return Value(known(data), marks=one.marks)
        except (TypeError, ValueError, OverflowError):
            pass
    if asked.name == "next" and isinstance(one.items, list) and one.items:
        return one.items[0]
    return unknown(asked.marks)


@model("type super object property isinstance hasattr callable issubclass")
def _kinds(asked: Asked) -> Value:
    one = asked.arg(0)
    if asked.name == "type":
        if isinstance(one.code, Instance):
            return Value(code=one.code.kind)
        if len(asked.given) == 3 and isinstance(asked.arg(2).items, dict):
            attributes = {str(key): value for key, value in asked.arg(2).items.items()}  # type: ignore[union-attr]
            bases = asked.arg(1).items
            made = Class(
                "type",
                attributes,
                tuple(bases) if isinstance(bases, list) else (),
                asked.frame.module,
                asked.frame.inside,
            )
            return Value(code=made)
        if isinstance(one.code, Closure | Bound):
            return Value(symbol="types.FunctionType")
        if isinstance(one.code, Ready):
            return Value(symbol="types.CodeType")
    if asked.name == "super":
        this = asked.frame.find("self") or asked.frame.find("this")
        if this is not None and isinstance(this.code, Instance) and this.code.kind.bases:
            for base in this.code.kind.bases:
                if isinstance(base.code, Class):
                    return Value(code=Instance(base.code, this.code.attributes), marks=this.marks)
        return Value(
            symbol=(
                this.code.kind.outside()
                if this is not None and isinstance(this.code, Instance)
                else ""
            )
            or "super()"
        )
    if asked.name == "isinstance":
        return _instance(one, asked.arg(1))
    return unknown()


_TYPES: dict[str, type] = {
    "str": str, "bytes": bytes, "int": int, "float": float, "bool": bool, "unicode": str, "bytearray": bytes,
}  # fmt: skip


def _instance(one: Value, kind: Value) -> Value:
    """Whether a constant is of a built-in type."""
    wanted = _TYPES.get(kind.symbol)
    if wanted is None or (one.const is NOTHING and one.items is None):
        return unknown()
    return Value(isinstance(one.const, wanted) if one.const is not NOTHING else False)


@model(
    "os.environ.get os.getenv os.environ.pop os.environ.setdefault os.getenvb"
    " os.environ.__getitem__ environ.get"
)
def _variable(asked: Asked) -> Value:
    """One variable of the environment, or what stands in for it."""
    value = variable(asked.m, asked.arg(0, "key"), asked.node, asked.frame)
    default = asked.arg(1, "default")
    if default.const is not NOTHING and default.const is not None:
        return Value(marks=value.marks, text=text_of(default))
    return either(default if default.telling else None, value)


@model("functools.partial functools.partialmethod")
def _partial(asked: Asked) -> Value:
    return Value(code=Partial(asked.arg(0), asked.given[1:], asked.named), marks=asked.marks)


@model("operator.methodcaller operator.attrgetter operator.itemgetter")
def _operator(asked: Asked) -> Value:
    return Value(symbol=asked.name + "()", items=list(asked.given), marks=asked.marks)


@model("operator.getitem operator.itemgetter() dict.get dict.__getitem__ list.__getitem__")
def _item(asked: Asked) -> Value:
    return element(asked.m, asked.arg(0), asked.arg(1), asked.node, asked.frame)


@model(
    "threading.Thread threading.Timer multiprocessing.Process atexit.register signal.signal"
    " _thread.start_new_thread threading._start_new_thread asyncio.run asyncio.create_task"
    " asyncio.ensure_future asyncio.gather concurrent.futures.ThreadPoolExecutor.submit"
    " concurrent.futures.ThreadPoolExecutor.map concurrent.futures.ProcessPoolExecutor.submit"
    " concurrent.futures.ProcessPoolExecutor.map sys.settrace multiprocessing.Pool.apply_async"
    " multiprocessing.Pool.apply schedule.every().do sched.scheduler.enter"
    " asyncio.get_event_loop().run_until_complete asyncio.new_event_loop().run_until_complete"
    " asyncio.get_event_loop.run_until_complete tkinter.Tk.after thread.start_new_thread"
    " threading.Thread.start sys.addaudithook threading.setprofile gevent.spawn trio.run"
)
def _runner(asked: Asked) -> Value:
    """Something that calls what it is given, sooner or later, by itself."""
    target = asked.named.get("target") or asked.named.get("function")
    given = asked.named.get("args")
    several = list(given.items) if given is not None and isinstance(given.items, list) else []
    places = [one for one in asked.given if isinstance(one.code, Closure | Bound | Partial)]
    if target is None and places:
        target = places[0]
        place = asked.given.index(target)
        rest = asked.given[place + 1 :]
        several = list(rest[0].items) if rest and isinstance(rest[0].items, list) else rest
    if target is not None:
        asked.m.call(target, several, {}, asked.node, asked.frame)
    return asked.result()


@model(
    "keyboard.on_press keyboard.on_release keyboard.hook keyboard.add_hotkey"
    " pynput.keyboard.Listener pynput.mouse.Listener keyboard.on_press_key pyHook.HookManager"
)
def _listener(asked: Asked) -> Value:
    """What is typed goes to the function that is handed in."""
    marks = asked.mark(Taint.KEYSTROKES)
    if "mouse" not in asked.name:
        asked.act(Act.CAPTURE, marks)
    for one in (*asked.given, *asked.named.values()):
        if isinstance(one.code, Closure | Bound):
            asked.m.call(one, [unknown(marks)], {}, asked.node, asked.frame)
    return asked.result(marks)


@model("setuptools.setup distutils.core.setup setup skbuild.setup")
def _setup(asked: Asked) -> Value:
    """Commands whose classes run while the package is installed."""
    commands = asked.named.get("cmdclass")
    for one in (
        commands.items.values() if commands is not None and isinstance(commands.items, dict) else ()
    ):
        if isinstance(one.code, Class):
            made = asked.m.call(one, [], {}, asked.node, asked.frame)
            for name in (
                "initialize_options",
                "finalize_options",
                "run",
                "build_extension",
                "build_extensions",
            ):
                found = one.code.find(name)
                if found is not None and isinstance(found.code, Closure):
                    asked.m.call(found, [made], {}, asked.node, asked.frame)
        elif isinstance(one.code, Closure):
            asked.m.call(one, [], {}, asked.node, asked.frame)
    return unknown()


@model("print logging.info sys.stdout.write time.sleep logging.debug warnings.warn")
def _quiet(asked: Asked) -> Value:
    return Value(None)


@model(
    "base64.b64encode base64.urlsafe_b64encode base64.b85encode binascii.hexlify zlib.compress"
    " codecs.encode urllib.parse.quote base64.b32encode base64.encodebytes"
)
def _encoded(asked: Asked) -> Value:
    from ostiary.program.decode.catalogue import decode

    data = plain(asked.arg(0))
    if data is not NOTHING:
        rest = [plain(one) for one in asked.given[1:]]
        folded = decode(asked.name, (data, *rest), {})
        if folded is not None:
            return wrap(folded, asked.marks, asked.arg(0).how)
    marks = joined(asked.marks, asked.mark(Taint.ENCODED)) if asked.marks else asked.marks
    return unknown(marks)
