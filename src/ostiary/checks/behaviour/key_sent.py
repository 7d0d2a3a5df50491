"""Does it pass on keys that a caller hands to it?"""

import re
from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, constant, early, goal, hit, local
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program

_KEYS = re.compile(
    r"(?i)(?:priv(?:ate)?|pvt|prv)_?(?:key|hex)|mnemonic|seed(?:_?(?:phrase|words?|hex|bytes))?$|key_?pair"
    r"|(?:recovery|secret|backup)_?(?:phrase|words?)|xpriv|xprv|\bkeystore\b"
    r"|wallet_?(?:key|seed|phrase|secret|words?)|\bmnem(?:_|\b)|^a key handed to"
)


_TYPED = re.compile(r"^(?:what is typed as |getpass\.getpass)")
"""What somebody is asked for at the keyboard."""


@check(
    "key-sent",
    "key material of the caller is sent away",
    Severity.HIGH,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Refuse it. If it ran: move what the key protects to a new one.",
    refs=("T1552.004", "T1041"),
)
def key_sent(program: Program) -> Iterator[Hit | Gap]:
    """A private key or a recovery phrase never has to leave the machine that holds it."""
    for flow in acts(program, Act.SEND):
        carried = flow.first(Taint.KEY)
        if carried is None or local(flow):
            continue
        typed = bool(_TYPED.search(carried.spot.what))
        if not typed and not _KEYS.search(carried.spot.what):
            continue
        severity = Severity.CRITICAL if constant(flow) else Severity.LOW
        if typed and not early(flow):
            severity = Severity.LOW  # whoever calls a client logs in by it
        yield hit(flow, f"sends a key{goal(flow)}", severity, Confidence.MEDIUM, carried)
