"""What one simple command of a Windows script does: the calls and the started files that follow from it."""

from itertools import pairwise

from msgspec import Struct, field

from ostiary.program.commands import Started, program_name, started
from ostiary.program.model import Behaviour, Origin
from ostiary.program.record import Edge, Inline, RawCall, Run
from ostiary.program.shell.programs import FETCHERS
from ostiary.program.wordlist import wordlist

MAX_CALLS = 20_000
MAX_SHOWN = 200  # characters of one word kept

_OUTPUTS = wordlist("-o --output -O -outfile -destination -out --output-document")
_LAST = wordlist("bitsadmin certutil start-bitstransfer")

Words = tuple[str | None, ...]


class Notes(Struct):
    """Collects what the commands of one script do; `fetched` are names of files from the network."""

    path: str
    inline: Inline
    calls: list[RawCall] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    fetched: set[str] = field(default_factory=set)
    doubts: list[str] = field(default_factory=list)

    def call(
        self,
        name: str,
        behaviour: Behaviour,
        line: int,
        words: Words,
        origin: Origin = Origin.UNKNOWN,
    ) -> None:
        """Note one call."""
        shown = tuple(None if one is None else one[:MAX_SHOWN] for one in words[:64])
        if len(self.calls) < MAX_CALLS:
            self.calls.append(RawCall(name, behaviour, line, "", shown, origin, "", True))
        elif not self.doubts:
            self.doubts.append(f"it has more than {MAX_CALLS} commands that matter")

    def command(self, words: Words, line: int, piped: Origin = Origin.UNKNOWN) -> Started:
        """A program with its words; `piped` is where its input comes from."""
        one = started(words)
        if one.program in FETCHERS and _fetches(one):
            self.call(one.program, Behaviour.NETWORK, line, words)
            self.fetched |= {_bare(name) for name in _outputs(one)}
        if one.program == "certutil" and any("decode" in (word or "").lower() for word in words):
            self.call(one.program, Behaviour.DECODE, line, words)
        if one.encoded:
            self.call(one.program, Behaviour.EXECUTE, line, words, Origin.DECODED)
        elif one.inline:
            self._inside(one, line)
        elif {_bare(one.file), _bare(one.program)} & self.fetched - {""}:
            self.call(one.program, Behaviour.EXECUTE, line, words, Origin.NETWORK)
        elif one.file and "%" not in one.file and "$" not in one.file:
            self.runs.append(Run("", one.file.replace("\\", "/"), one.language or "batch", line))
        elif one.language and not one.file and piped is not Origin.UNKNOWN:
            self.call(one.program, Behaviour.EXECUTE, line, words, piped)
        return one

    def _inside(self, one: Started, line: int) -> None:
        inner = self.inline(self.path if one.language == "python" else "", one.language, one.inline)
        if not inner.parsed:
            self.doubts.append(inner.reason)
        for call in inner.calls:
            self.calls.append(
                RawCall(
                    call.name,
                    call.behaviour,
                    line,
                    "",
                    call.arguments,
                    call.origin,
                    call.target,
                    call.shell,
                )
            )
        self.runs += [Run("", run.path, run.program, line) for run in inner.runs]
        self.edges += [Edge("", f"import:{item.module}") for item in inner.imports]


def origin_of(parts: list[Started]) -> Origin:
    """Where the text comes from that commands in a pipe hand on."""
    return Origin.NETWORK if any(one.program in FETCHERS for one in parts) else Origin.UNKNOWN


def _fetches(one: Started) -> bool:
    if one.program == "certutil":
        return any("urlcache" in (word or "").lower() for word in one.words)
    return len(one.words) > 1 and "--version" not in one.words


def _outputs(one: Started) -> list[str]:
    words = [word or "" for word in one.words]
    named = [after for word, after in pairwise(words) if word.lower() in _OUTPUTS]
    return named + words[-1:] if one.program in _LAST else named


def _bare(name: str) -> str:
    return program_name(name.strip("\"'"))
