"""What do Python's functions that reach names, types and code by text do?"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.attributes import attribute
from ostiary.program.engine.changes import bound
from ostiary.program.engine.code import Bound, Class, Closure, Instance, Partial, Ready
from ostiary.program.engine.effects import executed
from ostiary.program.engine.elements import by_computed_name, element
from ostiary.program.engine.held import any_room
from ostiary.program.engine.imports import made
from ostiary.program.engine.invoke import invoke
from ostiary.program.engine.keeping import loot_of
from ostiary.program.engine.layers import bytecode
from ostiary.program.engine.names import symbol, variable
from ostiary.program.engine.others import either
from ostiary.program.engine.parsed import only_read, parsed
from ostiary.program.engine.parts import part
from ostiary.program.engine.stores import put, store_name
from ostiary.program.engine.value import (
    CLEAN,
    HOLE,
    NOTHING,
    Value,
    joined,
    marked,
    text_of,
    unknown,
)
from ostiary.program.engine.variables import steered
from ostiary.program.engine.whole import taken_whole
from ostiary.program.flow import Act, Taint


@model(
    "getattr operator.attrgetter() object.__getattribute__ builtins.getattr type.__getattribute__"
    " inspect.getattr_static"
)
def _getattr(asked: Asked) -> Value:
    name = asked.arg(1).const
    if isinstance(name, str):
        base = asked.arg(0)
        for part in name.split(".")[:8]:
            base = attribute(asked.m, base, part, asked.node, asked.frame)
        return base
    base = asked.arg(0)
    return by_computed_name(
        asked.m, base, base.symbol, asked.arg(1), node=asked.node, frame=asked.frame
    )


@model("computed")
def _computed(asked: Asked) -> Value:
    """A built-in function whose name is worked out is called."""
    asked.act(Act.EXECUTE, asked.marks, text=asked.text(0)[:200])
    return unknown(asked.marks)


@model("setattr")
def _setattr(asked: Asked) -> Value:
    name, base = asked.arg(1).const, asked.arg(0)
    if isinstance(name, str):
        store_name(asked.m, base, name, asked.arg(2), node=asked.node, frame=asked.frame)
    elif loot_of([asked.arg(1), asked.arg(2)]):  # under whichever name
        value = part(marked(asked.arg(2), asked.arg(1).marks))
        put(asked.m, base, "%any", value, node=asked.node, frame=asked.frame)
    return Value(None)


@model("__import__ importlib.import_module importlib.__import__ builtins.__import__")
def _import(asked: Asked) -> Value:
    name = asked.arg(0, "name")
    if name.symbol == "__name__":
        return Value(code=asked.frame.module)
    if isinstance(name.const, str):
        if name.how or Taint.DECODED in name.marks:
            asked.act(Act.IMPORT, name.marks, text=name.const)
        whole = name.const
        inner = asked.m.package.imported(asked.frame, whole)
        if inner is not None:
            return inner
        made(asked.m, whole, asked.node, asked.frame)
        if asked.name.endswith("__import__") and not asked.arg(3, "fromlist").items:
            whole = whole.partition(".")[0]
        return symbol(asked.m, whole, CLEAN, asked.node, asked.frame)
    asked.act(Act.IMPORT, joined(name.marks, asked.mark(Taint.COMPUTED)), text=text_of(name))
    if Taint.ARGUMENT in name.marks or _INSIDE.match(text_of(name)):
        return unknown(name.marks)  # a caller's own, or one of a package that is named
    return unknown(joined(name.marks, any_room()))  # whichever it is, its `system` is that of `os`


_INSIDE = regex(rf"(?:\.+|(?:\w+\.)+)(?:\w*{HOLE}|[^\w/\\])")
"""A module of which nobody knows the name, below a package that is named, or the one at hand."""


@model(
    "pkgutil.resolve_name logging.config.BaseConfigurator.resolve logging.config.DictConfigurator.resolve"
    " logging.config._resolve django.utils.module_loading.import_string werkzeug.utils.import_string"
    " twisted.python.reflect.namedAny twisted.python.reflect.namedObject zope.dottedname.resolve.resolve"
    " kombu.utils.imports.symbol_by_name celery.utils.imports.symbol_by_name hydra.utils.get_method"
    " pyramid.util.DottedNameResolver.resolve traitlets.utils.importstring.import_item"
    " airflow.utils.module_loading.import_string"
)
def _resolved(asked: Asked) -> Value:
    """`package.module:name.part`, or the same with dots only."""
    text = asked.arg(0).const
    if not isinstance(text, str):
        return asked.result()
    return symbol(asked.m, text.replace(":", "."), asked.marks, asked.node, asked.frame)


@model("__pyarmor__ pytransform.pyarmor_runtime pyarmor_runtime.__pyarmor__")
def _protected(asked: Asked) -> Value:
    """Code that only its own runtime can read."""
    asked.act(Act.EXECUTE, joined(asked.marks, asked.mark(Taint.PROTECTED)), text="protected code")
    return unknown()


@model("traceback.format_exc sys.exc_info sys.exception")
def _raised(asked: Asked) -> Value:
    """What the handler at hand was handed."""
    caught = asked.m.caught
    return asked.result(joined(asked.marks, caught.marks) if caught is not None else None)


@model("globals.update locals.update vars.update builtins.__dict__.update")
def _names_added(asked: Asked) -> Value:
    """Several names are bound at once."""
    pairs = asked.arg(0).items
    several = list(pairs.items()) if isinstance(pairs, dict) else []
    for key, one in (*several, *asked.named.items()):
        if isinstance(key, str):
            bound(asked.m, asked.frame.file(), key, one)
            asked.frame.file().names[key] = one
    return Value(None)


@model("globals locals vars dir")
def _names(asked: Asked) -> Value:
    if asked.name == "vars" and asked.given:
        return attribute(asked.m, asked.arg(0), "__dict__", asked.node, asked.frame)
    if asked.name == "dir":
        taken_whole(asked.m, asked.arg(0).symbol, asked.node, asked.frame)
    return Value(symbol=f"{asked.name}()")


@model(
    "eval exec compile execfile builtins.exec builtins.eval code.InteractiveInterpreter.runsource"
)
def _exec(asked: Asked) -> Value:
    if asked.name == "compile" and only_read(asked):
        return parsed(asked)
    if asked.name == "execfile":
        asked.act(Act.EXECUTE, asked.m.package.members.written(asked.text(0)), target=asked.text(0))
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


@model("type")
def _type(asked: Asked) -> Value:
    """The type of a value, or a class made out of a name, bases and attributes."""
    one, pairs, bases = asked.arg(0), asked.arg(2).items, asked.arg(1).items
    if isinstance(one.code, Instance):
        return Value(code=one.code.kind)
    if len(asked.given) == 3 and isinstance(pairs, dict):
        attributes = {str(key): value for key, value in pairs.items()}
        above = tuple(bases) if isinstance(bases, list) else ()
        name = one.const if isinstance(one.const, str) else "type"
        return Value(code=Class(name, attributes, above, asked.frame.module, asked.frame.inside))
    if isinstance(one.code, (Closure, Bound)):
        return Value(symbol="types.FunctionType")
    if isinstance(one.code, Ready):
        return Value(symbol="types.CodeType")
    return unknown()


@model("super super.above")
def _super(asked: Asked) -> Value:
    """The object as one of the first class of the program that its own is made from."""
    if asked.script and asked.name == "super":
        return _made_above(asked)
    this = asked.frame.find("self") or asked.frame.find("this")
    if this is None or not isinstance(this.code, Instance):
        return Value(symbol="super()")
    for base in this.code.kind.bases:
        if isinstance(base.code, Class):
            return Value(code=Instance(base.code, this.code.attributes), marks=this.marks)
    return Value(symbol=this.code.kind.outside() or "super()")


def _made_above(asked: Asked) -> Value:
    """`super(...)` of JavaScript: the constructor of the class above runs for this object."""
    this = asked.frame.find("this")
    for base in this.code.kind.bases if this and isinstance(this.code, Instance) else ():
        found = base.code.find("constructor") if isinstance(base.code, Class) else None
        if found is not None and isinstance(found.code, Closure):
            invoke(asked.m, found.code, asked.given, asked.named, this)
            break
    return this or unknown()


@model("object hasattr callable issubclass")
def _kinds(asked: Asked) -> Value:
    del asked
    return unknown()


_TYPES: dict[str, type] = {
    "str": str,
    "bytes": bytes,
    "int": int,
    "float": float,
    "bool": bool,
    "unicode": str,
    "bytearray": bytes,
}


@model("isinstance")
def _instance(asked: Asked) -> Value:
    """Whether a constant is of a built-in type."""
    one, wanted = asked.arg(0), _TYPES.get(asked.arg(1).symbol)
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
    if asked.name.endswith("setdefault"):
        steered(asked.m, asked.text(0, "key"), default, asked.node, asked.frame)
    if default.const is not NOTHING and default.const is not None:
        return Value(marks=value.marks, text=text_of(default))
    return either(default if default.telling else None, value)


@model("functools.partial functools.partialmethod")
def _partial(asked: Asked) -> Value:
    first = [unknown()] if asked.name.endswith("method") else []  # the object, whichever it will be
    given = [*first, *asked.given[1:]]
    return Value(code=Partial(asked.arg(0), given, asked.named), marks=asked.marks)


@model("operator.methodcaller operator.attrgetter operator.itemgetter")
def _operator(asked: Asked) -> Value:
    """What takes a part of an object, made with its name; called itself, it takes that part."""
    names = asked.target.items
    if asked.target.symbol.endswith("()") and asked.given and isinstance(names, list) and names:
        return _part_of(asked, asked.arg(0), names)
    return Value(symbol=asked.name + "()", items=list(asked.given), marks=asked.marks)


def _part_of(asked: Asked, whole: Value, names: list[Value]) -> Value:
    m, node, frame = asked.m, asked.node, asked.frame
    if asked.target.symbol == "operator.itemgetter()":
        return element(m, whole, names[0], node, frame)
    for name in text_of(names[0]).split(".")[:8]:
        whole = attribute(m, whole, name, node, frame)
    if asked.target.symbol == "operator.methodcaller()":
        return m.call(whole, names[1:], {}, node, frame)
    return whole


@model("operator.getitem operator.itemgetter() dict.get dict.__getitem__ list.__getitem__")
def _item(asked: Asked) -> Value:
    return element(asked.m, asked.arg(0), asked.arg(1), asked.node, asked.frame)
