"""Do the orders of versions agree with conformance files? `python bench/ordering.py FILE...`

Reads files with one case a line: `A op B`, op one of `<`, `=`, `>`; blank lines and lines that begin with `#`
or `//` are left out. Also pairs in JSON: `[higher, lower]` in files with `comparisons` in their name,
of `[one, same]` in files with `equality`, and `[range, version, options]` in files with `range-include` or
`range-exclude`. The ecosystem is told by the name: npm where `semver`, `npm`,
`comparisons` or `equality` is in it, else PyPI. Legacy lines count like all others. Exit code 1 if a line is
wrong.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from ostiary.evidence.registries.npmchoice import in_range
from ostiary.formats.osv_order import UncomparableError, any_key

MAX_SHOWN = 20


def cases(path: Path) -> Iterator[tuple[str, str, str]]:
    """Every case of a file as (version, operator, version)."""
    text = path.read_text("utf-8")
    if path.suffix == ".json":
        sign = "=" if "equality" in path.name else ">"
        yield from ((row[0], sign, row[1]) for row in json.loads(text))
        return
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith(("#", "//")):
            first, sign, second = line.strip().split(" ", 2)
            yield first, sign, second


def ecosystem(path: Path) -> str:
    """The ecosystem that a file is about."""
    words = ("semver", "npm", "comparisons", "equality", "range-")
    return "npm" if any(one in path.name for one in words) else "pypi"


def verdict(kind: str, first: str, second: str) -> str:
    """The operator that holds between two versions here, checked in both directions."""
    one, other = any_key(kind, first), any_key(kind, second)
    found = "<" if one < other else ">" if one > other else "="
    mirrored = "<" if other > one else ">" if other < one else "="
    return found if found == mirrored else "?"


def ranged(path: Path) -> Iterator[tuple[str, bool, bool]]:
    """Every case of a file of ranges: what it says, whether the version should be in, whether it is."""
    for wanted, version, *more in json.loads(path.read_text("utf-8")):
        given = more[0] if more else {}
        options = given if isinstance(given, dict) else {"loose": bool(given)}
        found = in_range(
            str(version),
            wanted,
            allow_pre=bool(options.get("includePrerelease")),
            loose=bool(options.get("loose")),
        )
        yield f"{wanted} {version}", "include" in path.name, found


def ranges(path: Path) -> int:
    """Put a file of ranges to the test; the number of wrong lines."""
    rows = list(ranged(path))
    bad = [text for text, wanted, found in rows if wanted is not found]
    share = (len(rows) - len(bad)) / len(rows) if rows else 0.0
    print(f"{path.name} (npm): {len(rows) - len(bad)} of {len(rows)} right ({share:.2%})")
    for line in bad[:MAX_SHOWN]:
        print(f"  {line}")
    return len(bad) + (not rows)


def main(names: list[str]) -> int:
    """Put every file to the test."""
    wrong = 0
    for path in map(Path, names):
        if "range-" in path.name:
            wrong += ranges(path)
            continue
        kind, total, bad, legacy = ecosystem(path), 0, [], 0
        for first, sign, second in cases(path):
            total += 1
            try:
                said = verdict(kind, first, second)
                legacy += any(any_key(kind, one)[0] == -1 for one in (first, second))
            except UncomparableError as error:
                said = str(error)
            if said != sign:
                bad.append(f"{first} {sign} {second}: here {said}")
        wrong += len(bad)
        share = (total - len(bad)) / total if total else 0.0
        print(
            f"{path.name} ({kind}): {total - len(bad)} of {total} right ({share:.2%}), {legacy} legacy"
        )
        for line in bad[:MAX_SHOWN]:
            print(f"  {line}")
        wrong += not total
    return 1 if wrong or not names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
