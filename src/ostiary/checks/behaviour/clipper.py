"""Does it replace what people copy by something of its own?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.engine.swaps import SWAPPED
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program

ADDRESS = regex(
    r"\b(?:bc1[a-z0-9]{25,62}|[13][a-km-zA-HJ-NP-Z1-9]{25,34}|0x[a-fA-F0-9]{40}|T[A-Za-z1-9]{33}"
    r"|4[0-9AB][1-9A-HJ-NP-Za-km-z]{93}|ltc1[a-z0-9]{25,62}|X[1-9A-HJ-NP-Za-km-z]{33}"
    r"|D[5-9A-HJ-NP-U][1-9A-HJ-NP-Za-km-z]{32})\b"
)
"""Addresses of common currencies, by their published forms."""

_COPIES = regex(r"(?i)\|\s*(?:clip(?:\.exe)?|pbcopy|xclip|xsel)\b|\bset-clipboard\b")
"""Commands that fill the clipboard."""


@check(
    "clipper",
    "what is copied is replaced",
    Severity.CRITICAL,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Refuse it. If it ran: check every payment that was made by copy and paste.",
    refs=("T1115", "T1565.002"),
)
def clipper(program: Program) -> Iterator[Hit | Gap]:
    """An address of a wallet that is swapped in the clipboard sends the money to somebody else."""
    watched = any(flow.has(Taint.CLIPBOARD) for flow in program.flows)
    for flow in acts(program, Act.RUN):
        if _COPIES.search(flow.text) and ADDRESS.search(flow.text):
            what = "puts the address of a wallet into the clipboard"
            yield hit(flow, what, Severity.CRITICAL, Confidence.HIGH)
    for flow in acts(program, Act.WRITE):
        if flow.target == SWAPPED:
            what = f"puts {quote(flow.text)} in the place of every address of a wallet"
            yield hit(flow, what, Severity.CRITICAL, Confidence.HIGH)
        if flow.target != "clipboard":
            continue
        if ADDRESS.search(flow.text):
            yield hit(
                flow,
                "puts the address of a wallet into the clipboard",
                Severity.CRITICAL,
                Confidence.HIGH,
            )
        elif watched and early(flow):
            yield hit(
                flow,
                "reads the clipboard and writes something else into it",
                Severity.HIGH,
                Confidence.MEDIUM,
            )
