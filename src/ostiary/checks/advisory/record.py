"""What an advisory says, in one sentence."""

from ostiary.checks.wording import listed, quote
from ostiary.core.facts.advisories import Advisory
from ostiary.core.finding import Gap


def described(advisory: Advisory) -> str:
    """Identifier, aliases, summary and the versions that end it."""
    text = quote(advisory.id)
    if aliases := set(advisory.aliases) - {advisory.id}:
        text += f" (also {listed(aliases)})"
    if advisory.summary:
        text += f": {quote(advisory.summary)}"
    if not advisory.malware:
        text += f"; fixed in {listed(advisory.fixed)}" if advisory.fixed else "; no fixed version"
    return text


def incomplete() -> Gap:
    """Why an empty answer of a source that lists only some advisories is no answer."""
    return Gap("this source lists only some advisories, so its silence proves nothing")
