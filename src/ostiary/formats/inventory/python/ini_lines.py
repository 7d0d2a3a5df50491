"""What does a setup.cfg hold: sections, keys and the lines of their values?"""

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.plain import plain_text

MAX_BYTES = 4 << 20
MAX_KEYS = 20_000

Values = dict[str, dict[str, list[tuple[int, str]]]]
"""Section to key to the lines of its value, each with its number and without blanks around it."""


def read_ini(data: bytes, what: str) -> Values:
    """The sections as `configparser` reads them, keys in lower case. Raises `ParseError`.

    A file of another kind has no section at its top, and is refused.
    """
    found: Values = {}
    section: dict[str, list[tuple[int, str]]] | None = None
    value: list[tuple[int, str]] | None = None
    keys = 0
    for number, raw in enumerate(_lines(data, what), 1):
        text = raw.strip()
        if not text or text[0] in "#;":
            continue
        if raw[0].isspace() and value is not None:
            value.append((number, text))
        elif text[0] == "[" and text.endswith("]"):
            section, value = found.setdefault(text[1:-1].strip(), {}), None
        elif section is None:
            raise ParseError(f"{what}, line {number}: text before the first section")
        else:
            keys += 1
            if keys > MAX_KEYS:
                raise LimitError(f"{what} has more than {MAX_KEYS} keys")
            cut = min((at for one in "=:" if (at := text.find(one)) >= 0), default=len(text))
            value = section.setdefault(text[:cut].strip().lower(), [])
            if text[cut + 1 :].strip():
                value.append((number, text[cut + 1 :].strip()))
    return found


def _lines(data: bytes, what: str) -> list[str]:
    text = plain_text(data, MAX_BYTES, what)
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
