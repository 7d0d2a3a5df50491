"""Which payments, and which approvals to pay, go to an address that stands in the code?"""

from collections.abc import Iterator
from itertools import islice

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.chosen import WALLET
from ostiary.program.engine.value import CLEAN, Value, text_of
from ostiary.program.flow import Act
from ostiary.program.wordlist import wordlist

MAX_PARTS = 16  # fields of one payment that are looked at

_TO = wordlist("to recipient destination toAddress toPubkey to_address spender address")
"""Fields of a payment that say who gets it."""

_PAYS = wordlist(
    "sendTransaction send_transaction signAndSendTransaction sendTransfer sendTrx sendToken sendCoins"
    " addOutput send_trx"
)
_LETS = wordlist(
    "transfer safeTransfer approve increaseAllowance setApprovalForAll permit set_approval_for_all"
    " increase_allowance _signTypedData signTypedData"
)
"""Methods that pay, and those that let somebody take: of tokens, by the names of their standards."""

_CALLS = wordlist("writeContract simulateContract request send sendAsync")
"""Methods that are told which of these is meant. Source: EIP-1193; viem."""
_MEANT = regex(
    r"(?:eth_sendTransaction|transfer|safeTransfer|approve|setApprovalForAll|increaseAllowance|permit)$"
)

_NOBODY = regex(r"0x(?:0{24}|(?i:0+dead$))")
"""Where money goes that nobody shall have, and addresses of a system."""


@model("@solana/web3.js.PublicKey")
def _key(asked: Asked) -> Value:
    """An address, in the form in which the library wants it."""
    const = asked.arg(0).const
    return asked.result(text=const if isinstance(const, str) else None)


def paid(asked: Asked) -> None:
    """Note who is paid, or may take, where that stands in the code."""
    last = asked.name.rpartition(".")[2]
    if last in _CALLS:
        if not _is_meant(asked):
            return
    elif last not in _PAYS and last not in _LETS:
        return
    options = asked.arg(0).items
    if last in _PAYS and isinstance(options, dict) and ("data" in options or "input" in options):
        return  # a contract is called, which is a part of what the program is for
    found = next((one for each in asked.given[:3] for one in _payees(each, 3)), "")
    if found:
        asked.act(Act.PAY, CLEAN, text=last, target=found)


def _is_meant(asked: Asked) -> bool:
    told = asked.arg(0).items
    several = (
        (told.get(key) for key in ("method", "functionName")) if isinstance(told, dict) else ()
    )
    return any(one is not None and _MEANT.match(text_of(one)) for one in several)


def _payees(value: Value, deep: int) -> Iterator[str]:
    """The addresses of wallets there: by themselves, in lists, or in fields that say who is paid."""
    if isinstance(value.items, dict) and deep:
        for key, one in islice(value.items.items(), MAX_PARTS):
            if key in _TO or key in {"params", "args"}:
                yield from _payees(one, deep - 1)
    elif isinstance(value.items, list) and deep:
        for one in value.items[:MAX_PARTS]:
            yield from _payees(one, deep - 1)
    elif value.items is None and value.code is None:
        text = text_of(value)
        if WALLET.fullmatch(text) and not _NOBODY.match(text):
            yield text
