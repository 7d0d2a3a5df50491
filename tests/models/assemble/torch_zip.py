"""Zips as PyTorch writes them: stored, aligned to 64 bytes, with data descriptors, in the language of `zip`.

`pickle` with a block stands for the member `archive/data.pkl`, `storage KEY` for `archive/data/KEY`, and
`labels` for the members of version and byte order.
"""

from assemble import zip as plain

_LABELS = """member archive/.format_version
  "1"
member archive/byteorder
  "little"
member archive/version
  "3\\n"
member archive/.data/serialization_id
  "0636457737946401051300000025273995036293"
"""


def assemble(text: str) -> bytes:
    """The zip."""
    lines = []
    for line in text.splitlines():
        words = line.split()
        if line.startswith("pickle"):
            lines.append(" ".join(["member archive/data.pkl", *words[1:]]))
        elif line.startswith("storage "):
            lines.append(" ".join([f"member archive/data/{words[1]}", *words[2:]]))
        elif line.startswith("labels"):
            lines += _LABELS.splitlines()
        else:
            lines.append(line)
    return plain.assemble("\n".join(lines) + "\n", aligned=64, descriptor=True)
