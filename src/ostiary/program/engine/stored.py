"""What lies in databases and archives: what is put into them, and what comes out?"""

from typing import Any

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Closure, File, Frame
from ostiary.program.engine.files import note, opened, unpacked, written
from ostiary.program.engine.keeping import kept
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import HOLE, Marks, Value, joined, unknown
from ostiary.program.flow import Taint


def _folder(path: str, node: Any, m: Machine, frame: Frame) -> Marks:
    """What lies in the folder at a path."""
    return joined(opened(path, node, m, frame), opened(f"{path}/", node, m, frame))


@model("sqlite3.connect")
def _database(asked: Asked) -> Value:
    path = asked.text(0)
    held = asked.marks
    if path not in {":memory:", ""}:
        written = asked.m.package.members.written(path)
        held = joined(opened(path, asked.node, asked.m, asked.frame), written, held)
    value = asked.result(held)
    value.base = Value(code=File(path, "r+"), text=path)  # what is put in stands in the file
    note(asked, path, value)
    return value


@model("shutil.unpack_archive patoolib.extract_archive pyunpack.Archive.extractall")
def _unpacked(asked: Asked) -> Value:
    path = asked.text(0, "filename")
    held = joined(asked.m.package.members.written(path), asked.marks)
    return unpacked(asked, held, asked.text(1, "extract_dir", "outdir") or ".")


@model("zipfile.ZipFile.write zipfile.ZipFile.writestr tarfile.open.add shutil.make_archive")
def _archived(asked: Asked) -> Value:
    whole = asked.name == "shutil.make_archive"
    path = asked.text(2, "root_dir") if whole else asked.text(0)
    held = asked.m.package.members.written(path)
    look = _folder if whole else opened
    marks = joined(
        look(path, asked.node, asked.m, asked.frame),
        held,
        asked.marks,
        asked.mark(Taint.ARCHIVED),
    )
    asked.keep(marks)
    if whole:
        written(asked, asked.text(0), dict(marks), "")
    return unknown(marks)


@model(
    "sqlite3.connect.execute sqlite3.connect.executescript sqlite3.connect.cursor.execute"
    " sqlite3.connect.cursor.executescript"
)
def _told(asked: Asked) -> Value:
    """A statement of a database, which may add the file of another one."""
    marks = asked.marks
    attached = _ATTACHES.match(asked.text(0))
    if attached is not None:
        path = asked.text(1) or attached[1]
        marks = joined(opened(path, asked.node, asked.m, asked.frame), marks)
        asked.keep(marks)
    return kept(asked, asked.result(marks))


_ATTACHES = regex(r"(?is)^\s*attach\s+(?:database\s+)?['\"]?([^'\"]*)")


@model("sqlite3.connect.backup")
def _backed_up(asked: Asked) -> Value:
    target = asked.arg(0, "target")
    target.marks = joined(target.marks, asked.target.marks)
    return Value(None)


@model("sqlite3.connect.create_function sqlite3.connect.create_aggregate")
def _called_by_rows(asked: Asked) -> Value:
    """A function that statements call with what the database holds."""
    one = asked.given[-1] if asked.given else unknown()
    if isinstance(one.code, Closure):
        takes = one.code.node.args.args
        row = unknown(asked.target.marks, HOLE)
        asked.m.call(one, [row] * len(takes), {}, asked.node, asked.frame)
    return Value(None)
