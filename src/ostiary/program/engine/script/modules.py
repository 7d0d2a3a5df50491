"""How does JavaScript come by modules, turn text into code, and start functions and programs later?"""

from ostiary.core.regex import regex
from ostiary.program.behaviours import javascript
from ostiary.program.decode.catalogue import decode
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.brought import loaded
from ostiary.program.engine.code import Bound, Closure, Made, Partial
from ostiary.program.engine.effects import executed, process
from ostiary.program.engine.files import opened
from ostiary.program.engine.handovers import early
from ostiary.program.engine.names import symbol
from ostiary.program.engine.places import path_marks
from ostiary.program.engine.script.objects import parsed
from ostiary.program.engine.script.pages import gone_to, loads_script
from ostiary.program.engine.script.workers import BLOB_ADDRESS
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.value import (
    CLEAN,
    HOLE,
    Value,
    joined,
    marked,
    text_of,
    unknown,
)
from ostiary.program.flow import Act, Taint


@model(
    "require module.require import process.mainModule.require require.main.require module._load"
    " module.constructor._load process.mainModule.constructor._load Module._load module.Module._load"
    " process.getBuiltinModule"
)
def _require(asked: Asked) -> Value:
    name = asked.arg(0)
    if (held := _of_secret(asked, text_of(name))) is not None:
        return held
    if name.symbol.endswith(BLOB_ADDRESS) and name.base is not None:
        asked.given, asked.name = [marked(name.base, name.marks)], "eval"
        return executed(asked)
    if not isinstance(name.const, str):
        if name.symbol.endswith(BLOB_ADDRESS) or text_of(name).startswith("data:"):
            asked.act(Act.EXECUTE, name.marks, text=text_of(name).partition(",")[2] or HOLE)
        gone_to(asked, text_of(name))
        loaded(asked, text_of(name))
        asked.act(Act.IMPORT, joined(name.marks, asked.mark(Taint.COMPUTED)), text=text_of(name))
        return unknown(name.marks)
    if name.const.endswith(".jsc"):
        asked.act(Act.EXECUTE, asked.mark(Taint.PROTECTED), text=name.const, target=name.const)
    if name.const.startswith("data:"):
        return _in_address(asked, name)
    loads_script(asked.m, name.const, asked.node, asked.frame)
    if name.how or Taint.DECODED in name.marks:
        asked.act(Act.IMPORT, name.marks, text=name.const)
    inner = asked.m.package.imported(asked.frame, name.const)
    if inner is not None:
        return inner
    if (data := _of_json(asked, name.const)) is not None:
        return data
    loaded(asked, name.const)
    meant = asked.m.package.moments.alias(asked.frame.module.path, name.const)
    return symbol(asked.m, meant, CLEAN, asked.node, asked.frame)


@model(
    "module.createRequire module.createRequireFromPath module.Module.createRequire Module.createRequire"
)
def _made(_: Asked) -> Value:
    """A `require` of one's own, for a file of any name."""
    return Value(symbol="require")


def _of_json(asked: Asked, name: str) -> Value | None:
    """Data that came along; the ending may be left out."""
    for path in (name, f"{name}.json") if name.startswith((".", "/")) else ():
        here = asked.frame.module.path
        content = asked.m.package.members.content(here, path) if path.endswith(".json") else None
        if content:
            asked.given = [Value(content.decode("utf-8", "replace"))]
            return parsed(asked)
    return None


_OWN = regex(r"(?:\.{1,2}/)+(?:[\w-]+/)*[\w-]+(?:\.[cm]?[jt]sx?)?$")
"""A module beside the one at hand: its name says what it is about, and no folder of it is hidden."""


def _of_secret(asked: Asked, path: str) -> Value | None:
    """Data of JSON that lie where credentials lie: a module like any other; None for all others."""
    if "/" not in path or _OWN.match(path) or LOOT.isdisjoint(path_marks(path)):
        return None
    marks = opened(path, asked.node, asked.m, asked.frame)
    asked.act(Act.READ, marks, target=path)
    return unknown(marks)


def _in_address(asked: Asked, name: Value) -> Value:
    """A module whose text stands in its address."""
    head, _, body = str(name.const).partition(",")
    packed = head.endswith(";base64")
    text = decode("atob" if packed else "decodeURIComponent", (body,), {})
    if not isinstance(text, str):
        text = str(name.const)
    how = (*name.how, "base64") if packed else name.how
    marks = name.marks
    if asked.name != "module.register" or packed:  # people write short hooks in there
        marks = joined(asked.mark(Taint.DECODED, "an address that holds a module"), marks)
    asked.given = [Value(text, marks=marks, how=how)]
    asked.name = "eval"
    return executed(asked)


@model("process.binding process._linkedBinding process.dlopen")
def _binding(asked: Asked) -> Value:
    asked.act(Act.NATIVE, asked.marks, text=asked.text(0), target=asked.name)
    name = asked.arg(0).const
    if name in {"spawn_sync", "process_wrap"}:
        return Value(symbol="child_process")
    return asked.result()


@model(
    "Function Function.constructor vm.runInThisContext vm.runInNewContext vm.runInContext vm.Script"
    " vm.compileFunction module._compile Module.prototype._compile module.constructor._compile"
)
def _function(asked: Asked) -> Value:
    """Text as code; the last argument of `Function` is its body."""
    if asked.name.startswith("Function"):
        asked.name = "Function"
    names = asked.arg(1).items
    if asked.name == "vm.compileFunction" and isinstance(names, list):
        asked.given, asked.name = [*names, asked.arg(0)], "Function"
    if asked.given and asked.name == "Function":
        for one in asked.given[:-1]:
            if one.code is not None:
                return unknown()
        if len(asked.given) > 1 and (made := _with_names(asked)) is not None:
            return made
    return executed(asked)


