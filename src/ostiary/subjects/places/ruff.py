"""What the linter's security rules say about the code of a place."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from ostiary.core.errors import LimitError, SourceError
from ostiary.core.evidence import Cause
from ostiary.subjects.tool import find_tool, run_tool

SECONDS = 300.0
MAX_ROWS = 20_000

RULES = ("S",)
IGNORED = (
    "S101",  # assertions: a habit of style here
    "S301",  # pickles, `yaml.load`, unverified TLS: our own checks know their safe forms
    "S302",
    "S501",
    "S506",
    "S105",  # passwords by the name of a variable: mostly wrong, our own check knows the tokens
    "S106",
    "S107",
    "S603",  # every subprocess without a shell
    "S607",
    "S311",  # random numbers: a game is not a key
    "S404",
    "S403",
)


class Linted(Struct, frozen=True):
    """One place that breaks a rule; `path` is relative to the place.

    `silenced` says that the author has ruff pass over it (`# noqa`, `# ruff: noqa`, `# ruff: disable`).
    """

    path: str
    line: int
    rule: str
    message: str
    silenced: bool = False


def lint(root: Path, files: Sequence[str], environ: Mapping[str, str]) -> Iterator[Linted]:
    """Run ruff over files of a place, by our own settings alone, and name what its author silenced.

    Raises `SourceError` if it cannot, and `LimitError` after the last row that is kept.
    """
    tool = find_tool("ruff", environ)
    if tool is None:
        raise SourceError(
            "ruff is not installed", "install ruff, or audit without --code", Cause.UNCONFIGURED
        )
    argv = [
        str(tool),
        "check",
        "--isolated",
        "--no-cache",
        "--exit-zero",
        "--output-format=json",
        f"--select={','.join(RULES)}",
        f"--ignore={','.join(IGNORED)}",
    ]
    for start in range(0, len(files), 500):
        part = [f"./{one}" for one in files[start : start + 500]]
        rows = _rows([*argv, "--ignore-noqa", "--", *part], environ, root)
        # most code silences nothing, which needs no second look
        heeded = _rows([*argv, "--", *part], environ, root) if rows else []
        open_ones = {_key(row) for row in heeded}
        for row in rows[:MAX_ROWS]:
            if row.get("code"):
                path = Path(row["filename"]).relative_to(root.resolve()).as_posix()
                line, silenced = int(row["location"]["row"]), _key(row) not in open_ones
                yield Linted(path, line, row["code"], row["message"], silenced)
        if len(rows) > MAX_ROWS:
            raise LimitError(
                f"ruff names {len(rows)} places in {len(part)} files, and {MAX_ROWS} are kept",
                "audit a part of it",
            )


def _rows(argv: Sequence[str], environ: Mapping[str, str], root: Path) -> list[dict[str, Any]]:
    answer = run_tool(argv, environ, root, seconds=SECONDS)
    try:
        rows = json.loads(answer.output)
    except ValueError:
        rows = None
    if not isinstance(rows, list):
        raise SourceError(f"ruff gave no answer: {answer.complaint[:200]}", cause=Cause.MALFORMED)
    return rows


def _key(row: Mapping[str, Any]) -> tuple[str, int, int, str]:
    place = row["location"]
    return row["filename"], int(place["row"]), int(place["column"]), str(row.get("code"))
