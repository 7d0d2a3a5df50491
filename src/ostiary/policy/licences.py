"""Whether a declared licence expression agrees with the licence lists of a policy."""

import re
from collections.abc import Iterator

from ostiary.core.scale import Decision
from ostiary.core.verdict import Reason
from ostiary.policy.model import Case, Policy

MAX_EXPRESSION = 2_000
"""Characters of one licence expression; SPDX's longest real ones are far shorter."""

MAX_DEPTH = 50
"""Nested parentheses in one expression."""


def reasons(policy: Policy, case: Case) -> Iterator[Reason]:
    """A reason for each declared licence that the lists do not accept; none without lists."""
    if not policy.licences_allow and not policy.licences_deny:
        return
    if not case.licences:
        yield Reason(
            Decision.REVIEW,
            "licence",
            "the policy has licence lists, and no licence of this release is known",
            remedy="find the licence in the source repository, then waive or approve",
        )
    allow = frozenset(name.lower() for name in policy.licences_allow)
    deny = frozenset(name.lower() for name in policy.licences_deny)
    for expression in case.licences:
        decision = weigh(expression, allow, deny)
        if decision > Decision.ALLOW:
            which = "denies" if decision is Decision.BLOCK else "does not list"
            message = f"the policy {which} the licence `{expression[:200]}`"
            yield Reason(decision, "licence", message, remedy="ask who owns the licence policy")


def weigh(expression: str, allow: frozenset[str], deny: frozenset[str]) -> Decision:
    """The decision on one SPDX expression: AND takes the worse side, OR the better one.

    Free text that is no expression is one name. Source: SPDX 2.3, annex D.
    """
    tokens = re.findall(r"\(|\)|[^\s()]+", expression)
    if len(expression) > MAX_EXPRESSION or not tokens:
        return Decision.REVIEW
    whole = expression.strip().lower()
    if whole in deny or whole in allow:
        return Decision.BLOCK if whole in deny else Decision.ALLOW
    reader = _Reader(tokens, allow, deny)
    found = reader.either(0)
    return found if reader.done and found is not None else Decision.REVIEW


def _one(name: str, allow: frozenset[str], deny: frozenset[str]) -> Decision:
    name = name.lower()
    if name in deny or name.removesuffix("+") in deny:
        return Decision.BLOCK
    return Decision.ALLOW if not allow or name in allow else Decision.REVIEW


class _Reader:
    """A reader of SPDX expressions by descent; None where the text is no expression."""

    def __init__(self, tokens: list[str], allow: frozenset[str], deny: frozenset[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._allow = allow
        self._deny = deny

    @property
    def done(self) -> bool:
        """Whether every token was read."""
        return self._at >= len(self._tokens)

    def either(self, depth: int) -> Decision | None:
        """One or more alternatives joined by OR: the user may choose the best."""
        best = self._both(depth)
        while best is not None and self._take("OR"):
            other = self._both(depth)
            best = None if other is None else min(best, other)
        return best

    def _both(self, depth: int) -> Decision | None:
        worst = self._name(depth)
        while worst is not None and self._take("AND"):
            other = self._name(depth)
            worst = None if other is None else max(worst, other)
        return worst

    def _name(self, depth: int) -> Decision | None:
        if self.done or depth > MAX_DEPTH:
            return None
        if self._take("("):
            inside = self.either(depth + 1)
            return inside if self._take(")") else None
        name = self._tokens[self._at]
        if name == ")" or name.upper() in {"AND", "OR", "WITH"}:
            return None
        self._at += 1
        if self._take("WITH"):
            exception = self._tokens[self._at : self._at + 1]
            if not exception or exception[0] in {"(", ")"}:
                return None
            name = f"{name} WITH {exception[0]}"
            self._at += 1
        return self._with(name)

    def _with(self, name: str) -> Decision:
        """An exception loosens a licence; unless it is listed with it, the licence's own decision stands."""
        listed = name.lower() in self._allow or name.lower() in self._deny
        return _one(name if listed else name.partition(" WITH ")[0], self._allow, self._deny)

    def _take(self, word: str) -> bool:
        if not self.done and self._tokens[self._at].upper() == word:
            self._at += 1
            return True
        return False
