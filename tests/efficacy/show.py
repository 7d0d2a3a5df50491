"""How does every sample end now: a table of id, expected, decision, score and reasons.

`show.py [-v] [-f] [mutate] [filter ...]`: `-f` shows only what fails, `-v` every reason in full, `mutate`
asks for the matrix of mutations in place of the samples; a filter is part of an id, as `npm/theft`.
"""

# ruff: noqa: T201

import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "checks"))

from mutate import mutants
from packages import Case, cases, decide

FOLDERS = ("npm", "python", "mutation")


def main(words: list[str]) -> int:
    """Print the table; the exit code says whether all hold."""
    options = {word for word in words if word.startswith("-")}
    filters = [word for word in words if word not in options]
    chosen = [one for folder in FOLDERS for one in cases(folder)]
    if filters[:1] == ["mutate"]:
        filters = filters[1:]
        chosen = [
            one for case in chosen if case.page.startswith("mutation") for one in mutants(case)
        ]
    if filters:
        chosen = [one for one in chosen if any(word in one.name for word in filters)]
    failed, started = 0, time.perf_counter()
    for case in chosen:
        failed += not _row(case, options)
    spent = time.perf_counter() - started
    each = 1000 * spent / max(len(chosen), 1)
    print(f"{len(chosen)} samples, {failed} fail; {spent:.1f} s, {each:.0f} ms each")
    return int(failed > 0)


def _row(case: Case, options: set[str]) -> bool:
    try:
        verdict = decide(case.form, list(case.files))
    except Exception as error:  # noqa: BLE001 - what breaks is one line of the table
        where = traceback.extract_tb(error.__traceback__)[-1]
        print(
            f"! {case.name:52} breaks: {error!r:.90} at {Path(where.filename).name}:{where.lineno}"
        )
        return False
    holds = case.holds(verdict.decision)
    if "-f" in options and holds:
        return True
    reasons = [f"{one.check or one.rule}: {one.message}" for one in verdict.reasons]
    mark = "  " if holds else "! "
    expected, decision = case.expected.word, verdict.decision.word
    short = ", ".join(dict.fromkeys(one.check or one.rule for one in verdict.reasons))
    print(f"{mark}{case.name:52} {expected:7} {decision:12} {verdict.score:3}  {short[:110]}")
    if "-v" in options:
        print(*(f"      {one}" for one in reasons), sep="\n")
    return holds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
