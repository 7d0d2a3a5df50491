"""What does the metadata block in a single-file script ask for?

Source: PyPA specification "Inline script metadata" (PEP 723).
"""

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Listing, ListingKind, Scope
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.python.asked import For, ask
from ostiary.formats.inventory.python.tables import lists_in, table_of
from ostiary.formats.plain import plain_text
from ostiary.formats.toml_document import Places, table

MAX_BYTES = 16 << 20


def parse(path: str, data: bytes) -> Listing:
    """Read the block `script` of one file. Raises `ParseError`, for two such blocks too."""
    text = plain_text(data, MAX_BYTES, path).replace("\r\n", "\n")
    lines = text.split("\n")
    found = _blocks(lines)
    if len(found) != 1:
        raise ParseError(f"{path} has {len(found)} blocks of script metadata where one is expected")
    first, last = found[0]
    content = "\n".join(line[2:] for line in lines[first:last])
    document = table(content, path)
    draft = Draft("script metadata", path, ListingKind.MANIFEST)
    places = Places(content)
    asked = (
        (lists_in(document, "dependencies"), For()),
        (lists_in(table_of(document, "tool", "uv"), "dev-dependencies"), For(Scope.DEV, ("dev",))),
    )
    for given, why in asked:
        for one in given:
            line = places.line(f'"{one}"', f"'{one}'")
            ask(draft, one, line + first if line else first, why)
    if "dependencies" in document and not isinstance(document["dependencies"], list):
        draft.miss("dependencies", first, "dependencies that are no list")
    return draft.listing()


def _blocks(lines: list[str]) -> list[tuple[int, int]]:
    """Index of the first line of each block's content, and of the line that ends it."""
    found: list[tuple[int, int]] = []
    start, end = -1, -1
    for number, line in enumerate([*lines, ""]):
        mark = line.rstrip()
        if start < 0:
            start = number + 1 if mark == "# /// script" else -1
        elif line == "#" or line.startswith("# "):
            end = number if mark == "# ///" else end
        else:  # the last closing line within the comment ends the block
            if end >= start:
                found.append((start, end))
            start, end = (number + 1 if mark == "# /// script" else -1), -1
    return found
