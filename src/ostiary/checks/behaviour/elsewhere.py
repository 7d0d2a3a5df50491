"""Which part of a command does something on this machine?"""

from ostiary.core.regex import regex
from ostiary.program.flow import Flow, Taint

_LOGIN = (
    r"(?i)(?<![\w./-])ssh\s+(?![^\n]{0,400}(?:proxy|local)command)"
    r"(?:-\S+\s+(?:[^-\s]\S*\s+)?)*(?!\S*(?:localhost|127\.))\S*@\S+\s+\S"
)
"""Somebody logs in on another machine, and what is said behind that is said to it. Source: ssh(1)."""

_WORDS = regex(rf"{_LOGIN}.*")
_LINE = regex(rf"{_LOGIN}(?:(?<=\")[^\"\n]*\"|(?<=')[^'\n]*'|\"[^\"\n]*\"|'[^'\n]*'|[^\"';|&\n])*")


def on_this_machine(flow: Flow) -> str:
    """A command without what it has another machine do, as whom somebody logs in there.

    A shell of this machine goes on behind the quotes; words that no shell reads all belong to the other.
    """
    if "ssh" not in flow.text:
        return flow.text
    return (_WORDS if flow.has(Taint.HANDED) else _LINE).sub("", flow.text)
