"""What goes into a ledger that everybody can read: a key among the data of a payment is given away."""

from functools import lru_cache

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.names import MADE_OF
from ostiary.program.engine.payees import paid
from ostiary.program.engine.value import Value, marks_of
from ostiary.program.flow import LEDGER, Act, Taint
from ostiary.program.wordlist import wordlist

_PAYS = wordlist(
    "send_transaction send_raw_transaction sendTransaction sendRawTransaction sendAndConfirmTransaction"
    " broadcastTransaction broadcast_transaction sendSignedTransaction submit_transaction"
    " signAndSendTransaction"
)
"""Methods, by their last name, that bring a payment and the data in it to a ledger."""

_DATA = ("data", "input", "memo", "note", "message", "payload", "calldata")
"""Parts of a payment, or of the note beside it, that say something; who signs it is no such part."""

_MEMO = regex(
    r"(?i)^(?:(?:create|add|build)_?memo(?:_?(?:instruction|ix))?|memo_?(?:params|instruction|ix))$"
)
"""Functions that make the note which goes along with a payment."""

_MAKES = regex(
    r"(?:^|[.@/])(?:ethers|@?solana\S*|eth_account|web3|viem\S*|tronweb|bitcoinjs-lib)\b.*"
    r"\b(?:Wallet|Account\.from_key|Account\.recover|privateKeyTo(?:Account|Address)|mnemonicToAccount|import_key)$"
)


_HANDED = "a key handed to "


def _of_key(asked: Asked) -> None:
    """What a caller handed in is a key, whatever it is called, where a wallet is made of it."""
    if not _makes(asked.name):
        return
    for one in asked.given[:1]:
        known = one.marks.get(Taint.KEY)
        if Taint.ARGUMENT in one.marks and (known is None or not known.what.startswith(_HANDED)):
            one.marks = {**one.marks, **asked.mark(Taint.KEY, f"{_HANDED}{asked.name[-80:]}")}
            asked.m.gains(one)


@lru_cache(maxsize=4096)
def _makes(name: str) -> bool:
    return bool(MADE_OF.search(name) or _MAKES.search(name))


def to_ledger(asked: Asked) -> None:
    """Note a payment that has a key among its data: whoever reads the ledger has it."""
    _of_key(asked)
    paid(asked)
    last = asked.name.rpartition(".")[2]
    if last not in _PAYS and not _MEMO.search(last):
        return
    put = marks_of(_said(asked, memo=last not in _PAYS))
    if Taint.KEY in put:
        asked.act(Act.SEND, put, text=asked.text(0), target=LEDGER)


def _said(asked: Asked, *, memo: bool) -> list[Value]:
    """What a payment says, or the note with it; with whose key it is signed it does not."""
    found = [one for key, one in asked.named.items() if key in _DATA]
    if memo:
        return [*asked.given[:1], *found]
    for one in asked.given[:2]:
        parts = one.items if isinstance(one.items, dict) else {}
        found += [parts[key] for key in _DATA if key in parts]
    return found
