"""What one form of a command is, and how it weighs."""

import re
from typing import NamedTuple

from ostiary.core.regex import regex
from ostiary.core.scale import Severity


class Form(NamedTuple):
    """What is told of a command, its form, and its weight when nobody and when somebody asked."""

    what: str
    pattern: re.Pattern[str]
    unasked: Severity
    asked: Severity


def any_of(*forms: str) -> re.Pattern[str]:
    """One pattern for several forms, in whatever case."""
    return regex("(?i)" + "|".join(forms))
