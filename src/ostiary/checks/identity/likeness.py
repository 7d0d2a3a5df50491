"""Which popular names a name could be taken for, and by which change."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from ostiary.checks.identity.edits import edit
from ostiary.checks.identity.spelling import Spelling, drawn, normal, spell, squash
from ostiary.core.facts.names import PopularName
from ostiary.core.regex import regex

MIN_LENGTH = 4
MAX_REMEMBERED = 65_536
"""Listed names whose forms are kept between packages: twice what two lists hold today."""
_AFFIXES = frozenset(
    {"api", "app", "cli", "client", "core", "dev", "helper", "helpers", "js", "lib", "library"}
    | {"node", "nodejs", "official", "py", "python", "python3", "sdk", "tool", "tools", "ts"}
    | {"util", "utils"}
)
_GLUED = ("python", "nodejs", "py", "js")
_VERSION = regex(r"^(.*?[a-z])v?\d{1,3}$")


class Likeness(Struct, frozen=True):
    """One popular name that the name resembles, and the change that leads from it to the name."""

    target: PopularName
    change: str


def alike(ecosystem: str, name: str, popular: Sequence[PopularName]) -> tuple[Likeness, ...]:
    """All popular names that `name` could be taken for, most used first; none if it is one of them.

    One pass over the list: each entry is compared in time proportional to its length.
    """
    mine = spell(ecosystem, name)
    wanted = _forms(mine)
    shortest, longest = max(len(mine.squashed) - 2, MIN_LENGTH), len(mine.squashed) + 2
    found = {}
    for one in popular:
        plain, squashed = _listed(ecosystem, one.name)
        if plain == mine.plain:
            return ()
        change = wanted.get(squashed, "")
        if not change and shortest <= len(squashed) <= longest:
            change = _near(mine, plain, squashed)
        if change and not (mine.scope and plain.startswith(f"@{mine.scope}/")):
            found[one.name] = Likeness(one, _scoped(change, mine, plain))
    if mine.scope:
        found |= {one.target.name: one for one in _scopes(mine, ecosystem, popular)}
    return tuple(sorted(found.values(), key=lambda one: (one.target.rank, one.target.name)))


@lru_cache(maxsize=MAX_REMEMBERED)
def _listed(ecosystem: str, name: str) -> tuple[str, str]:
    """Plain and squashed form of a name on the list: the same for every package of a run."""
    plain = normal(ecosystem, name)
    return plain, squash(plain)


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
    if squashed[0] != mine.squashed[:1] and squashed[-1] != mine.squashed[-1:]:
        return ""
    change = edit(mine.squashed, squashed)
    if change in {"", "replaced", "neighbour-key"} and drawn(squashed) == drawn(mine.squashed):
        return "look-alike"
    return change if not change or edit(mine.plain, plain) == change else "two-slips"


def _scoped(change: str, mine: Spelling, plain: str) -> str:
    return "scope" if change == "separator" and (mine.scope or plain.startswith("@")) else change


def _scopes(mine: Spelling, ecosystem: str, popular: Sequence[PopularName]) -> Iterator[Likeness]:
    """The most used package of a popular npm scope that the name's own scope is a misspelling of."""
    if len(mine.scope) < MIN_LENGTH:
        return
    first: dict[str, PopularName] = {}
    for one in popular:
        plain, _ = _listed(ecosystem, one.name)
        if plain.startswith("@"):
            scope = plain[1:].partition("/")[0]
            if scope not in first or one.rank < first[scope].rank:
                first[scope] = one
    if mine.scope in first:
        return
    for scope, one in first.items():
        if len(scope) >= MIN_LENGTH and _misspelt(mine.scope, scope):
            yield Likeness(one, "scope-name")


def _misspelt(mine: str, scope: str) -> bool:
    return squash(scope) == squash(mine) or edit(mine, scope) not in {"", "digit"}
