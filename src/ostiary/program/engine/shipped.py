"""Which file of its own package does a program ask for, by whichever name of the standard library?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import File
from ostiary.program.engine.files import opened_at
from ostiary.program.engine.value import HOLE, Value, text_of, unknown

_OWN = frozenset({"__name__", "__package__", "__spec__.name", "__spec__.parent"})


@model("importlib.resources.files importlib_resources.files")
def _folder(asked: Asked) -> Value:
    """The folder of a package: its own as a path, another one as what it is."""
    if asked.given and not _is_own(asked):
        return asked.result()
    return Value(symbol="pathlib.Path()", marks=asked.marks, text=".")


@model(
    "pkgutil.get_data importlib.resources.read_text importlib.resources.read_binary"
    " importlib_resources.read_text importlib_resources.read_binary pkg_resources.resource_string"
)
def _content(asked: Asked) -> Value:
    """What stands in a file of a package."""
    return opened_at(asked, _place(asked), text=asked.name.endswith("text"))


@model("__loader__.get_data __spec__.loader.get_data")
def _loaded(asked: Asked) -> Value:
    """The loader of the file reads another one, by its path."""
    return opened_at(asked, asked.text(0) or HOLE, text=False)


@model(
    "importlib.resources.open_text importlib.resources.open_binary pkg_resources.resource_stream"
    " importlib_resources.open_text importlib_resources.open_binary"
)
def _opened(asked: Asked) -> Value:
    """An open file of a package."""
    path = _place(asked)
    return Value(code=File(path, "r" if asked.name.endswith("text") else "rb"), text=path)


@model("pkg_resources.resource_filename importlib.resources.path importlib_resources.path")
def _path(asked: Asked) -> Value:
    """The path of a file of a package."""
    return unknown(asked.marks, _place(asked))


def _is_own(asked: Asked) -> bool:
    """Whether the package that is named is the one that asks."""
    named = asked.arg(0, "package")
    told = named.symbol or text_of(named)
    folders = asked.frame.module.path.split("/")[:-1]
    return told in _OWN or (bool(told) and told.split(".") == folders[-len(told.split(".")) :])


def _place(asked: Asked) -> str:
    name = asked.text(1, "resource") or HOLE
    return f"./{name}" if _is_own(asked) else f"{HOLE}/{name}"
