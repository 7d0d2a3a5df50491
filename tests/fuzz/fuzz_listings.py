"""Any bytes under the name of every format of listings: a record that holds together, or `ParseError`."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Listing
from ostiary.formats.inventory.catalogue import FORMATS
from ostiary.formats.vex.read import parse as parse_vex

sys.path.insert(0, str(Path(__file__).parents[1] / "formats" / "inventory" / "python"))
sys.path.insert(0, str(Path(__file__).parents[1] / "formats" / "inventory" / "sbom"))
sys.path.insert(0, str(Path(__file__).parents[1] / "formats" / "vex"))
import python_samples
import sbom_samples
import vex_samples

_WORDS = rb"""[[package]]  [package.source]  [metadata]  version = 1  name = "a"  name: a  "name": "a"
groups = ["main"]  source = { git = "https://user:pass@git.test/a#b" }  = 5  = []  = {}  : null  : []
dependencies = [{ name = "a", extra = ["x"] }]  : {}  : 5  - a  - []  "a": 1  ,  }  ]  "  '  '''  &a  *a
<<: *a  !!python/name:a  --hash=sha256:00  -r a.txt  -e .  -c  \  ==1.0  >=1  ; extra == 'x'  ${A}  {{ a }}
@ https://a.test/a-1.whl  git+https://a.test/a#egg=a  #  @EXPLICIT  # /// script  # ///  !pip install a
%conda install a  \ud800  \u0000  setup(**a)  a + b  *a"""
LISTING = (
    *_WORDS.replace(b"\n", b"  ").split(b"  "),
    b"\n",
    b"\r",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x00",
    b"\x0c",
    b"\xc2\x85",
)
"""Pieces of lines for mutations."""

_NUMBERS = re.compile(r"\d+|'[^']*'|\"[^\"]*\"")


def listing(data: bytes) -> Iterable[str]:
    """Whole keys, known parents, sane lines and printable texts, or `ParseError`."""
    features = set()
    for one in FORMATS:
        path = f"{one.folder.strip('/')}/fuzz".strip("/")
        try:
            found = one.parse(path, data)
        except ParseError as error:
            error.message.encode()
            features.add(f"{one.name} refused: {_NUMBERS.sub('#', error.message)[:50]}")
            continue
        _consistent(found, path, data)
        features |= {
            f"{one.name} {each.scope} {each.origin} {bool(each.version)} {bool(each.parents)}"
            f" {bool(each.digests)} {bool(each.groups)} {each.direct}"
            for each in found.components
        }
        features |= {
            f"{one.name} not: {_NUMBERS.sub('#', each.reason)[:40]}" for each in found.unauditable
        }
        features.add(f"{one.name} {bool(found.includes)} {found.kind}")
    return features


def _consistent(found: Listing, path: str, data: bytes) -> None:
    repr(found).encode()
    assert found.path == path, "another path"
    keys = [one.key for one in found.components]
    known = set(keys)
    assert len(known) == len(keys), "a key twice"
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for one in found.components:
        assert one.name, "a component without a name"
        assert 0 <= one.at.line <= lines, "a line that is not there"
        assert known.issuperset(one.parents), "a parent that is not there"
        assert one.purl.startswith("pkg:"), "no purl"
        assert len(one.digests) == len(set(one.digests)), "a digest twice"
    for missed in found.unauditable:
        assert 0 <= missed.at.line <= lines, "a line that is not there"
        assert missed.reason, "no reason"


def listing_seeds() -> list[bytes]:
    """One small file of each format and version."""
    return [
        *(text.encode() for text in python_samples.SAMPLES.values()),
        *sbom_samples.SAMPLES.values(),
    ]


def vex(data: bytes) -> Iterable[str]:
    """Statements about purls with a reason for each `not_affected`, or `ParseError`."""
    try:
        found = parse_vex(data)
    except ParseError as error:
        error.message.encode()
        return {f"refused: {_NUMBERS.sub('#', error.message)[:50]}"}
    repr(found).encode()
    for one in found.statements:
        assert one.vulnerability, "a statement on no flaw"
        assert one.product.purl.startswith("pkg:"), "no purl"
        assert one.justification or one.impact or one.status != "not_affected", "no reason"
    return {
        *(f"{found.format} {one.status} {bool(one.product.within)}" for one in found.statements),
        *(f"{found.format} not: {one.reason[:12]}" for one in found.unmapped),
    }


def vex_seeds() -> list[bytes]:
    """One document of each format."""
    return list(vex_samples.SAMPLES.values())
