"""What does the evaluator know of a command that the names in the code leave open?"""

from collections.abc import Callable

from msgspec.structs import replace

from ostiary.checks.code.commands import weigh
from ostiary.core.regex import regex
from ostiary.program.commands import words_of
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Call, Program

_FOR_COMPILER = regex(
    r"\ufffc|-|-[DIULlWfmOo][\w=.,/+-]*|-std=[\w+]+|-[EgP]|-xc(?:\+\+)?|/[DI]\w[\w=.]*"
)
_FOUND = frozenset({(Taint.VARIABLE, "the variable PATH"), (Taint.FILE, "/dev/null")})
"""What goes into a command where a tool is looked up in the path, and is given nothing to read."""


def closer(program: Program) -> Callable[[Call], tuple[Call, bool]]:
    """What the evaluator knows of the command of a call, and whether only a caller decides what it is."""
    known: dict[tuple[str, int], list[Flow]] = {}
    for flow in program.flows:
        if flow.act is Act.RUN and not flow.layers:
            known.setdefault((flow.at.path, flow.at.line), []).append(flow)

    def look(call: Call) -> tuple[Call, bool]:
        several = _named_once(known.get((call.at.path, call.at.line), []))
        if len(several) == 1:
            return _closer(call, several[0])
        told = [_told(call, one) for one in several]
        if not told or None in told:
            return call, False
        return max((one for one in told if one), key=lambda one: weigh(one, ordinary=False)), False

    return look


def _named_once(several: list[Flow]) -> list[Flow]:
    """The commands without those of an unknown program, where a known one may get the very same words."""
    known = {one.text.partition(" ")[2] for one in several if _NAMED.match(one.text)}
    return [
        one for one in several if _NAMED.match(one.text) or one.text.partition(" ")[2] not in known
    ]


def _closer(call: Call, flow: Flow) -> tuple[Call, bool]:
    if not flow.text.strip("\ufffc ") or (_chosen(flow.text) and not call.shell):
        configured = not call.shell and not flow.carries  # a tool that the build was given
        plain = configured and not _chosen(flow.text)
        asked = flow.has(Taint.ARGUMENT) and not flow.has(
            Taint.NETWORK, Taint.ANSWER, Taint.DECODED
        )
        return call, asked or plain
    if _compiles(flow):
        return call, True
    return _told(call, flow) or call, False


def _told(call: Call, flow: Flow) -> Call | None:
    """The call with the words of a flow; None where its program is not known, or a shell reads the rest."""
    if not _NAMED.match(flow.text) or (call.shell and "\ufffc" in flow.text):
        return None
    words = (flow.text,) if call.shell else words_of(flow.text)
    told = tuple(
        None if one[0] == "\ufffc" and place else one.replace("\ufffc", "?")
        for place, one in enumerate(words)
        if one
    )
    return replace(call, arguments=told)


_NAMED = regex(r"[^\ufffc\s]|\ufffc[\w./\\-]{0,80}[/\\]\w")
"""A command whose program is known by its name, whatever the folder."""


def _compiles(flow: Flow) -> bool:
    """Whether a program of the build's configuration, or found in the path, gets words for a compiler."""
    first, *rest = flow.text.split() or [""]
    given = [one for one in flow.carries if (one.kind, one.spot.what) not in _FOUND]
    told = any(one.startswith(("-D", "-march=", "-std=", "-I", "-W")) for one in rest)
    return first == "\ufffc" and not given and told and all(map(_FOR_COMPILER.fullmatch, rest))


def _chosen(text: str) -> bool:
    """Whether nothing is known of the program, and all of the words that it is given are flags or unknown."""
    first, *rest = text.split() or [""]
    return bool(rest) and not first.strip("\ufffc") and all(one[0] in "-\ufffc" for one in rest)
