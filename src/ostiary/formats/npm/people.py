"""Which e-mail addresses does a package.json name?"""

from collections.abc import Iterator

from ostiary.core.regex import regex
from ostiary.formats.npm.document import Value

MAX_PEOPLE = 1_000
_EMAIL = regex(r"<?([^\s<>,;:\"()]{1,64}@[^\s<>,;:\"()@]{1,255})>?")


def emails_of(top: dict[str, Value]) -> tuple[str, ...]:
    """Addresses of author, contributors and maintainers, in lower case and in order."""
    return tuple(dict.fromkeys(_emails(top)))[:MAX_PEOPLE]


def _emails(top: dict[str, Value]) -> Iterator[str]:
    for field in ("author", "contributors", "maintainers"):
        value = top.get(field)
        for person in value[:MAX_PEOPLE] if isinstance(value, list) else [value]:
            text = person.get("email") if isinstance(person, dict) else person
            if isinstance(text, str) and (match := _EMAIL.search(text[:1_000])):
                yield match[1].lower()