def _with_names(asked: Asked) -> Value | None:
    """`Function(names, body)` as the function that it makes (ECMA-262, 20.2.1.1.1)."""
    names, body = [one.const for one in asked.given[:-1]], asked.given[-1]
    if not all(isinstance(one, str) for one in names) or not isinstance(body.const, str):
        return None
    text = f"(function anonymous({','.join(map(str, names))}\n) {{\n{body.const}\n}})"
    whole = Value(text, marks=body.marks, how=body.how)
    made = executed(Asked(asked.m, "eval", asked.target, [whole], {}, asked.node, asked.frame))
    return made if isinstance(made.code, Closure) else None


@model("vm.Script.runInThisContext vm.Script.runInNewContext vm.Script.runInContext")
def _script(asked: Asked) -> Value:
    return unknown(asked.marks)


_HANDED = {"setTimeout": 2, "setInterval": 2, "setImmediate": 1, "process.nextTick": 1}
"""Where the arguments for the function begin."""


_KEYS = frozenset({"keydown", "keyup", "keypress"})
_FIELDS = frozenset({"input", "change", "submit"})
"""Events anywhere on a page that tell what is typed, and what stands in its fields."""


@model(
    "setTimeout setInterval setImmediate queueMicrotask process.nextTick requestAnimationFrame"
    " addEventListener window.addEventListener document.addEventListener"
)
def _later(asked: Asked) -> Value:
    one = asked.arg(0)
    if isinstance(one.const, str) and asked.name in {"setTimeout", "setInterval"}:
        asked.name = "eval"
        return executed(asked)
    event = one.const if isinstance(one.const, str) else ""
    marks = CLEAN
    if event in _KEYS or (event in _FIELDS and early(asked.m)):
        marks = asked.mark(Taint.KEYSTROKES)
    elif event in {"paste", "copy"}:
        marks = asked.mark(Taint.CLIPBOARD)
    result: Value = unknown()
    handed = asked.given[_HANDED[asked.name] :] if asked.name in _HANDED else []
    for each in asked.given[:3]:
        if isinstance(each.code, (Closure, Bound, Partial)) or each.symbol in javascript.table():
            given = handed or [unknown(marks), unknown()]
            result = asked.m.call(each, given, {}, asked.node, asked.frame)
    return Value(symbol="Promise()", marks=joined(asked.marks, result.marks))


@model(
    "child_process.exec child_process.execSync child_process.spawn child_process.spawnSync"
    " child_process.execFile child_process.execFileSync child_process.fork child_process.Process.spawn"
)
def _process(asked: Asked) -> Value:
    value = process(asked)
    options = asked.given[-1].items if asked.given else None
    if isinstance(options, dict):
        words = options["execArgv"].items if "execArgv" in options else None
        if isinstance(words, list) and words:  # of the interpreter itself, before the file
            given = [Value("node"), Value(items=[*words, asked.arg(0)])]
            process(
                Asked(
                    asked.m, "child_process.spawn", asked.target, given, {}, asked.node, asked.frame
                )
            )
        stdio = options.get("stdio")
        if stdio is not None and Taint.SOCKET in stdio.marks:
            asked.act(Act.JOIN, stdio.marks)
    return value


@model("console.log console.error console.warn console.info console.debug")
def _quiet(asked: Asked) -> Value:
    del asked
    return Value(None)


@model("util.promisify util.inspect Symbol bind")
def _through(asked: Asked) -> Value:
    one = asked.arg(0)
    return one if one.code is not None or one.symbol else unknown(asked.marks)


@model("module.registerHooks Module.registerHooks")
def _hooked(asked: Asked) -> Value:
    """Functions through which each module goes; what they give as its source is code."""
    hooks = asked.arg(0).items
    for name in ("resolve", "load") if isinstance(hooks, dict) else ():
        one = hooks.get(name) if isinstance(hooks, dict) else None
        if one is None or not isinstance(one.code, (Closure, Bound)):
            continue
        made = asked.m.call(one, [unknown()] * 3, {}, asked.node, asked.frame)
        source = made.items.get("source") if isinstance(made.items, dict) else None
        if source is not None:
            executed(Asked(asked.m, "eval", asked.target, [source], {}, asked.node, asked.frame))
    return unknown()


@model("module.register")
def _registered(asked: Asked) -> Value:
    """A module through whose functions all others go: it is loaded at once, from wherever it lies."""
    name = asked.arg(0)
    text = name.const if isinstance(name.const, str) else text_of(name)
    if text.startswith("data:") and HOLE in text:
        asked.act(Act.EXECUTE, name.marks, text=text)
    elif HOLE not in text:
        one = Value(text.removeprefix("file:"), marks=name.marks, how=name.how)
        if text.startswith("data:"):
            return _in_address(asked, one)
        asked.m.package.begin(asked.frame, str(one.const))
    return unknown(name.marks)


@model("FinalizationRegistry")
def _registry(asked: Asked) -> Value:
    return asked.result(code=Made(asked.given, {}))


@model("FinalizationRegistry.register")
def _finalised(asked: Asked) -> Value:
    """The function is handed what was kept for an object, once that is gone."""
    code = asked.target.code
    function = code.given[0] if isinstance(code, Made) and code.given else unknown()
    if isinstance(function.code, (Closure, Bound)) or function.symbol == "eval":
        asked.m.call(function, [asked.arg(1)], {}, asked.node, asked.frame)
    return unknown()
