"""Which popular names a name could be taken for, and by which change."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ostiary.checks.identity.edits import edit
from ostiary.checks.identity.spelling import Spelling, drawn, normal, spell, squash
from ostiary.core.facts.names import PopularName

MIN_LENGTH = 4
_AFFIXES = frozenset(
    {"api", "app", "cli", "client", "core", "dev", "helper", "helpers", "js", "lib", "library"}
    | {"node", "nodejs", "official", "py", "python", "python3", "sdk", "tool", "tools", "ts"}
    | {"util", "utils"}
)
_GLUED = ("python", "nodejs", "py", "js")
_VERSION = re.compile(r"^(.*?[a-z])v?\d{1,3}$")


@dataclass(frozen=True, slots=True)
class Likeness:
    """One popular name that the name resembles, and the change that leads from it to the name."""

    target: PopularName
    change: str


def alike(ecosystem: str, name: str, popular: Iterable[PopularName]) -> tuple[Likeness, ...]:
    """All popular names that `name` could be taken for, most used first; none if it is one of them.

    One pass over the list: each entry is compared in time proportional to its length.
    """
    mine = spell(ecosystem, name)
    entries = [(normal(ecosystem, one.name), one) for one in popular]
    if any(plain == mine.plain for plain, _ in entries):
        return ()
    wanted = _forms(mine)
    found = {}
    for plain, one in entries:
        squashed = squash(plain)
        change = wanted.get(squashed) or _near(mine, plain, squashed)
        if change == "separator" and (mine.scope or plain.startswith("@")):
            change = "scope"
        if change and not (mine.scope and plain.startswith(f"@{mine.scope}/")):
            found[one.name] = Likeness(one, change)
    found |= {one.target.name: one for one in _scopes(mine, entries)}
    return tuple(sorted(found.values(), key=lambda one: (one.target.rank, one.target.name)))


def _forms(mine: Spelling) -> dict[str, str]:
    """Squashed names that the name is a form of, with the change; the stronger change wins."""
    forms: dict[str, str] = {}
    tokens = [token for token in re.split(r"[-_./@]+", mine.plain) if token]
    if len(tokens) > 1:
        for affix, rest in ((tokens[0], tokens[1:]), (tokens[-1], tokens[:-1])):
            if affix in _AFFIXES:
                forms["".join(rest)] = "affix"
    for glued in _GLUED:
        forms.setdefault(mine.squashed.removeprefix(glued), "affix")
        forms.setdefault(mine.squashed.removesuffix(glued), "affix")
    if versioned := _VERSION.match(mine.squashed):
        forms[versioned[1]] = "version"
    forms[mine.folded] = "homoglyph"
    forms[mine.squashed] = "separator"
    return {form: change for form, change in forms.items() if len(form) >= MIN_LENGTH}


def _near(mine: Spelling, plain: str, squashed: str) -> str:
    """The single edit, or the look-alike characters, that lead from a popular name to the name."""
    gap = len(squashed) - len(mine.squashed)
    if not -2 <= gap <= 2 or len(squashed) < MIN_LENGTH:
        return ""
    if squashed[0] != mine.squashed[:1] and squashed[-1] != mine.squashed[-1:]:
        return ""
    change = edit(mine.squashed, squashed)
    if change in {"", "replaced", "neighbour-key"} and drawn(squashed) == drawn(mine.squashed):
        return "look-alike"
    return change if not change or edit(mine.plain, plain) == change else "two-slips"


def _scopes(mine: Spelling, entries: list[tuple[str, PopularName]]) -> Iterator[Likeness]:
    """The most used package of a popular npm scope that the name's own scope is a misspelling of."""
    if len(mine.scope) < MIN_LENGTH:
        return
    first: dict[str, PopularName] = {}
    for plain, one in entries:
        if plain.startswith("@"):
            first.setdefault(plain[1:].partition("/")[0], one)
    if mine.scope in first:
        return
    for scope, one in first.items():
        if len(scope) < MIN_LENGTH:
            continue
        change = edit(mine.scope, scope)
        if squash(scope) == squash(mine.scope) or (change and change != "digit"):
            yield Likeness(one, "scope-name")
