"""Regular expressions that are compiled when they are first used, not when their module is loaded.

There are hundreds, and one run uses some dozens; to compile all was a fifth of the start of each.
"""

import re
from typing import Any, AnyStr, cast


class _Late:
    """Stands for a pattern; every attribute is that of the compiled one, and found at once from then on."""

    def __init__(self, source: object, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what a copy or a pickle asks for is not the pattern's
            raise AttributeError(name)
        value = getattr(re.compile(cast("str", self._source), self._flags), name)
        setattr(self, name, value)
        return value


def regex(source: AnyStr, flags: int | re.RegexFlag = 0) -> "re.Pattern[AnyStr]":
    """A pattern for the top of a module. What is wrong with it is raised where it is first used."""
    return cast("re.Pattern[AnyStr]", _Late(source, int(flags)))
