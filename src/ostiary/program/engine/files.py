"""What do open files give and take?"""

from typing import Any

from ostiary.core.regex import regex
from ostiary.program.decode.catalogue import decode
from ostiary.program.engine.archived import part_of
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import File, Frame
from ostiary.program.engine.commands import look_into_file
from ostiary.program.engine.keeping import holds, keep, keep_in, loot_of, shown
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.memory import UNPACKED, Buffer, unpacked_in_memory
from ostiary.program.engine.places import path_marks, starts
from ostiary.program.engine.script.pages import gone_to
from ostiary.program.engine.sockets import into_socket
from ostiary.program.engine.value import HOLE, Marks, Value, joined, marks_of, text_of, unknown
from ostiary.program.flow import Act, Taint

_OPENERS = (
    "open io.open io.FileIO io.open_code tokenize.open codecs.open os.open os.fdopen"
    " builtins.open aiofiles.open gzip.open bz2.open"
    " lzma.open zipfile.ZipFile tarfile.open pyzipper.AESZipFile py7zr.SevenZipFile rarfile.RarFile"
)
_READS = frozenset(
    {"read", "readline", "readlines", "read_text", "read_bytes", "readinto", "open", "getvalue"}
)
_WRITES = frozenset(
    {"write", "writelines", "write_text", "write_bytes", "writestr", "dump", "truncate"}
)

_AT_START = (".pth", "sitecustomize.py", "usercustomize.py")

_SHARE = regex(r"(?://|\\\\)(?:\?\\UNC\\)?((?:[\w-]+\.)+[a-zA-Z0-9-]{2,})(?:@[\w@]+)?[\\/]")
"""A path whose first part is another machine that shares its files."""

_PUTS = frozenset({"write", "add", "writestr", "addfile"})
_GIVEN = frozenset({"writestr", "addfile"})
"""Methods that put into an archive what they are handed, under a name of their own."""

_ARCHIVES = ("zipfile.", "tarfile.", "pyzipper.", "py7zr.")
_PACKED = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz")
"""Endings of archives, to which files are added by their paths."""


def opened(path: str, node: Any, m: Machine, frame: Frame) -> Marks:
    """What reading the file at a path brings in."""
    path = path.removeprefix("file://")
    marks = dict(m.mark(Taint.FILE, node, frame, path))
    folder = m.package.members.folder
    if folder and not path.startswith(("/", "~", "\\", "%", HOLE)) and path[1:2] != ":":
        path = f"{folder}/{path}"
    for kind in path_marks(path) if "://" not in path else ():  # no file lies at an address
        marks[kind] = m.spot(node, frame, path)
    return marks


def inside(marks: Marks, path: str) -> Marks:
    """What of a path also says something of the file there: where it lies is not what it holds.

    To another machine the path itself goes.
    """
    if Taint.HOST not in marks or _SHARE.match(path) or "://" in path:
        return marks
    return {kind: spot for kind, spot in marks.items() if kind != Taint.HOST}


@model(_OPENERS)
def open_(asked: Asked) -> Value:
    """A file is opened; what it holds comes in when it is read."""
    path = asked.text(0, "file", "filename", "name")
    if asked.script and gone_to(asked, path):
        return asked.result()
    if (plain := unpacked_in_memory(asked)) is not None:
        return plain
    mode = text_of(asked.arg(1, "mode")) if len(asked.given) > 1 or "mode" in asked.named else "r"
    if asked.name == "os.open":
        mode = "w" if "O_WRONLY" in mode or "O_CREAT" in mode else "r"
    carried = inside(asked.arg(0, "file").marks, path)
    whole = asked.name.startswith(_ARCHIVES)
    file = File(path, mode, whole, asked.arg(0, "file", "fileobj"), UNPACKED.get(asked.name, ""))
    value = Value(code=file, marks=carried, text=path)
    if mode == "r" or ("r" in mode and "+" not in mode):
        held = joined(asked.m.package.members.written(path), carried)
        value.marks = joined(opened(path, asked.node, asked.m, asked.frame), held)
        note(asked, path, value)
    elif starts(path) or ("w" in mode and Taint.LISTING in carried):
        # whatever puts something there: a printer, a log, a map of memory; what lay there is gone
        asked.act(Act.WRITE, carried, target=path)
    return value


