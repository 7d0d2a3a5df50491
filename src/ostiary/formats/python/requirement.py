"""What does one line of Python requirements ask for?"""

from ostiary.core.facts.release import Requirement
from ostiary.core.regex import regex

MAX_LENGTH = 5_000
MAX_BRACKETS = 50
"""Brackets of a marker or version list; each one nested costs the parser a level."""

_EXTRA = regex(r"""\bextra\s*==\s*["']([^"']+)["']""")
_NAME = regex(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


def read_requirement(text: str, group: str = "") -> Requirement | None:
    """The requirement, or None for what no installer understands. Source: PEP 508.

    Forms that only old tools accept keep their name, and the rest as the constraint.
    """
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parsed

    text = text.strip()
    if len(text) > MAX_LENGTH:
        return None
    if text.count("(") > MAX_BRACKETS:
        return _legacy(text, group)
    try:
        parsed = Parsed(text)
    except (InvalidRequirement, RecursionError):
        return _legacy(text, group)
    marker = str(parsed.marker or "")
    extra = _EXTRA.search(marker)
    if extra and not group:
        group = f"extra:{extra[1]}"
    return Requirement(parsed.name, str(parsed.specifier), group, marker, parsed.url or "")


def _legacy(text: str, group: str) -> Requirement | None:
    head, _, marker = text.partition(";")
    match = _NAME.match(head)
    if match is None or "://" in head:
        return None
    extra = _EXTRA.search(marker)
    if extra and not group:
        group = f"extra:{extra[1]}"
    return Requirement(match[0], head[match.end() :].strip(" ()"), group, marker.strip())
