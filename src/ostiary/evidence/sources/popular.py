"""Which names are popular, where nobody brought a list in?"""

from functools import cache
from importlib import resources

from ostiary.core.facts.names import PopularName
from ostiary.formats.popular_names import parse_popular

SOURCE = "bundled list (short)"

_TYPES = ("pypi", "npm")


@cache
def bundled(ecosystem: str) -> tuple[PopularName, ...]:
    """A few hundred of the best known names of an ecosystem, most used first, without counts.

    Written down from general knowledge: the order is rough. Empty for ecosystems without a list.
    """
    if ecosystem not in _TYPES:
        return ()
    file = resources.files(__package__) / "data" / f"popular-{ecosystem}.txt"
    return parse_popular(file.read_bytes())
