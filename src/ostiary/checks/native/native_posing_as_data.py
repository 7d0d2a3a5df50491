"""Does a program in machine code bear the name of a file that is only read?"""

from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.native.found import NativeCode
from ostiary.formats.native.record import NativeFile, Role
from ostiary.program.places import places
from ostiary.program.wordlist import wordlist

_DATA = wordlist(
    ".dat .data .db .sqlite .sqlite3 .tmp .temp .bak .old .cache .pak .res .blob .dump .raw .idx .npy .npz"
    " .pkl .pt .model .weights .onnx .h5 .msg .mo .lic .license .key .pem .crt .ttc .psd .swf .doc .docx"
    " .xls .xlsx .rtf .gz .zip"
)
_VAGUE = wordlist(".bin .img .rom .fw .hex")
"""Names of firmware, which is machine code in all honesty."""


@check(
    "native-posing-as-data",
    "machine code under the name of a data file",
    Severity.MEDIUM,
    Family.CONTENTS,
    reads=NativeCode,
    remedy="Find out what opens the file, and whether that copies or runs it.",
    refs=("https://attack.mitre.org/techniques/T1036/008/",),
)
def native_posing_as_data(code: NativeCode) -> Iterator[Hit | Gap]:
    """Who ships a program openly calls it by its name. Pictures and texts are asked about elsewhere."""
    hits = [
        Hit(f"a program for {file.machine} ({file.format}), though the name promises data",
            code.contents.at(file.path), severity, key=file.path)
        for file in code.files
        if (severity := _severity(code, file)) is not None
    ]  # fmt: skip
    yield from capped(hits, "programs under names of data files", code.contents.at(""))


def _severity(code: NativeCode, file: NativeFile) -> Severity | None:
    if file.role not in {Role.LIBRARY, Role.EXECUTABLE} or file.format == "wasm":
        return None
    name = file.path.rpartition("/")[2].lower()
    ending = "." + name.rpartition(".")[2] if "." in name[1:] else ""
    if ending in _VAGUE:
        return Severity.LOW
    if ending not in _DATA:
        return None
    return Severity.LOW if places(code.contents).aside(file.path) else Severity.MEDIUM
