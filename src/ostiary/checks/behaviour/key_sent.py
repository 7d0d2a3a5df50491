"""Does it pass on keys that a caller hands to it?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, constant, early, goal, hit, local
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import LEDGER, Act, Flow, Taint
from ostiary.program.model import Program
from ostiary.program.wordlist import wordlist

_NAMED = (
    r"(?i)(?:priv(?:ate)?|pvt|prv)_?(?:key|hex)|mnemonic|seed(?:_?(?:phrase|words?|hex|bytes))?$|key_?pair"
    r"|(?:recovery|secret|backup)_?(?:phrase|words?)|xpriv|xprv|\bkeystore\b"
    r"|wallet_?(?:key|seed|phrase|secret|words?)|\bmnem(?:_|\b)|^a key handed to"
)


_KEYS = regex(_NAMED)
_BEACONED = regex(f"{_NAMED}|(?:secret|signing)_?key")
"""The same of what a page sends off and waits for no answer to: with a beacon no client logs in."""

_WALLETS = regex(r"(?i)mnem|seed|wallet|phrase|\bxprv|xpriv|^a key handed to")
"""Words that belong to money alone; a private key may be anything that a service gave to its user."""

_LEDGERS = wordlist(
    "web3 eth_account eth_keys eth_utils solana solders anchorpy bitcoin bitcoinlib bit btclib bip32"
    " bip32utils bip39 bip44 bip_utils hdwallet mnemonic ecdsa coincurve secp256k1 base58 tronpy tronapi"
    " xrpl stellar_sdk substrateinterface algosdk near_api cosmpy aptos_sdk pycardano monero electrum"
    " blockcypher ethers viem @solana/web3.js bitcoinjs-lib ethereumjs-wallet tweetnacl bs58 elliptic"
    " @ethersproject tronweb wagmi"
)
"""Libraries that deal in ledgers and in the keys of those who own something there."""


def _deals_in_money(program: Program) -> bool:
    names = {one for module in program.modules for one in module.imports}
    return any(one in _LEDGERS or one.partition(".")[0] in _LEDGERS for one in names)


_TYPED = regex(r"^(?:what is typed as |getpass\.getpass)")
"""What somebody is asked for at the keyboard."""


_DOMAIN = regex(r"(?i)^https://(?:[\w-]+\.)*?([\w-]{5,})\.[a-z]{2,}(?:[:/]|$)")


def _of_service(flow: Flow) -> bool:
    """Whether a client sends a key to the service that it and its file are named after.

    Some services call `private key` what others call a token.
    """
    found, holder = _DOMAIN.match(flow.target), flow.inside.rpartition(".")[0]
    if found is None or not holder:
        return False
    name = found[1].lower()
    return name in holder.lower() and name in flow.at.path.rpartition("/")[2].lower()


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
        told = _BEACONED if flow.name.endswith("sendBeacon") else _KEYS
        if not typed and not told.search(carried.spot.what):
            continue
        sure = _WALLETS.search(carried.spot.what) or _deals_in_money(program)
        worst = Severity.CRITICAL if sure else Severity.HIGH
        severity = worst if constant(flow) or flow.target == LEDGER else Severity.LOW
        if not sure and not early(flow) and _of_service(flow):
            severity = Severity.LOW
        if typed and not early(flow):
            severity = Severity.LOW  # whoever calls a client logs in by it
        yield hit(flow, f"sends a key{goal(flow)}", severity, Confidence.MEDIUM, carried)
