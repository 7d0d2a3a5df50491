"""Which command is a template, and who runs or sends on what is written into a program that was started?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.coercion import script_text
from ostiary.program.engine.effects import process
from ostiary.program.engine.fed import fed
from ostiary.program.engine.orders import ordered
from ostiary.program.engine.script.couriers import reported
from ostiary.program.engine.unveiled import taken_for_code
from ostiary.program.engine.value import MAX_TEXT, Value, marks_of, text_of, unknown
from ostiary.program.engine.weight import fits

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


@model("String.raw")
def _raw(asked: Asked) -> Value:
    """The texts of a template, with what stands between them."""
    texts = asked.arg(0).items
    parts: list[Value] = []
    for place, one in enumerate(texts if isinstance(texts, list) else ()):
        parts += [one, *asked.given[place + 1 : place + 2]]
    found = [script_text(one) for one in parts]
    how = next((one.how for one in parts if one.how), ())
    if None in found or not fits(found):
        return unknown(asked.marks, "".join(map(text_of, parts))[:MAX_TEXT])
    return Value("".join(one or "" for one in found), marks=asked.marks, how=how)


@model("execa.$ execa.$.sync zx.$ zx.$.sync bun.$ Bun.$ dax.$")
def _written(asked: Asked) -> Value:
    """A command that is written as a template."""
    if isinstance(asked.arg(0).items, list):
        asked.given = [_raw(asked)]
    return process(asked)
