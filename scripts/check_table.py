"""Write `docs/checks.md`, the table of all checks, out of the catalogue."""

from itertools import groupby
from pathlib import Path

from ostiary.checks.catalogue import CATALOGUE

HEAD = """\
# Checks

Made by `make update` out of the catalogue; each page is the manual of its check and its test.
Severity is the usual one: a page says when it is higher or lower.
"""


def table() -> str:
    """The whole page."""
    parts = [HEAD]
    ordered = sorted(CATALOGUE, key=lambda check: (check.family, check.id))
    for family, checks in groupby(ordered, key=lambda check: check.family):
        parts.append(f"\n## {family}\n\n| check | finds | severity |\n|---|---|---|\n")
        parts += [
            f"| [`{one.id}`](checks/{one.id}.md) | {one.title} | {one.severity.word} |\n"
            for one in checks
        ]
    return "".join(parts)


if __name__ == "__main__":
    (Path(__file__).parents[1] / "docs" / "checks.md").write_text(table(), "utf-8")
