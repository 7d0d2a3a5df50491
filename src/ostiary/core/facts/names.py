"""A name among the names that people mean to type."""

from msgspec import Struct


class PopularName(Struct, frozen=True):
    """A much used package. `rank` counts from 1; `downloads` a month, 0 when the list has no counts."""

    name: str
    rank: int
    downloads: int = 0


class NameContext(Struct, frozen=True):
    """A package's name, what is known in its favour, and the popular names to compare it with.

    `popular` are names of the same ecosystem, `foreign` those of the other one, most used first;
    `owners` the accounts behind this package and `owners_of` those of popular ones, as far as known;
    `releases` and `age_days` its own history (-1 where times are unknown); `downloads` a month
    (-1 where unknown). `list_source` names the popular list.
    """

    ecosystem: str
    name: str
    popular: tuple[PopularName, ...]
    foreign: tuple[PopularName, ...] = ()
    owners: tuple[str, ...] = ()
    owners_of: tuple[tuple[str, tuple[str, ...]], ...] = ()
    releases: int = 0
    age_days: int = -1
    downloads: int = -1
    repository: str = ""
    verified_repository: str = ""
    list_source: str = ""
