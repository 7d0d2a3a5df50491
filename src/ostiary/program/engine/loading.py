"""What comes in when code is loaded by the place of its file, out of an archive, or from another folder?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Class, Closure, Instance, Module
from ostiary.program.engine.effects import executed
from ostiary.program.engine.imports import FETCHED
from ostiary.program.engine.members import last_name
from ostiary.program.engine.places import anybodys
from ostiary.program.engine.value import Value, joined, unknown
from ostiary.program.flow import Act, Taint
from ostiary.program.python.tables import LEFT_OUT


@model(LEFT_OUT)
def _left_out(asked: Asked) -> Value:
    """A table that was too large to be read: what is made of it is as little known as what is decoded."""
    return unknown(asked.mark(Taint.DECODED, "a table that is too large to be read"))


_ARCHIVES = (".zip", ".egg", ".whl", ".pyz", ".pyzw", ".jar", ".par", ".xar")
"""Endings under which an archive of code does not hide that it is one."""

_CODE = (".py", ".pyc", ".pyw", ".so", ".pyd")

_PLAIN = (*_ARCHIVES, *_CODE, ".cfg", ".ini", ".toml", ".txt", ".md", ".rst", ".yaml", ".yml")
"""Files beside which code is looked for: a folder may be all that was meant."""


@model(
    "importlib.util.spec_from_file_location importlib.machinery.SourceFileLoader imp.load_source"
    " importlib.machinery.SourcelessFileLoader"
)
def _by_place(asked: Asked) -> Value:
    """A module by the path of its file: one of the artifact is what an import of it would be."""
    path = asked.text(1, "location", "path", "pathname")
    if asked.text(0, "name", "fullname") == "__main__":
        asked.m.package.begin(asked.frame, path)
    module = asked.m.package.at_place(asked.frame, path)
    value = executed(asked)
    if module is None:
        return value
    return Value(symbol=value.symbol, code=module, marks=value.marks)


@model(
    "importlib.util.module_from_spec importlib.machinery.SourceFileLoader.load_module"
    " importlib.util.spec_from_file_location.loader.load_module"
)
def _made(asked: Asked) -> Value:
    """The module that a specification stands for."""
    for one in (*asked.given, asked.target, asked.target.base):
        if one is not None and isinstance(one.code, Module):
            return Value(code=one.code, marks=one.marks)
    return unknown(asked.marks)


@model("zipimport.zipimporter sys.path.insert sys.path.append site.addsitedir")
def _importing(asked: Asked) -> Value:
    """Where further imports come from: a file of the artifact, or a folder that was filled before."""
    path = asked.text(1 if asked.name == "sys.path.insert" else 0)
    name = last_name(path)
    if cloned := asked.m.package.members.of_clone(path):
        asked.frame.file().names[FETCHED] = unknown(cloned)
    marks = joined(asked.m.package.members.written(path), asked.marks)
    shipped = "." in name and asked.m.package.moments.holds(name)
    plain = (*_ARCHIVES, *_CODE) if asked.name.startswith("zipimport") else _PLAIN
    if shipped and not name.lower().endswith(plain):
        asked.act(Act.EXECUTE, asked.mark(Taint.SHIPPED, name), target=path)
    elif (asked.name.startswith("zipimport") and Taint.NETWORK in marks) or anybodys(path):
        asked.act(Act.EXECUTE, marks, target=path)
    return asked.result(marks)


@model("os.add_dll_directory")
def _libraries(asked: Asked) -> Value:
    """Where libraries of machine code are looked for from now on."""
    path = asked.text(0, "path")
    if anybodys(path):
        asked.act(Act.NATIVE, asked.marks, text=path, target=asked.name)
    return asked.result()


_FRAMES = ("inspect.currentframe()", "sys._getframe()", "sys.modules", "__import__()")


@model("inspect.getfile inspect.getsourcefile inspect.getabsfile")
def _file_of(asked: Asked) -> Value:
    """The file in which something of the program is defined; most likely the one that asks."""
    one = asked.arg(0, "object")
    own = isinstance(one.code, (Closure, Class, Instance, Module))
    if not own and not one.symbol.startswith(_FRAMES):
        return asked.result()
    return Value(symbol="__file__", text="./__file__")
