"""Does a dependency of npm name a range of versions, or a place?"""

import re

from ostiary.core.facts.release import Requirement
from ostiary.core.regex import regex

_PLACE = regex(
    r"(?:[a-z][a-z0-9+.-]*://|git[+@]|github:|gitlab:|bitbucket:|gist:|file:|link:|portal:"
    r"|\.{1,2}(?:/|$)|/|~/|[\w.-]+@[\w.-]+:)",
    re.IGNORECASE,
)
_SHORT = regex(r"[A-Za-z0-9_][\w.-]*/[\w.-]+(?:#.*)?")


def read_requirement(name: str, constraint: str, group: str) -> Requirement:
    """The dependency; `url` is set where npm would not ask the registry. Source: npm-package-arg."""
    place = bool(_PLACE.match(constraint) or _SHORT.fullmatch(constraint))
    return Requirement(name, constraint, group, "", constraint if place else "")
