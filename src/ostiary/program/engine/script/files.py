"""What does Node do with files?"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Closure
from ostiary.program.engine.commands import look_into_file
from ostiary.program.engine.files import moved, opened, written
from ostiary.program.engine.value import (
    CLEAN,
    HOLE,
    NOTHING,
    Marks,
    Value,
    joined,
    text_of,
    unknown,
)
from ostiary.program.flow import Act, Taint


@model(
    "fs.readFileSync fs.readFile fs.promises.readFile fs.createReadStream fs.openAsBlob"
    " fs/promises.readFile fs-extra.readFileSync fs-extra.readFile Deno.readTextFile fs-extra.readJsonSync"
    " Bun.file"
)
def _read(asked: Asked) -> Value:
    path = asked.text(0)
    marks = joined(opened(path, asked.node, asked.m, asked.frame), asked.arg(0).marks)
    if any(
        one in marks
        for one in (Taint.SECRET, Taint.BROWSER, Taint.WALLET, Taint.ENVIRONMENT, Taint.MEMORY)
    ):
        asked.act(Act.READ, marks, target=path)
    marks = joined(marks, asked.m.package.members.written(path))
    content = asked.m.package.members.content(asked.frame.module.path, path)
    if content is None and path.endswith("__file__"):
        content = asked.m.package.files[asked.frame.module.path][1]
    value = Value(symbol="fs.read()", marks=marks, text=HOLE)
    if content is not None:
        form = asked.text(1)
        value = Value(
            content.decode("utf-8", "replace") if form and form != HOLE else content, marks=marks
        )
    for one in asked.given[1:]:
        if isinstance(one.code, (Closure, Bound)):
            asked.m.call(one, [Value(None), value], {}, asked.node, asked.frame)
    return value


@model(
    "fs.writeFileSync fs.writeFile fs.promises.writeFile fs.appendFileSync fs.appendFile"
    " fs.createWriteStream fs/promises.writeFile fs-extra.outputFileSync fs-extra.writeFileSync"
    " fs.promises.appendFile fs-extra.outputFile Deno.writeTextFile fs.copyFileSync fs.copyFile"
    " fs.renameSync fs.symlinkSync fs.rename fs.promises.rename fs/promises.rename fs.promises.copyFile"
    " fs/promises.copyFile fs-extra.move fs-extra.moveSync fs-extra.copy fs-extra.copySync fs.cpSync"
    " fs/promises.appendFile"
)
def _write(asked: Asked) -> Value:
    copies = bool(_COPIES.search(asked.name))
    path = asked.text(1 if copies else 0)
    marks = joined(*(one.marks for one in asked.given[1:3])) if not copies else moved(asked)
    if not copies:
        marks = joined(marks, _found(asked))
    elif Taint.LISTING not in asked.arg(0).marks:  # one file over all that were found
        spot = asked.arg(1).marks.get(Taint.LISTING)
        marks = joined(marks, {Taint.LISTING: spot} if spot is not None else CLEAN)
    written(asked, path, dict(marks), "" if copies else asked.text(1))
    _remember(asked.arg(1 if copies else 0), marks)
    if not copies:
        look_into_file(asked, path, asked.arg(1))
    for one in asked.given[1:]:
        if isinstance(one.code, (Closure, Bound)):
            asked.m.call(one, [Value(None)], {}, asked.node, asked.frame)
    return Value(symbol="fs.write()", text=path)


_COPIES = regex(r"(?i)copy|rename|link|move|\.cp")


def _found(asked: Asked) -> Marks:
    """That a file was found in a listing says what is lost when it is written over."""
    spot = asked.arg(0).marks.get(Taint.LISTING)
    return {Taint.LISTING: spot} if spot is not None and Taint.FILE not in asked.marks else CLEAN


def _remember(path: Value, marks: Marks) -> None:
    """A path of which nobody knows the name carries what was written there."""
    if path.const is NOTHING and not text_of(path).replace("\\", "/").rpartition("/")[2].strip(
        HOLE
    ):
        for kind in (Taint.NETWORK, Taint.DECODED):
            if kind in marks:
                path.marks = joined(path.marks, {kind: marks[kind]})


@model("fs.write.write fs.write.end")
def _poured(asked: Asked) -> Value:
    written(asked, asked.target.text or "", dict(asked.marks), asked.text(0))
    return unknown()


@model(
    "fs.unlinkSync fs.unlink fs.rmSync fs.rm fs.rmdirSync fs.rmdir fs.promises.rm fs.promises.unlink"
    " rimraf rimraf.sync fs-extra.removeSync fs-extra.remove fs-extra.emptyDirSync fs/promises.rm del.sync"
    " fs.truncateSync fs.truncate fs.promises.truncate fs/promises.truncate"
)
def _deleted(asked: Asked) -> Value:
    asked.act(Act.DELETE, asked.marks, target=asked.text(0))
    return unknown()
