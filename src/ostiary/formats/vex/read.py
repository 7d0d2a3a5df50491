"""Which VEX format is it, and what does it state?"""

from ostiary.core.errors import ParseError
from ostiary.formats.json_values import decoded, table, text
from ostiary.formats.vex import csaf, cyclonedx, openvex
from ostiary.formats.vex.document import MAX_BYTES, VexDocument


def parse(data: bytes) -> VexDocument:
    """Read OpenVEX 0.2.0, CycloneDX with analyses, or CSAF 2.0 of the VEX profile, all in JSON.

    Raises `ParseError`, and `LimitError` for documents larger or deeper than is read.
    """
    raw = decoded(data, "the VEX document", MAX_BYTES)
    if text(raw.get("@context")).startswith("https://openvex.dev/"):
        return openvex.read(raw)
    if "bomFormat" in raw:
        return cyclonedx.read(raw)
    if text(table(raw.get("document")).get("csaf_version")):
        return csaf.read(raw)
    raise ParseError(
        "no VEX document of a known format", "OpenVEX 0.2.0, CycloneDX and CSAF 2.0 are read"
    )
