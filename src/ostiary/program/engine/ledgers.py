"""What goes into a ledger that everybody can read: a key among the data of a payment is given away."""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.names import MADE_OF
from ostiary.program.engine.value import Marks, marks_of
from ostiary.program.flow import LEDGER, Act, Taint
from ostiary.program.wordlist import wordlist

_PAYS = wordlist(
    "send_transaction send_raw_transaction sendTransaction sendRawTransaction sendAndConfirmTransaction"
    " broadcastTransaction broadcast_transaction sendSignedTransaction submit_transaction"
    " signAndSendTransaction"
)
"""Methods, by their last name, that bring a payment and the data in it to a ledger."""

_SIGNS = regex(r"(?:^|\.)_?sign(?![a-z])\w*$")


_MAKES = regex(
    r"(?:^|[.@/])(?:ethers|@?solana\S*|eth_account|web3|viem\S*|tronweb|bitcoinjs-lib)\b.*"
    r"\b(?:Wallet|Account\.from_key|Account\.recover|privateKeyTo(?:Account|Address)|mnemonicToAccount|import_key)$"
)


_HANDED = "a key handed to "


def _of_key(asked: Asked) -> None:
    """What a caller handed in is a key, whatever it is called, where a wallet is made of it."""
    if not (MADE_OF.search(asked.name) or _MAKES.search(asked.name)):
        return
    for one in asked.given[:1]:
        known = one.marks.get(Taint.KEY)
        if Taint.ARGUMENT in one.marks and (known is None or not known.what.startswith(_HANDED)):
            one.marks = {**one.marks, **asked.mark(Taint.KEY, f"{_HANDED}{asked.name[-80:]}")}
            asked.m.gains(one)


def without_key(asked: Asked, carried: Marks) -> Marks:
    """What a function gives that signs: all that was signed can be read in it, the key cannot."""
    if Taint.KEY not in carried or not _SIGNS.search(asked.name):
        return carried
    if asked.given and Taint.KEY in asked.given[0].marks:
        return carried
    return {kind: spot for kind, spot in carried.items() if kind != Taint.KEY}


def to_ledger(asked: Asked) -> None:
    """Note a payment that has a key among its data: whoever reads the ledger has it."""
    _of_key(asked)
    if asked.name.rpartition(".")[2] not in _PAYS:
        return
    put = marks_of((*asked.given, *asked.named.values()))
    if Taint.KEY in put:
        asked.act(Act.SEND, put, text=asked.text(0), target=LEDGER)
