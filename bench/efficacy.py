"""Recall by family and false alarms, by verdict, from the result files of a benchmark run.

    python bench/efficacy.py mal.jsonl ben.jsonl ...

Each line of a result file is one archive: `set` ("mal", "ben-plain", "ben-dual"), `fam` (its family),
`verdict`, `cpu` (seconds). A third of the families, by hash of their id, is for validation only: nobody looks
at their archives. Recall is the mean over families, because a few campaigns make most of any corpus.
"""

import hashlib
import json
import math
import statistics
import sys
from collections import defaultdict
from pathlib import Path

ALARM = {"review", "insufficient", "block"}


def validation(family: str) -> bool:
    """Whether a family is kept for validation."""
    return int(hashlib.sha256(family.encode()).hexdigest(), 16) % 3 == 0


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share. Source: Wilson 1927."""
    if not total:
        return 0.0, 1.0
    z, share = 1.96, hits / total
    middle = share + z * z / (2 * total)
    width = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle - width) / (1 + z * z / total), (middle + width) / (1 + z * z / total)


def recall(rows: list[dict[str, str]], wanted: set[str]) -> tuple[float, int]:
    """Mean over families of the share of archives with one of these verdicts, and the number of families."""
    families: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        families[row["fam"]].append(row["verdict"] in wanted)
    shares = [sum(one) / len(one) for one in families.values()]
    return (sum(shares) / len(shares) if shares else 0.0), len(shares)


def main() -> None:
    texts = [Path(path).read_text("utf-8") for path in sys.argv[1:]]
    rows = [json.loads(line) for text in texts for line in text.splitlines()]
    malicious = [row for row in rows if row["set"] == "mal"]
    print("| families | review or worse | block |\n|---|---|---|")
    for name, part in (
        ("tuned", [row for row in malicious if not validation(row["fam"])]),
        ("validation", [row for row in malicious if validation(row["fam"])]),
        ("all", malicious),
    ):
        review, count = recall(part, ALARM)
        block, _ = recall(part, {"block"})
        print(f"| {name}, {count} | {review:.1%} | {block:.1%} |")
    low, high = wilson(sum(row["verdict"] in ALARM for row in malicious), len(malicious))
    print(
        f"\nby archive: review or worse of {len(malicious)}: [{low:.1%}, {high:.1%}] (Wilson, 95 %)\n"
    )
    print("| benign set | archives | review or worse | block |\n|---|---|---|---|")
    for kind in sorted({row["set"] for row in rows} - {"mal"}):
        part = [row for row in rows if row["set"] == kind]
        alarms = sum(row["verdict"] in ALARM for row in part)
        blocks = sum(row["verdict"] == "block" for row in part)
        print(f"| {kind} | {len(part)} | {alarms} | {blocks} |")
    for name, part in (
        ("malicious", malicious),
        ("benign", [r for r in rows if r["set"] != "mal"]),
    ):
        cpu = sorted(float(row["cpu"]) for row in part)
        if cpu:
            print(
                f"\nCPU seconds, {name}: median {statistics.median(cpu):.3f},"
                f" mean {statistics.mean(cpu):.3f}, largest {cpu[-1]:.1f}"
            )


if __name__ == "__main__":
    main()
