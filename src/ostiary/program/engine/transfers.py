"""What comes in by a client that is handed a function or a file to put it into?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import File
from ostiary.program.engine.files import written
from ostiary.program.engine.value import HOLE, Value, text_of, unknown
from ostiary.program.flow import Taint


@model(
    "ftplib.FTP.retrbinary ftplib.FTP.retrlines ftplib.FTP_TLS.retrbinary ftplib.FTP_TLS.retrlines"
)
def _poured(asked: Asked) -> Value:
    """What a server keeps goes to the function that is handed in, piece by piece."""
    marks = asked.mark(Taint.NETWORK, "the file of a server")
    if len(asked.given) > 1 or "callback" in asked.named:
        one = unknown(marks, HOLE)
        asked.m.call(asked.arg(1, "callback"), [one], {}, asked.node, asked.frame)
    return unknown(marks)


@model("pycurl.Curl.setopt")
def _optioned(asked: Asked) -> Value:
    """An option of a request: its address, what it carries, and where its answer goes."""
    value = asked.arg(1)
    base = asked.target.base
    if "://" in text_of(value) and base is not None:
        base.text = text_of(value)
    asked.keep(value.marks)
    marks = asked.mark(Taint.NETWORK, f"the answer of {(base and base.text) or 'a host'}")
    if isinstance(value.code, File):
        written(asked, value.code.path, marks, "")
    elif value.code is not None:
        asked.m.call(value, [unknown(marks, HOLE)], {}, asked.node, asked.frame)
    return unknown()
