"""What do the scripting objects of Windows do: shortcuts, schedules, requests and streams?"""

from typing import Any

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Frame
from ostiary.program.engine.effects import process
from ostiary.program.engine.files import written
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import HOLE, Value, joined, text_of, unknown
from ostiary.program.flow import Act, Taint

_MAKERS = (
    "win32com.client.Dispatch",
    "comtypes.client.CreateObject",
    "win32com.client.DispatchEx",
    "win32com.client.gencache.EnsureDispatch",
)


def _of(*methods: str) -> str:
    return " ".join(f"{maker}.{one}" for maker in _MAKERS for one in methods)


@model(_of("Open", "open", "Navigate", "navigate", "Navigate2"))
def _opened(asked: Asked) -> Value:
    """A request is addressed, or a browser without a window goes somewhere."""
    places = [text_of(one) for one in asked.given[:2]]
    url = next((one for one in places if "://" in one), "")
    if url and asked.target.base is not None:
        asked.target.base.text = url
        asked.keep(asked.marks)
    if url and "avigate" in asked.name:
        asked.act(Act.SEND, asked.marks, target=url)
    return unknown()


@model(_of("Send", "send"))
def _sent(asked: Asked) -> Value:
    base = asked.target.base
    target = base.text if base is not None and base.text else ""
    asked.act(Act.SEND, asked.marks, text=asked.text(0), target=target)
    asked.keep(asked.mark(Taint.NETWORK, f"the answer of {target or 'a host'}"))
    return unknown()


@model(_of("SaveToFile"))
def _saved(asked: Asked) -> Value:
    written(asked, asked.text(0), dict(asked.marks), "")
    return unknown()


@model(_of("CreateShortCut", "CreateShortcut"))
def _shortcut(asked: Asked) -> Value:
    """A shortcut is made at a path, or the one that lies there is opened to be changed."""
    return asked.result(text=asked.text(0))


def shortened(
    m: Machine, base: Value, key: object, value: Value, *, node: Any, frame: Frame
) -> bool:
    """Whether an assignment says what a shortcut starts."""
    if "CreateShort" not in base.symbol or key not in {"TargetPath", "Targetpath", "Arguments"}:
        return False
    told = text_of(value)
    m.act(
        Act.WRITE,
        f"{base.symbol}.{key}",
        node,
        frame,
        value.marks,
        text=told,
        target=base.text or HOLE,
    )
    return True


@model(_of("GetFolder.RegisterTaskDefinition", "GetFolder.RegisterTask"))
def _scheduled(asked: Asked) -> Value:
    asked.act(Act.RUN, asked.marks, text=f"Register-ScheduledTask {asked.text(0)}")
    return unknown()


@model("crontab.CronTab.new")
def _timed(asked: Asked) -> Value:
    """A line of the user's own schedule."""
    asked.act(Act.RUN, asked.marks, text=f"crontab {asked.text(0, 'command')}")
    return asked.result()


@model("win32api.ShellExecute win32com.shell.shell.ShellExecuteEx")
def _shelled(asked: Asked) -> Value:
    if "lpFile" in asked.named:
        asked.given = [asked.named["lpFile"]]
    else:
        parts = asked.given[2:4]
        verb = "runas " if asked.text(1) == "runas" else ""
        known = verb + " ".join(text_of(one) for one in parts if text_of(one) != HOLE)
        asked.given = [unknown(joined(*(one.marks for one in parts)), known or HOLE)]
    return process(asked)


@model("win32file.CreateFile win32file.CreateFileW")
def _device(asked: Asked) -> Value:
    """A file, or a whole disk, is opened by the system's own function."""
    return asked.result(text=asked.text(0))


@model("win32file.WriteFile")
def _device_written(asked: Asked) -> Value:
    written(asked, text_of(asked.arg(0)), dict(asked.arg(1).marks), asked.text(1))
    return unknown()
