"""What remains of a name when case, separators or look-alike characters are taken out."""

import re
import unicodedata

from msgspec import Struct

MAX_NAME = 300
"""No index allows longer names (npm allows 214); what is longer is cut before it is compared."""

_SEPARATORS = str.maketrans("", "", "-_./@ ")
_LETTERS = str.maketrans(
    "аеорсухіјѕԁһԛԝѵɡαοινρτυκχηⅼıɩ" + "АВЕКМНОРСТХІЈЅ",
    "aeopcyxijsdhqwvgaoivptukxnlil" + "abekmhopctxijs",
)
"""Letters of other scripts that are drawn like a Latin one. Own selection after UTS #39, section 4."""
_DRAWN = str.maketrans("10|5", "lols")
_PAIRS = (("rn", "m"), ("vv", "w"), ("nn", "m"))


class Spelling(Struct, frozen=True):
    """A name in its comparable forms.

    `plain` is what the index takes for the same name; `scope` what stands before the slash of an npm
    name; `squashed` has no separators; `folded` has letters of other scripts replaced too.
    """

    plain: str
    scope: str
    squashed: str
    folded: str


def spell(ecosystem: str, name: str) -> Spelling:
    """The comparable forms of `name`. Source: PEP 503 for PyPI; npm names compare without case here."""
    plain = normal(ecosystem, name)
    scope = plain[1:].partition("/")[0] if plain.startswith("@") and "/" in plain else ""
    return Spelling(plain, scope, squash(plain), squash(fold(name[:MAX_NAME])))


def normal(ecosystem: str, name: str) -> str:
    """The form under which the index files the name."""
    lower = name[:MAX_NAME].lower()
    if ecosystem != "pypi" or not ("_" in lower or "." in lower or "--" in lower):
        return lower
    return re.sub(r"[-_.]+", "-", lower)


def squash(plain: str) -> str:
    """The name without separators."""
    return plain.translate(_SEPARATORS)


def fold(name: str) -> str:
    """Letters of other scripts, widths and accents turned into the Latin ones that they look like."""
    wide = unicodedata.normalize("NFKC", name).translate(_LETTERS).lower()
    apart = unicodedata.normalize("NFKD", wide)
    return "".join(c for c in apart if not unicodedata.combining(c) and c.isprintable())


def drawn(squashed: str) -> str:
    """One spelling for all ASCII names that look alike in many fonts: `rn` and `m`, `1` and `l`."""
    text = squashed.translate(_DRAWN)
    for pair, one in _PAIRS:
        if pair in text:
            text = text.replace(pair, one)
    return text.replace("i", "l")
