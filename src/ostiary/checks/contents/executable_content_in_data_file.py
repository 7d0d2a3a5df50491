"""Does a file hold a program although its name promises data?"""

from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.contents.described import described
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.formats.contents import Contents, FileRow, Kind
from ostiary.program.places import Places

_MEDIA = regex(
    r"\.(?:png|jpe?g|gif|bmp|ico|webp|tiff?|avif|woff2?|ttf|otf|eot|mp[34]|wav|ogg|flac|avi|webm|pdf|css"
    r"|crt|cer|pem|key|der)"
)
_TEXTUAL = regex(
    r"\.(?:txt|md|rst|csv|tsv|log|json|ya?ml|toml|ini|cfg|conf|xml|html?|svg|lock|map)"
)
_BINARY = frozenset({Kind.NATIVE, Kind.BYTECODE, Kind.PICKLE, Kind.WASM})
_SCRIPTS = frozenset({Kind.PYTHON, Kind.JAVASCRIPT, Kind.TYPESCRIPT, Kind.SHELL, Kind.BATCH})


@check(
    "executable-content-in-data-file",
    "a program under the name of a data file",
    Severity.HIGH,
    Family.CONTENTS,
    reads=Contents,
    remedy="Find out what opens the file; a program has no honest reason to be named like a picture.",
    refs=("https://attack.mitre.org/techniques/T1036/008/",),
)
def executable_content_in_data_file(contents: Contents) -> Iterator[Hit | Gap]:
    """Payloads hide where nobody looks: in a picture, a font or a text that another file then runs."""
    places = Places(contents)
    hits = [
        Hit(
            f"{described(row)}, though the name promises data",
            contents.at(row.path),
            severity=severity,
            confidence=Confidence.MEDIUM if row.kind in _SCRIPTS else None,
            key=row.path,
        )
        for row in contents.files
        if (severity := _severity(row, places)) is not None
    ]
    yield from capped(hits, "programs under names of data files", contents.at(""))


def _severity(row: FileRow, places: Places) -> Severity | None:
    name = row.path.rpartition("/")[2].lower()
    ending = "." + name.rpartition(".")[2] if "." in name[1:] else ""
    aside = places.aside(row.path)
    if _MEDIA.fullmatch(ending):
        if row.kind in _BINARY or row.kind in _SCRIPTS:
            return Severity.MEDIUM if aside else Severity.HIGH
        if row.kind is Kind.ARCHIVE:
            return Severity.LOW if aside else Severity.MEDIUM
    if _TEXTUAL.fullmatch(ending):
        if row.kind in _BINARY:
            return Severity.MEDIUM if aside else Severity.HIGH
        if row.kind is Kind.ARCHIVE:
            return Severity.LOW if aside else Severity.MEDIUM
        if row.kind in _SCRIPTS and not aside:
            return (
                Severity.LOW
            )  # samples and templates are texts too; what runs them is asked elsewhere
    return None
