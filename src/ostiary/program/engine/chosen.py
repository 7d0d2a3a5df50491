"""What is one of several texts, where nobody can tell which? All of them may be of one kind."""

from collections.abc import Iterable
from itertools import islice

from ostiary.core.regex import regex
from ostiary.program.engine.alternatives import MAX_CHOICE, among
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.others import with_others
from ostiary.program.engine.value import HOLE, Value, joined, unknown
from ostiary.program.flow import Taint

WALLET = regex(
    r"(?:0x[a-fA-F0-9]{40}|(?:bc1|ltc1)[a-z0-9]{25,62}|[13LMD][a-km-zA-HJ-NP-Z1-9]{25,34}|T[A-Za-z1-9]{33}"
    r"|4[0-9AB][1-9A-HJ-NP-Za-km-z]{93}|[1-9A-HJ-NP-Za-km-z]{43,44})"
)
"""The address of a wallet, by the published forms of common currencies."""

_PLACE = regex(r"(?:https?|wss?|ftp)://[\w.-]+\.[A-Za-z][\w-]+(?:[:/]|$)")


def one_of(several: Iterable[Value]) -> str:
    """One of several constant addresses, or wallets, in the place of each; a hole where they are none."""
    consts = [one.const for one in islice(several, MAX_CHOICE)]
    texts = [one.strip() for one in consts if isinstance(one, str)]
    if not texts or len(texts) < len(consts):
        return HOLE
    alike = any(all(map(form, texts)) for form in (WALLET.fullmatch, _PLACE.match))
    return texts[0] if alike else HOLE


@model("random.choice random.choices random.sample secrets.choice difflib.get_close_matches")
def _picked(asked: Asked) -> Value:
    """One of those that are handed in, or some of them."""
    close = asked.name.startswith("difflib")
    items = asked.arg(1 if close else 0).items
    marks = asked.marks if close else joined(asked.mark(Taint.RANDOM, asked.name), asked.marks)
    text = one_of(items) if isinstance(items, list) else HOLE
    one = with_others(unknown(marks, text), *among(items if isinstance(items, list) else ()))
    several = asked.name.endswith(("choices", "sample", "matches"))
    return Value(items=[one], marks=marks, text=text) if several and text != HOLE else one
