"""Does it take or change what passes through a function that it put in the place of another one?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, constant, early, goal, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Program

_REPLACED = regex(
    r"^module\.\w+$|\.prototype\.\w+$|^(?:ethereum|solana|window|globalThis|fetch|XMLHttpRequest"
    r"|http|https|crypto)\b"
    r"|^require\.cache\b|^axios\.(?:request|get|post|put|patch|delete)$|^nodemailer\.createTransport$"
    r"|^(?:bcrypt(?:js)?|argon2|scrypt-js|ethers|web3|viem|bip39|bip32|hdkey|tweetnacl|elliptic|crypto-js|jsonwebtoken"
    r"|keytar|pg|mysql2?|mongodb|@solana/web3\.js|@ethersproject/[\w-]+|@noble/[\w-]+)\.[\w$]+$"
    r"|^\?\.(?:request|send|sendAsync|fetch)$"
    r"|^(?:requests|urllib3|httpx|aiohttp|http\.client|urllib\.request|socket|ssl|getpass|builtins|paramiko|smtplib"
    r"|telethon|pyrogram|boto3|botocore|ccxt|keyring|pexpect|flask|django)\.[\w.]+$"
)
"""Functions through which modules, requests and payments of everybody go."""

_OFFERED = regex(
    r"\b(?:excepthook|displayhook|showwarning|stdout|stderr|breakpointhook|unraisablehook)$"
)
"""Places that the interpreter keeps for whoever wants to stand there."""


def _replaces(flow: Flow) -> bool:
    """Whether a function of others is replaced; in Python any one of a library."""
    if flow.target != flow.name:
        return False
    library = flow.at.path.endswith(".py") and "." in flow.name and not _OFFERED.search(flow.name)
    return library or bool(_REPLACED.search(flow.name))


@check(
    "hooked-function",
    "what passes through functions of others is taken or changed",
    Severity.CRITICAL,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Refuse it. If it ran in a browser: check all payments; in a server: replace its secrets.",
    refs=("T1056.004", "T1565.002", "T1557"),
)
def hooked_function(program: Program) -> Iterator[Hit | Gap]:
    """Replacing a function is a way to trace or to mend; nobody mends by naming a receiver of his own."""
    hooks: dict[str, Flow] = {}
    for flow in acts(program, Act.WRITE):
        if early(flow) and _replaces(flow):
            hooks.setdefault(flow.at.path, flow)
    for flow in acts(program, Act.WRITE, Act.SEND):
        hook = hooks.get(flow.at.path)
        if hook is None or not early(flow):
            continue
        if flow.target == "payment":
            what = f"makes {quote(flow.text)} the receiver, behind {quote(hook.name)},"
            yield hit(flow, what, Severity.CRITICAL, Confidence.HIGH)
        elif flow.act is Act.SEND and flow.has(Taint.ARGUMENT) and constant(flow):
            what = f"sends what passes through {quote(hook.name)}{goal(flow)}"
            yield hit(flow, what, Severity.CRITICAL, Confidence.MEDIUM, flow.first(Taint.ARGUMENT))
