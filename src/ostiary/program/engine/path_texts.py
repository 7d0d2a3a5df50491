"""What do the functions of paths make of what is known of their texts?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.value import HOLE, Value, text_of, unknown


@model("pathlib.Path pathlib.PosixPath pathlib.WindowsPath pathlib.PurePath")
def _path(asked: Asked) -> Value:
    parts = [text_of(one) for one in asked.given]
    return Value(symbol="pathlib.Path()", marks=asked.marks, text="/".join(parts) or ".")


@model("pathlib.Path.joinpath pathlib.Path.resolve pathlib.Path.expanduser pathlib.Path.absolute")
def _path_step(asked: Asked) -> Value:
    parts = [asked.target.text or HOLE, *(text_of(one) for one in asked.given)]
    return Value(symbol="pathlib.Path()", marks=asked.marks, text="/".join(parts))


@model(
    "os.path.join os.path.abspath os.path.realpath os.path.normpath path.join"
    " path.resolve path.normalize"
)
def _joined(asked: Asked) -> Value:
    parts = [text_of(one) for one in asked.given]
    known = all(isinstance(one.const, str) for one in asked.given) and parts
    if asked.name in _FROM_ROOT:
        rooted = [place for place, part in enumerate(parts) if part.startswith("/")]
        parts = parts[rooted[-1] if rooted else 0 :]
    parts = parts[next((place for place, part in enumerate(parts[:-1]) if part), len(parts) - 1) :]
    whole = "/".join(
        part.strip("/") if place else part.rstrip("/") for place, part in enumerate(parts)
    )
    return Value(whole, marks=asked.marks) if known else unknown(asked.marks, whole)


_FROM_ROOT = frozenset({"os.path.join", "path.resolve"})
"""Functions that begin anew with a part that begins at the root."""


@model("os.path.relpath")
def _relative(asked: Asked) -> Value:
    """A path as it is told from the folder at hand, or from another one."""
    whole = asked.given[0] if asked.given else unknown()
    start = asked.given[1] if len(asked.given) > 1 else asked.named.get("start")
    if start is None or start.const == ".":
        return whole
    inner = text_of(whole).removeprefix(f"{text_of(start).rstrip('/')}/")
    known = isinstance(whole.const, str) and inner != whole.const
    text = inner if inner != text_of(whole) else f"{HOLE}/{inner.rpartition('/')[2]}"
    return Value(inner, marks=asked.marks) if known else unknown(asked.marks, text)


@model("os.path.dirname os.path.basename os.path.split path.dirname path.basename")
def _part(asked: Asked) -> Value:
    whole = asked.text(0)
    text = whole.rpartition("/")[0] if "dirname" in asked.name else whole.rpartition("/")[2]
    if "__file__" in whole and "dirname" in asked.name:
        text = "."
    return unknown(asked.marks, text or HOLE)


@model("pathlib.Path.with_name pathlib.Path.with_stem pathlib.Path.with_suffix")
def _beside(asked: Asked) -> Value:
    """Another file in the same folder."""
    folder, _, name = (asked.target.text or HOLE).rpartition("/")
    if name == "__file__":
        name = asked.frame.module.path.rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    given = asked.text(0)
    match asked.name.rpartition(".")[2]:
        case "with_suffix":
            given = f"{stem if dot else name}{given}"
        case "with_stem":
            given = f"{given}{dot}{ending}"
    return Value(symbol="pathlib.Path()", marks=asked.marks, text=f"{folder or '.'}/{given}")


@model("shutil.which distutils.spawn.find_executable")
def _looked_for(asked: Asked) -> Value:
    """A program is looked for by its name, wherever it may lie."""
    return unknown(asked.marks, asked.text(0, "cmd") or HOLE)
