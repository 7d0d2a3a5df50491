"""What is written into a program that JavaScript started: who runs it, who sends it on?"""

from ostiary.program.commands import INTERPRETERS, started, words_of
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.commands import look_into_file
from ostiary.program.engine.orders import ordered
from ostiary.program.engine.script.couriers import reported
from ostiary.program.engine.shells import follow_line
from ostiary.program.engine.unveiled import taken_for_code
from ostiary.program.engine.value import Value, marks_of, text_of
from ostiary.program.flow import Act

_STARTED = ("spawn", "exec", "execFile", "fork")
_SHELLS = frozenset({"shell", "batch", "powershell"})


@model(*(f"child_process.{one}.stdin.{verb}" for one in _STARTED for verb in ("write", "end")))
def _fed(asked: Asked) -> Value:
    """What is written into a running program."""
    ordered(asked)
    taken_for_code(asked)
    if asked.given:
        fed(asked, asked.target.base or asked.target, asked.arg(0))
    return asked.result(marks_of(asked.given))


def fed(asked: Asked, stream: Value, value: Value) -> None:
    """Hand something to the input of a program: an interpreter runs it, a client sends it."""
    base: Value | None = stream
    command = stream
    while base is not None:
        command, base = base, base.base
    text = text_of(command)
    start = started(words_of(text))
    told = start.inline or start.file  # what it runs stands in its words: its input is data
    language = None if told else INTERPRETERS.get(start.program)
    if language in _SHELLS:
        asked.act(Act.RUN, value.marks, text=text_of(value))
        follow_line(asked.m, asked.frame, text_of(value), getattr(asked.node, "lineno", 0))
    if language is not None:
        asked.act(Act.EXECUTE, value.marks, text=text_of(value))
        look_into_file(asked, "what it is fed.js" if language == "node" else "", value)
    else:
        reported(asked, text, value.marks)
