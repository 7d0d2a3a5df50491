"""Is machine code packed, so that only its unpacker can be seen?"""

from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.formats.native.found import NativeCode
from ostiary.formats.native.record import NativeFile


@check(
    "packed-binary",
    "packed or encrypted machine code",
    Severity.MEDIUM,
    Family.CONTENTS,
    reads=NativeCode,
    remedy="Unpack it in isolation, or ask for a build that is not packed.",
    refs=("https://attack.mitre.org/techniques/T1027/002/",),
)
def packed_binary(code: NativeCode) -> Iterator[Hit | Gap]:
    """Wheels and tarballs are compressed anyway, so packing what is in them only hides it."""
    hits = [
        Hit(
            _message(file),
            code.contents.at(file.path),
            confidence=Confidence.MEDIUM if file.packer == "unknown" else None,
            key=file.path,
        )
        for file in code.files
        if file.packer
    ]
    yield from capped(hits, "packed files", code.contents.at(""))


def _message(file: NativeFile) -> str:
    if file.packer != "unknown":
        return f"packed with {file.packer}: what it does once unpacked stands in none of its tables"
    dense = max((one.entropy for one in file.sections if one.code), default=0.0)
    few = len(file.imports)
    return f"its code is as dense as cipher text ({dense:.1f} bits a byte), and it imports {few} functions"