def shipped(asked: Asked, file: File) -> bytes | None:
    """What reading an open file of the artifact gives; None where that is not known."""
    content = asked.m.package.members.content(asked.frame.module.path, file.path)
    if content is None or not file.codec:
        return content
    plain = decode(file.codec, (content,), {})
    return plain if isinstance(plain, bytes) else None


def note(asked: Asked, path: str, value: Value) -> None:
    """Reading something that thieves look for is worth a note by itself."""
    kinds = (Taint.SECRET, Taint.BROWSER, Taint.WALLET, Taint.MEMORY, Taint.ENVIRONMENT)
    if any(one in value.marks for one in kinds):
        asked.act(Act.READ, value.marks, target=path)


def of_file(asked: Asked, base: Value, file: File, name: str) -> Value:
    """A method of an open file."""
    if name in _READS:
        return _taken(asked, base, file, name)
    if (file.packed or file.path.endswith(_PACKED)) and name in _PUTS:
        inner = opened(asked.text(0), asked.node, asked.m, asked.frame)
        held = joined({} if name in _GIVEN else inner, base.marks, asked.marks)
        written(asked, file.path, held, "")
        if file.into is not None:
            file.into.marks = joined(file.into.marks, held)
            asked.m.gains(file.into)
        return unknown()
    if name in {"extractall", "extract"}:
        return unpacked(asked, base.marks, asked.text(int(name == "extract"), "path") or ".")
    if name in _WRITES or name.startswith("write"):
        if file.into is not None and holds(file.into):
            keep_in(asked.m, file.into, loot_of(asked.given))
        written(asked, file.path, joined(base.marks, asked.marks), asked.text(0))
        look_into_file(asked, file.path, asked.arg(0))
        asked.m.package.members.scripted(file.path, asked.text(0))
        return unknown()
    if name in {"__enter__", "__iter__"}:
        return base
    return unknown(base.marks)


def _taken(asked: Asked, base: Value, file: File, name: str) -> Value:
    """What reading an open file gives, or the part of an archive that is opened."""
    if name == "open" and file.packed and "w" in asked.text(1, "mode"):
        return Value(code=File(file.path, "w", packed=True, into=file.into), text=file.path)
    # what is read out of an archive is a part of it
    if file.packed and name in {"read", "open"} and (part := part_of(asked, file)) is not None:
        part.marks = joined(part.marks, base.marks)
        if name == "read":
            return part
        return Value(symbol="io.BytesIO()", marks=part.marks, code=Buffer(part))
    content = None if file.packed else shipped(asked, file)
    if content is not None and name in {"read", "read_text", "read_bytes"}:
        data: str | bytes = content
        if "b" not in file.mode and name != "read_bytes":
            data = content.decode("utf-8", "replace")
        return Value(data, marks=base.marks)
    held = joined(base.marks, asked.m.package.members.written(file.path))
    if name == "readinto":
        asked.arg(0).marks = joined(asked.arg(0).marks, held)
    return unknown(held, HOLE)


def written(asked: Asked, path: str, marks: object, text: str) -> None:
    """Something is written to a path, which may lie on another machine."""
    carried = asked.marks if not isinstance(marks, dict) else marks
    shared = _SHARE.match(path)
    if shared is not None and not asked.script:
        asked.act(Act.SEND, carried, text=text, target=shared[1])
    asked.act(Act.WRITE, carried, text=text, target=path)
    asked.m.package.members.wrote(path, carried)


@model("print")
def _printed(asked: Asked) -> Value:
    """What is printed goes to a file, if one is named."""
    target = asked.named.get("file")
    if target is not None and isinstance(target.code, File):
        of_file(asked, target, target.code, "write")
    elif target is None or target.const is None:
        shown(asked, "sys.stdout")
    elif not into_socket(asked, target, marks_of(asked.given)):
        keep(asked)
    return Value(None)


@model("os.write")
def _raw_written(asked: Asked) -> Value:
    """Bytes go to a descriptor, which stands for the file that it was opened for."""
    target = asked.arg(0)
    held = not isinstance(target.code, File)
    if held and into_socket(asked, target, asked.arg(1).marks):
        return unknown()
    if held and holds(target):
        keep(asked)
        return unknown()
    path = target.code.path if isinstance(target.code, File) else text_of(target)
    written(asked, path, dict(asked.arg(1).marks), asked.text(1))
    look_into_file(asked, path, asked.arg(1))
    return unknown()


