"""Which folders do functions name: of packages, of people, for a while; and what lies in them?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import File
from ostiary.program.engine.value import HOLE, Value, joined, unknown
from ostiary.program.flow import Taint


@model(
    "site.getsitepackages site.getusersitepackages sysconfig.get_path sysconfig.get_paths"
    " distutils.sysconfig.get_python_lib"
)
def _packages(asked: Asked) -> Value:
    """The folder into which packages are installed."""
    folder = unknown(text="site-packages")
    if asked.name.endswith("getsitepackages"):
        return Value(items=[folder])
    return Value(items={"purelib": folder}) if asked.name.endswith("get_paths") else folder


@model("pathlib.Path.home os.path.expanduser os.homedir")
def _home(asked: Asked) -> Value:
    text = asked.text(0) or "~"
    symbol = "pathlib.Path()" if asked.name.startswith("pathlib") else ""
    return Value(symbol=symbol, marks=asked.marks, text=text)


@model("os.getcwd os.getcwdb pathlib.Path.cwd")
def _here(asked: Asked) -> Value:
    """The folder at hand says whose machine it is, and begins a path."""
    symbol = "pathlib.Path()" if asked.name.startswith("pathlib") else ""
    return Value(symbol=symbol, marks=asked.mark(Taint.HOST), text=".")


_SHARED = frozenset({"tempfile.gettempdir", "os.tmpdir"})


@model(
    "tempfile.gettempdir tempfile.mkdtemp os.tmpdir tempfile.NamedTemporaryFile"
    " tempfile.TemporaryFile tempfile.mktemp tempfile.mkstemp"
)
def _temporary(asked: Asked) -> Value:
    """A new file or folder has a name of its own: what lies in one says nothing of what lies in another."""
    own = "" if asked.name in _SHARED else f"/new{getattr(asked.node, 'lineno', 0):05}"
    path = f"%TEMP%{own}{asked.text(0, 'suffix')}"
    if asked.name == "tempfile.mkstemp":
        return Value(items=[Value(code=File(path, "w"), text=path), unknown(text=path)])
    if asked.name.startswith("tempfile.NamedTemporary"):
        return Value(code=File(path, "w"), text=path)
    return unknown(text=path)


@model(
    "os.walk os.listdir os.scandir glob.glob glob.iglob"
    " pathlib.Path.iterdir pathlib.Path.glob pathlib.Path.rglob"
)
def _listed(asked: Asked) -> Value:
    """Names of files, of which it is known below which place they lie."""
    marks = joined(asked.mark(Taint.LISTING), asked.marks)
    if asked.name.startswith("pathlib"):
        place = f"{asked.target.text or HOLE}/{asked.text(0)}".rstrip("/")
        return Value(symbol="pathlib.Path()", marks=marks, text=place)
    return asked.result(marks, text=asked.text(0) or HOLE)
