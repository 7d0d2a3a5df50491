"""Is a command of the kind that only attackers write?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.behaviour.command_forms import FORMS
from ostiary.checks.behaviour.keepers import KEEPERS, NOBODYS, RAW
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.commands import undisguised
from ostiary.program.flow import Act, Flow
from ostiary.program.model import Program
from ostiary.program.namesakes import is_node


@check(
    "attack-command",
    "a command of the kind that attackers write",
    Severity.HIGH,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Read the command in full: what it fetches, sends or switches off.",
    refs=("T1059", "T1105", "T1562"),
)
def attack_command(program: Program) -> Iterator[Hit | Gap]:
    """Encoded commands, downloads piped into shells and defences switched off need no second witness."""
    for flow in acts(program, Act.RUN):
        found = _forms(flow)
        if not found:
            continue
        severity, what = max(found, key=lambda one: one[0])
        if _of_nobody(flow.text) and any(what in _FETCHED for _, what in found):
            severity = Severity.CRITICAL  # whoever asked for it cannot know what it will be
        if severity is Severity.HIGH and len(found) > 1 and _quiet(flow.text):
            severity = Severity.CRITICAL  # fetched, run and hidden in one breath
        if severity > Severity.INFO:
            yield hit(flow, f"{what}, {quote(flow.text)},", severity, Confidence.MEDIUM)
    yield from _handed_over(program)
    for flow in acts(program, Act.SEND):
        if _MINES.search(f"{flow.target} {flow.text}"):
            severity = Severity.CRITICAL if early(flow) else Severity.HIGH
            yield hit(flow, "talks to a pool of miners", severity, Confidence.MEDIUM)


def _forms(flow: Flow) -> list[tuple[Severity, str]]:
    """The forms that the text of an act has, each with its weight at that moment."""
    bare = _bare(flow.text)
    return [
        (at_once if early(flow) else called, what)
        for what, pattern, at_once, called in FORMS
        if pattern.search(flow.text) or (bare and pattern.search(bare))
    ]


def _handed_over(program: Program) -> Iterator[Hit]:
    """The same commands as texts that a function gets of which nobody knows whether it runs them."""
    shown = _of_pages(program)
    places: set[tuple[str, int | None, str]] = set()
    orders = [(flow, _alone(flow)) for flow in acts(program, Act.ORDER)]
    orders.sort(key=lambda one: (one[1][0], len(one[0].text)), reverse=True)
    for flow, (severity, what) in orders:
        place = flow.at.path, flow.at.line, flow.name
        if not what or not _SOMEWHERE.search(flow.text) or place in places:
            continue  # of a list of words the whole tells more than each of them
        places.add(place)
        told = f"is handed the command {quote(flow.text)}, which {what},"
        weight = Severity.LOW if flow.at.path in shown else severity
        yield hit(flow, told, weight, Confidence.MEDIUM)


def _alone(flow: Flow) -> tuple[Severity, str]:
    """The heaviest form of a text that tells an attack by itself; no words where it has none."""
    found = [one for one in _forms(flow) if one[1] in _ALONE]
    return max(found, key=lambda one: one[0], default=(Severity.INFO, ""))


def _of_pages(program: Program) -> frozenset[str]:
    """Scripts that a Python package serves to browsers: there is no shell where they run.

    Nothing in the artifact starts them, nothing runs them by itself, and they ask for nothing of Node.
    """
    if program.ecosystem != "pypi":
        return frozenset()
    started = {one.path for one in program.started}
    return frozenset(
        one.path
        for one in program.modules
        if one.language in {"javascript", "typescript"}
        and one.path not in started
        and one.reach is Reach.CALL
        and not any(map(is_node, one.imports))
    )


_ALONE = frozenset(
    {
        "runs a command that stands in it encoded",
        "fetches by a tool of Windows that hides it",
        "runs an encoded command",
        "fetches and runs in one command",
        "sends files or the environment by a command",
        "switches off the machine's defences",
        "starts a script past the machine's rules, hidden",
        "fetches past the machine's rules",
        "installs packages from whoever answers",
    }
)
"""Forms that tell an attack from the text alone, whoever it is handed to."""
_SOMEWHERE = regex(r"[\w\ufffc]\.[\w\ufffc]|[:/$%`\ufffc]|[A-Za-z0-9+=]{16}|-\w")
"""Anything that a command acts on: the bare form is a name for it."""

_FETCHED = frozenset({"fetches and runs in one command", "installs packages from whoever answers"})
_PUT_ASIDE = regex(
    r"(?i)/tmp/|/dev/shm|\bcd\s+/tmp\b|%te?mp%|\$env:te?mp|\bnohup\b|/dev/null 2>&1 *&"
)


_PROGRAM = regex(
    r"(?i)https?://[^\s\"'|;&)]+\.(?:exe|scr|msi|hta|vbs|bat|cmd)\b(?!\.)|http://[^\s\"'|;&)]+\.ps1\b"
)
_NEAR = regex(r"(?i)://(?:localhost|127\.|10\.|192\.168\.)")


def _of_nobody(text: str) -> bool:
    """Whether it fetches from where nobody has a name, or one person's text to where nobody looks."""
    if NOBODYS.search(text) or (RAW.search(text) and _PUT_ASIDE.search(text)):
        return True
    program = _PROGRAM.search(text)
    return program is not None and not KEEPERS.search(program[0]) and not _NEAR.search(program[0])


_MINES = regex(r"mining\.(?:subscribe|authorize|submit)\b|stratum\+(?:tcp|ssl)://")
_QUIET = regex(r"(?i)-w(?:indowstyle)?\s+(?:hidden|1)\b|>\s*/dev/null 2>&1\s*&")
_BYPASS = regex(r"(?i)-(?:ep|ex\w*)\s+bypass")
_OVER_TLS = regex(r"(?i)\bhttps://[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[:/]|$)")


def _quiet(text: str) -> bool:
    """Whether it hides, or goes past the machine's rules for what does not come from a name over TLS."""
    bypass = _BYPASS.search(text) is not None and not _OVER_TLS.search(text)
    return bypass or _QUIET.search(text) is not None


def _bare(text: str) -> str:
    """The command without what a shell drops from the middle of words; empty if there is nothing of it."""
    bare = undisguised(text)
    return bare if bare != text and len(text) < 4096 else ""