@model("pathlib.Path.read_text pathlib.Path.read_bytes pathlib.Path.open")
def _path_read(asked: Asked) -> Value:
    path = asked.target.text or asked.text(0) or HOLE  # the function of the class is given the path
    mode = asked.text(0, "mode") or "r"
    if asked.name.endswith(".open"):
        inner = Value(code=File(path, mode), marks=inside(asked.target.marks, path), text=path)
        if "w" not in mode and "a" not in mode:
            inner.marks = joined(opened(path, asked.node, asked.m, asked.frame), inner.marks)
        return inner
    return opened_at(asked, path, text=not asked.name.endswith("bytes"))


def opened_at(asked: Asked, path: str, *, text: bool) -> Value:
    """What stands in the file at a path, and all that is known of it."""
    held = joined(asked.m.package.members.written(path), inside(asked.target.marks, path))
    marks = joined(opened(path, asked.node, asked.m, asked.frame), held)
    value = Value(marks=marks, text=HOLE)
    note(asked, path, value)
    content = asked.m.package.members.content(asked.frame.module.path, path)
    if content is not None:
        value.const = content.decode("utf-8", "replace") if text else content
    return value


@model("pathlib.Path.write_text pathlib.Path.write_bytes")
def _path_write(asked: Asked) -> Value:
    written(asked, asked.target.text or HOLE, asked.marks, asked.text(0))
    look_into_file(asked, asked.target.text or HOLE, asked.arg(0))
    asked.m.package.members.scripted(asked.target.text or HOLE, asked.text(0))
    return unknown()


def moved(asked: Asked) -> Marks:
    """What a file that is copied or gets another name was made of."""
    path = asked.text(0)
    held = asked.m.package.members.written(path)
    return joined(held, opened(path, asked.node, asked.m, asked.frame))


@model(
    "shutil.copy shutil.copyfile shutil.copy2 shutil.move os.rename os.replace shutil.copytree"
    " os.link os.symlink"
)
def copied(asked: Asked) -> Value:
    """A file is put somewhere else, or gets another name, the first argument behind the second."""
    marks = joined(moved(asked), asked.marks)
    members, here, target = asked.m.package.members, asked.frame.module.path, asked.text(1)
    members.sources.copied(here, asked.text(0), target)
    # What only now becomes something that Python runs at its start; all else is looked at where it lies.
    becomes = target.endswith(_AT_START) and not asked.text(0).endswith(_AT_START)
    held = members.content(here, asked.text(0)) if becomes else None
    written(asked, target, marks, held.decode("utf-8", "replace") if held else "")
    look_into_file(asked, target, Value(held))
    return unknown(marks)


@model("shutil.copyfileobj")
def _poured(asked: Asked) -> Value:
    target = asked.arg(1).code
    if isinstance(target, File):
        written(asked, target.path, asked.arg(0).marks, "")
    else:
        into_socket(asked, asked.arg(1), asked.arg(0).marks)
    asked.arg(1).marks = joined(asked.arg(1).marks, asked.arg(0).marks)
    return unknown()


@model("pickle.load cPickle.load configparser.ConfigParser.read_file")
def _loaded(asked: Asked) -> Value:
    held = asked.arg(0, "file").code
    if isinstance(held, Buffer) and held.content is not None and "pickle" in asked.name:
        given = [held.content]
        return asked.m.call(Value(symbol="pickle.loads"), given, {}, asked.node, asked.frame)
    if "pickle" in asked.name:
        asked.act(Act.LOAD, asked.marks, text=asked.text(0), target=asked.text(0))
    if asked.name.endswith("read_file"):
        asked.keep(asked.marks)
    return unknown(asked.marks)


@model("json.dump")
def dumped(asked: Asked) -> Value:
    """An object is written to the open file, or the object outside, that is told second."""
    target = asked.arg(1).code
    if isinstance(target, File):
        written(asked, target.path, asked.arg(0).marks, asked.text(0))
    elif not into_socket(asked, asked.arg(1), asked.arg(0).marks):
        keep(asked)
    return unknown()


def unpacked(asked: Asked, held: Marks, folder: str) -> Value:
    """What comes out of an archive that was fetched lies in a folder, and is started from there."""
    told = held.get(Taint.NETWORK)
    if told is not None:
        mark = asked.mark(Taint.NETWORK, f"the archive that is {told.what}")
        if folder in {".", "./"}:
            asked.m.package.members.here = mark
        else:
            asked.m.package.members.cloned(folder, mark)
    return unknown(held, folder)
