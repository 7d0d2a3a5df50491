"""What do the commands of build tools do, each as if a script for installing started it?"""

from ostiary.formats.python.build_lines import AT_START
from ostiary.program.builds.native import EMBEDDED
from ostiary.program.builds.step import Build, Step
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.effects import executed, process
from ostiary.program.engine.value import Value, unknown
from ostiary.program.flow import Taint

_STEP = "__build_step__"


def as_program(build: Build) -> bytes:
    """The steps of a file as one program in Python, each at its own line; or the program that it is."""
    if build.source:
        return build.source
    lines: dict[int, list[str]] = {}
    for one in build.steps:
        lines.setdefault(max(one.line, 1), []).append(_call(one))
    last = max(lines, default=0)
    return "\n".join(";".join(lines.get(number, ())) for number in range(1, last + 1)).encode()


def _call(step: Step) -> str:
    command = ascii(step.words[0] if step.whole else list(step.words))
    return f"{_STEP}({step.what!a}, {command}, {step.fetched!a})"


@model(_STEP)
def _step(asked: Asked) -> Value:
    """A command of a build; or a file that the tool fetches, which matters where something starts it."""
    fetched = asked.text(2)
    if fetched:
        mark = asked.mark(Taint.NETWORK, f"the answer of {fetched}")
        asked.m.package.members.wrote(asked.text(1), mark)
        return unknown()
    name, given = asked.text(0), [asked.arg(1)]
    if name in EMBEDDED or name == AT_START:
        return executed(Asked(asked.m, "exec", unknown(), given, {}, asked.node, asked.frame))
    return process(Asked(asked.m, name, unknown(), given, {}, asked.node, asked.frame))
