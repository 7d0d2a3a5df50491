"""What is written into a program that JavaScript started: who runs it, who sends it on?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.fed import fed
from ostiary.program.engine.orders import ordered
from ostiary.program.engine.script.couriers import reported
from ostiary.program.engine.unveiled import taken_for_code
from ostiary.program.engine.value import Value, marks_of, text_of

_STARTED = ("spawn", "exec", "execFile", "fork")


@model(*(f"child_process.{one}.stdin.{verb}" for one in _STARTED for verb in ("write", "end")))
def _fed(asked: Asked) -> Value:
    """What is written into a running program."""
    ordered(asked)
    taken_for_code(asked)
    if asked.given:
        poured(asked, asked.target.base or asked.target, asked.arg(0))
    return asked.result(marks_of(asked.given))


def poured(asked: Asked, stream: Value, value: Value) -> None:
    """Hand something to the input of a program: an interpreter runs it, a client sends it."""
    base: Value | None = stream
    command = stream
    while base is not None:
        command, base = base, base.base
    text = text_of(command)
    if not fed(asked, text, value):
        reported(asked, text, value.marks)
