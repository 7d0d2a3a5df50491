"""Write the tables of `src/ostiary/formats/python/opcodes/` from the interpreters whose bytecode they name.

`python scripts/make_opcodes.py python2.7 python3.6 python3.14`: each word is an interpreter, asked with `-c`.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

TABLES = Path(__file__).resolve().parents[1] / "src" / "ostiary" / "formats" / "python" / "opcodes"

PROBE = r"""
from __future__ import print_function
import sys, json, opcode, dis
known = {}
for name, number in opcode.opmap.items():
    if number < 256 and not name.startswith("INSTRUMENTED_"):
        known[number] = name
caches = getattr(opcode, "_inline_cache_entries", {})
if not hasattr(caches, "items"):
    caches = dict((known[i], n) for i, n in enumerate(caches) if n and i in known)
hasjump = set(getattr(opcode, "hasjump", ())) | set(opcode.hasjrel) | set(opcode.hasjabs)
common = [getattr(one, "__name__", repr(one)) for one in getattr(opcode, "_common_constants", ())]
print(json.dumps({
    "version": list(sys.version_info[:2]),
    "names": sorted(known.items()),
    "caches": sorted((n, c) for n, c in caches.items() if c and n in known.values()),
    "jumps_by": sorted(known[i] for i in opcode.hasjrel if i in known),
    "jumps_to": sorted(known[i] for i in opcode.hasjabs if i in known),
    "arguments_from": opcode.HAVE_ARGUMENT,
    "operators": [sign for _, sign in getattr(opcode, "_nb_ops", ())],
    "intrinsics": list(getattr(opcode, "_intrinsic_1_descs", ())),
    "pair_intrinsics": list(getattr(opcode, "_intrinsic_2_descs", ())),
    "specials": list(getattr(opcode, "_special_method_names", ())),
    "common": common,
}))
"""


def pairs(rows: list[list[Any]]) -> str:
    """A table with a row on each line."""
    return "{" + "".join(f"\n    {left!r}: {right!r}," for left, right in rows) + "}"


def module(told: dict[str, Any]) -> str:
    """The text of one table."""
    version = tuple(told["version"])
    lines = [
        f'"""What do the numbers in the bytecode of Python {version[0]}.{version[1]} mean?',
        "",
        'Made by `scripts/make_opcodes.py`.\n"""\n',
        "from ostiary.formats.python.opcodes.table import Opcodes\n",
        f"NAMES: dict[int, str] = {pairs(told['names'])}\n",
        f"CACHES: dict[str, int] = {pairs(told['caches'])}",
        '"""Code units after an instruction that are no instructions."""\n',
        "OPCODES = Opcodes(",
        f"    version={version},",
        "    names=NAMES,",
        "    caches=CACHES,",
    ]
    words = ("operators", "intrinsics", "pair_intrinsics", "specials", "common")
    lines += [f"    {word}=frozenset({told[word]})," for word in ("jumps_by", "jumps_to")]
    lines += [f"    {word}={tuple(told[word])}," for word in words]
    return "\n".join([*lines, f"    arguments_from={told['arguments_from']},", ")\n"])


def main() -> int:
    """Ask each interpreter, write its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("interpreters", nargs="+")
    for interpreter in parser.parse_args().interpreters:
        done = subprocess.run(
            [interpreter, "-c", PROBE], capture_output=True, text=True, check=True
        )
        told = json.loads(done.stdout)
        path = TABLES / "v{}_{}.py".format(*told["version"])
        path.write_text(module(told), "utf-8")
        subprocess.run([sys.executable, "-m", "ruff", "format", "-q", str(path)], check=True)
        sys.stdout.write(f"{path.name}: {len(told['names'])} opcodes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
