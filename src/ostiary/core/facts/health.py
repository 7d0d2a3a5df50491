"""How a project is kept."""

from datetime import datetime

from msgspec import Struct


class Repository(Struct, frozen=True):
    """A source repository as its forge describes it; `verified` only if provenance binds it."""

    url: str
    archived: bool = False
    fork: bool = False
    stars: int = -1
    forks: int = -1
    open_issues: int = -1
    created: datetime | None = None
    pushed: datetime | None = None
    licence: str = ""
    verified: bool = False
    names_package: bool | None = None
    gone: bool = False  # the forge says that there is no such repository


class ScorecardCheck(Struct, frozen=True):
    """One check of OpenSSF Scorecard: 0 to 10, or -1 for inconclusive, which stays unknown."""

    name: str
    score: int
    reason: str = ""


class Scorecard(Struct, frozen=True):
    """OpenSSF Scorecard of a repository; `verified` as in `Repository`."""

    repository: str
    score: float
    checks: tuple[ScorecardCheck, ...]
    date: str = ""
    verified: bool = False


class Downloads(Struct, frozen=True):
    """Downloads of the package in the last month, all versions; `rank` 0 if on no list."""

    last_month: int
    rank: int = 0


class Dependents(Struct, frozen=True):
    """How many packages depend on this one, and which others claim the same repository (deps.dev)."""

    count: int
    same_repository: tuple[str, ...] = ()
