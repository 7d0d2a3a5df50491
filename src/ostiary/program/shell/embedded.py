"""What a command does that other code starts: its text is shell, or it hands code to an interpreter."""

from ostiary.program.commands import started
from ostiary.program.model import Behaviour
from ostiary.program.record import Inline, RawCall, Run

KEPT = frozenset({Behaviour.NETWORK, Behaviour.EXECUTE, Behaviour.DECODE, Behaviour.PROCESS})


def embedded(
    words: tuple[str | None, ...], scope: str, line: int, inline: Inline, *, shell: bool
) -> tuple[list[RawCall], list[Run]]:
    """Calls and started files inside a command, placed where the command stands."""
    language, text = "shell", ""
    if shell:
        text = " ".join(word if word is not None else "{}" for word in words)
    elif len(words) > 1:
        one = started(words)
        if one.file and one.language:
            return [], [Run(scope, one.file, one.language, line)]
        if one.language == "python" and "-m" in words[:-1]:
            return [], _modules(words[words.index("-m") + 1], scope, line)
        if one.inline and one.language:
            language, text = one.language, one.inline
        elif one.program:
            quoted = ["{}" if word is None else f"'{word}'" for word in words]
            text = " ".join(quoted)
    if not text:
        return [], []
    source = inline("", language, text)
    calls = [
        RawCall(
            one.name, one.behaviour, line, scope, one.arguments, one.origin, one.target, one.shell
        )
        for one in source.calls
        if one.behaviour in KEPT
    ]
    return calls, [Run(scope, run.path, run.program, line) for run in source.runs]


def _modules(name: str | None, scope: str, line: int) -> list[Run]:
    """The files that `python -m` may mean, seen from the root of the artifact."""
    if not name:
        return []
    path = name.replace(".", "/")
    return [Run(scope, one, "python", line) for one in (path, f"{path}/__main__.py", f"src/{path}")]
