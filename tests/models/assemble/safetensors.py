"""A header as JSON, then lines with `@`: `@length N` for a length that lies, others lay out bytes.

`@header LAYOUT` adds to the header, `@LAYOUT` to what follows it (`zeros 4`, `hex 00ff`, `text a`).
"""

from assemble.laid import lay


def assemble(text: str) -> bytes:
    header, body, length = b"", b"", None
    for line in text.splitlines():
        if line.startswith("@length "):
            length = int(line[8:])
        elif line.startswith("@header "):
            header += lay(line[8:])
        elif line.startswith("@"):
            body += lay(line[1:])
        else:
            header += line.strip().encode()
    size = len(header) if length is None else length
    return size.to_bytes(8, "little") + header + body
