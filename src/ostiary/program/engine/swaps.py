"""Who puts an address of his own wherever a text names one to which money goes?"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.chosen import WALLET
from ostiary.program.engine.code import Bound, Closure, Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Marks, Value, text_of, unknown
from ostiary.program.flow import Act, Taint

SWAPPED = "address"
"""The target of an act by which each address of a wallet in a text becomes a certain one."""

REPLACES = frozenset({"replace", "replaceAll"})
"""Methods of texts of JavaScript that put one text in the place of another."""

_FORMS = regex(
    r"0x\[[^\]]{3,20}\]\{40\}|\bbc1|\[13[L\]]|a-km-zA-HJ-NP-Z|A-HJ-NP-Za-km-z|T\[[^\]]{3,30}\]\{33\}"
)
"""Parts of patterns by which addresses of wallets are found."""


def copied_instead(asked: Asked) -> None:
    """Note an address of a wallet that goes into the clipboard when somebody copies something."""
    put = asked.arg(1).const
    if isinstance(put, str) and WALLET.fullmatch(put.strip()):
        asked.act(Act.WRITE, asked.marks, text=put, target="clipboard")


def paid_instead(
    m: Machine, items: dict[object, Value], marks: Marks, node: object, frame: Frame
) -> None:
    """Note a copy of what a caller handed in that pays somebody else: `{...payment, to: "0x..."}`."""
    for key in _PAID if Taint.ARGUMENT in marks else ():
        one = items.get(key)
        told = one.const if one is not None else None
        if isinstance(told, str) and WALLET.fullmatch(told.strip()):
            m.act(Act.WRITE, f"?.{key}", node, frame, marks, text=told, target="payment")


_PAID = ("to", "recipient", "destination", "toAddress", "toPubkey")
"""Fields of a payment that say who gets it."""


def swapped(asked: Asked, old: Value, new: Value) -> None:
    """Note a replacement that names one wallet in the place of every other one."""
    form = (
        old.items[0].const if old.symbol == "RegExp" and isinstance(old.items, list) else old.const
    )
    if not isinstance(form, str) or not _FORMS.search(form):
        return
    if isinstance(new.code, Closure | Bound):
        new = asked.m.call(new, [unknown()], {}, asked.node, asked.frame)
    told = text_of(new).strip()
    if WALLET.fullmatch(told):
        asked.act(Act.WRITE, asked.marks, text=told, target=SWAPPED)
