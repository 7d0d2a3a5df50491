"""Is the code written so that nobody can read it?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import BY_ITSELF, Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import AS_OWN, AS_VALUE, HANDED, Act, Flow, Taint
from ostiary.program.model import Oddity, OddityKind, Program

_MADE_UP = regex(r"\b_0x[0-9a-f]{4,}")
_BEFORE = frozenset({Reach.INSTALL, Reach.START})
"""Moments before anybody used the package."""

_EXECUTED = frozenset({"exec", "eval", "execfile", "compile"})
_MADE = frozenset(
    {"Function", "GeneratorFunction", "vm.Script", "vm.runInThisContext", "vm.runInNewContext"}
)
"""How JavaScript makes programs of texts; libraries do so in functions, beside all else in a bundle."""


@check(
    "unreadable",
    "code is written so that nobody can read it",
    Severity.HIGH,
    Family.HIDING,
    reads=Program,
    evaluated=True,
    remedy="Ask for the source as its author wrote it; what only a machine can read was vetted by nobody.",
    refs=("T1027",),
)
def unreadable(program: Program) -> Iterator[Hit | Gap]:
    """Escaped words, names alike and the runtimes of obfuscators are made against readers."""
    encoded = {one.at.path for one in program.blobs}
    executed = {flow.at.path for flow in acts(program, Act.EXECUTE, Act.IMPORT)}
    for flow in acts(program, Act.EXECUTE):
        if (told := _executes(flow, flow.at.path in encoded)) is not None:
            yield hit(flow, *told)
    yield from _unnamed(program)
    for flow in acts(program, Act.WRITE):
        if len(set(_MADE_UP.findall(flow.text))) > 2:
            severity = Severity.CRITICAL if early(flow) else Severity.HIGH
            yield hit(
                flow, f"writes unreadable code to {quote(flow.target)}", severity, Confidence.MEDIUM
            )
    both = {one.at.path for one in program.oddities if one.kind is OddityKind.ALIKE}
    for one in program.oddities:
        if one.reach in {Reach.TEST, Reach.DATA}:
            continue
        if one.kind is OddityKind.ESCAPED:
            yield _told(
                one,
                "readable text is written in escapes",
                one.at.path in executed,
                twice=one.at.path in both,
            )
        elif one.kind is OddityKind.ALIKE and one.at.path in executed:
            yield _told(one, "its names cannot be told apart", True)


def _unnamed(program: Program) -> Iterator[Hit]:
    """What starts programs, taken in order not to call it by its name."""
    for flow in acts(program, Act.NAMES):
        if flow.target == AS_VALUE:
            what = f"takes {quote(flow.text)} without calling it, so that nobody reads what it is given,"
            severity = Severity.MEDIUM if early(flow) else Severity.INFO
        else:
            what = f"takes all names of {quote(flow.text)} at once, so that nobody reads which one is called"
            # some make a module of their own out of whichever they are handed, or stand in for one
            mild = flow.has(Taint.ARGUMENT) or flow.target == AS_OWN
            severity = Severity.LOW if mild else Severity.MEDIUM
        yield hit(flow, what, severity, Confidence.MEDIUM)


def _executes(flow: Flow, encoded: bool) -> tuple[str, Severity, Confidence] | None:
    """What is told of code that is executed; `encoded` says that a long encoded text stands in its file."""
    if flow.has(Taint.PROTECTED):
        severity = Severity.CRITICAL if flow.reach in _BEFORE else Severity.HIGH
        return "hands its code to the runtime of an obfuscator", severity, Confidence.HIGH
    if flow.name == "computed":
        named = Severity.LOW if flow.has(Taint.ARGUMENT) else Severity.MEDIUM
        severity = Severity.HIGH if early(flow) else named
        return (
            "calls a built-in or system function whose name it works out",
            severity,
            Confidence.MEDIUM,
        )
    if flow.target == HANDED:
        told = f"is handed {quote(flow.text)}, and may call it with what nobody sees,"
        return (told, Severity.MEDIUM, Confidence.MEDIUM) if early(flow) else None
    if not _unfollowed(flow):
        return None
    if flow.has(Taint.UNVEILED):
        return "executes what it decodes, whatever it is handed", Severity.HIGH, Confidence.MEDIUM
    what = "executes a text that nobody here could work out"
    encoded = encoded and flow.name in _EXECUTED
    by_client = _ADDRESS.search(flow.text) is not None  # by whoever is there, to what waits for it
    if early(flow) and (encoded or by_client or not flow.inside):
        return what, Severity.HIGH, Confidence.MEDIUM
    # libraries write functions as text, and a function of theirs executes that: it says nothing
    return (what, Severity.MEDIUM, Confidence.MEDIUM) if encoded else None


_ADDRESS = regex(r"^[\w+]{1,20}://[^\s\"'()]*$")
"""All that is known of what a client gives that was made for one: where it comes from."""


def _unfollowed(flow: Flow) -> bool:
    """Whether a text is executed of which nothing is known, not even that it lies in a file."""
    known = _ADDRESS.sub("", flow.text).strip("\ufffc \"'()")
    return (
        flow.name in _EXECUTED | _MADE
        and (not known or _PLACE.fullmatch(known) is not None)
        and not flow.layers
        and not _of_code(flow)
    )


_PLACE = regex(r"%TEMP%[/\\][\w.-]+|[\w.~%\ufffc-]*[/\\][\w./\\~%\ufffc-]*\.\w{1,8}")
"""A path: what is known is where the text came from, and not what it says."""


def _of_code(flow: Flow) -> bool:
    """Whether it lies in a file whose name says that it is code, which is read by itself."""
    read = flow.first(Taint.FILE)
    return read is not None and read.spot.what.endswith((".py", ".pyw", ".pyc"))


def _told(one: Oddity, what: str, executed: bool, *, twice: bool = False) -> Hit:
    if executed:
        severity = Severity.HIGH if one.reach in BY_ITSELF else Severity.MEDIUM
        severity = Severity.CRITICAL if twice and one.reach in BY_ITSELF else severity
    else:
        severity = Severity.LOW
    return Hit(
        f"{what}: {quote(one.detail)}", one.at, severity, Confidence.MEDIUM, key=f"{one.kind}"
    )
