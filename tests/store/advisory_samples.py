"""Exports, lists and folders of local advisories for tests of the store."""

import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from ostiary.store.advisories import Summary
from ostiary.store.advisories_build import seen, update
from ostiary.store.feeds import feeds_of

NOW = datetime(2026, 5, 1, tzinfo=UTC)


class Quiet:
    """Progress that is counted and not shown."""

    def __init__(self) -> None:
        self.steps = 0

    def start(self, name: str, total: int) -> None:
        """Begin."""

    def step(self, name: str, done: int = 1) -> None:
        """Go on."""
        self.steps += done

    def stop(self, name: str) -> None:
        """End."""


def record(
    ident: str,
    *packages: tuple[str, str],
    version: str = "1.0",
    modified: str = "2026-01-01T00:00:00Z",
    withdrawn: bool = False,
    **rest: object,
) -> bytes:
    affected = [
        {"package": {"ecosystem": kind, "name": name}, "versions": [version]}
        for kind, name in packages
    ]
    whole: dict[str, object] = {"id": ident, "modified": modified, "affected": affected, **rest}
    if withdrawn:
        whole["withdrawn"] = modified
    return json.dumps(whole).encode()


def zipped(path: Path, **records: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", "not a record")
        for name, data in records.items():
            archive.writestr(f"{name}.json", data)
    return path


def bring(
    folder: Path,
    *sources: Path,
    force: bool = False,
    popular: Mapping[str, Path] | None = None,
    now: datetime = NOW,
) -> Summary:
    """An update from files and folders."""
    before = seen(folder)
    feeds = [one for path in sources for one in feeds_of(path, str(path), before)]
    for kind, path in (popular or {}).items():
        feeds += feeds_of(path, str(path), before, kind=kind)
    return update(folder, feeds, now=now, progress=Quiet(), force=force)


def kev(*cves: str) -> bytes:
    rows = [
        {"cveID": one, "dueDate": "2026-06-01", "knownRansomwareCampaignUse": "Known"}
        for one in cves
    ]
    return json.dumps({"catalogVersion": "2026.04.30", "vulnerabilities": rows}).encode()


def epss(*rows: tuple[str, float, float]) -> bytes:
    lines = [
        "#model_version:v2026.01.01,score_date:2026-04-30T00:00:00+0000",
        "cve,epss,percentile",
    ]
    return "\n".join([*lines, *(f"{cve},{one},{other}" for cve, one, other in rows)]).encode()
