import gzip
import json
import sqlite3
from pathlib import Path

import pytest
from advisory_samples import NOW, Quiet, bring, epss, kev, record, zipped

from ostiary.core.errors import ParseError, SourceError, UsageError
from ostiary.store import advisories_build
from ostiary.store.advisories import AdvisoryStore, open_advisories
from ostiary.store.advisories_build import asked
from ostiary.store.advisories_bundle import export
from ostiary.store.advisories_file import read_pointer


def open_at(folder: Path) -> AdvisoryStore:
    return open_advisories(folder)


def hits(folder: Path, name: str, version: str = "1.0", kind: str = "pypi") -> list[str]:
    store = open_advisories(folder)
    try:
        return [one.id for one in store.match(kind, name, version).records]
    finally:
        store.close()


def rows(folder: Path) -> list[list[tuple[object, ...]]]:
    """All that the index holds, but for times and sources."""
    db = sqlite3.connect(folder / read_pointer(folder).index)
    try:
        tables = ("package", "member", "bug", "kev", "epss", "popular")
        return [db.execute(f"SELECT * FROM {one} ORDER BY 1, 2").fetchall() for one in tables]
    finally:
        db.close()


def many(count: int, kind: str = "PyPI", **more: object) -> dict[str, bytes]:
    return {f"r{at}": record(f"{kind}-{at}", (kind, f"name-{at}")) for at in range(count)}


def test_exports_of_other_types_and_single_records_stay(tmp_path: Path) -> None:
    folder = tmp_path / "advisories"
    bring(folder, zipped(tmp_path / "pypi.zip", a=record("A-1", ("PyPI", "a"))))
    bring(folder, zipped(tmp_path / "npm.zip", b=record("B-1", ("npm", "b"))))
    single = tmp_path / "own.json"
    single.write_bytes(record("OWN-1", ("PyPI", "ours")))
    bring(folder, single)
    assert hits(folder, "a") == ["A-1"]
    assert hits(folder, "b", kind="npm") == ["B-1"]
    assert hits(folder, "ours") == ["OWN-1"]
    assert len(asked(folder)) == 3
    bring(folder, zipped(tmp_path / "newer.zip", c=record("C-1", ("PyPI", "c"))))
    assert hits(folder, "a") == [], "a new export of a type replaces the one before"
    assert hits(folder, "c") == ["C-1"]
    assert hits(folder, "ours") == ["OWN-1"]
    assert [Path(one).name for one in asked(folder)] == ["npm.zip", "own.json", "newer.zip"]


def test_two_exports_of_one_type_in_one_call_are_both_there(tmp_path: Path) -> None:
    folder = tmp_path / "advisories"
    both = [
        zipped(tmp_path / "public.zip", a=record("A-1", ("PyPI", "a"))),
        zipped(tmp_path / "ours.zip", b=record("B-1", ("PyPI", "b"))),
    ]
    for _ in range(2):
        bring(folder, *both)
        assert (hits(folder, "a"), hits(folder, "b")) == (["A-1"], ["B-1"])


def test_a_record_that_left_the_export_is_gone_and_one_that_was_withdrawn_is_retracted(
    tmp_path: Path,
) -> None:
    folder, path = tmp_path / "advisories", tmp_path / "all.zip"
    bring(folder, zipped(path, a=record("A-1", ("PyPI", "a")), b=record("B-1", ("PyPI", "b"))))
    late = record("B-1", ("PyPI", "b"), withdrawn=True, modified="2026-03-01T00:00:00Z")
    bring(folder, zipped(path, b=late))
    assert hits(folder, "a") == []
    store = open_advisories(folder)
    assert store.match("pypi", "b", "1.0").retracted == ("B-1",)
    store.close()


@pytest.mark.parametrize("left", [0, 9])
def test_a_feed_that_lost_most_of_its_records_is_refused(tmp_path: Path, left: int) -> None:
    folder, path = tmp_path / "advisories", tmp_path / "all.zip"
    bring(folder, zipped(path, **many(20)))
    before = read_pointer(folder)
    zipped(path, **many(left))
    with pytest.raises((SourceError, ParseError)) as caught:
        bring(folder, path)
    assert "--force" in caught.value.hint if left else "no OSV record" in caught.value.message
    assert read_pointer(folder) == before
    if left:
        assert bring(folder, path, force=True).records == left


def test_changes_alone_are_read_where_the_export_tells_them(tmp_path: Path) -> None:
    folder, place = tmp_path / "advisories", tmp_path / "PyPI"
    zipped(place / "all.zip", **many(30))
    table = place / "modified_id.csv"
    table.write_text("2026-01-01T00:00:00Z,PyPI-1\n2025-12-01T00:00:00Z,PyPI-0\n")
    bring(folder, place)
    (place / "all.zip").write_bytes(b"PK not read again")
    (place / "NEW-1.json").write_bytes(record("NEW-1", ("PyPI", "fresh"), ("PyPI", "name-3")))
    late = record("PyPI-1", ("PyPI", "renamed"), modified="2026-04-01T00:00:00Z")
    (place / "PyPI-1.json").write_bytes(late)
    gone = record("PyPI-2", ("PyPI", "name-2"), withdrawn=True, modified="2026-04-01T00:00:00Z")
    (place / "PyPI-2.json").write_bytes(gone)
    fresh = (
        "2026-04-02T00:00:00.5Z,NEW-1\n2026-04-01T00:00:00Z,PyPI-2\n2026-04-01T00:00:00Z,PyPI-1\n"
    )
    table.write_text(fresh + table.read_text())
    summary = bring(folder, place)
    assert (summary.records, summary.withdrawn) == (30, 1)
    assert hits(folder, "fresh") == ["NEW-1"]
    assert hits(folder, "name-3") == ["NEW-1", "PyPI-3"]
    assert (hits(folder, "name-1"), hits(folder, "renamed")) == ([], ["PyPI-1"])
    assert hits(folder, "name-2") == []
    assert hits(folder, "name-29") == ["PyPI-29"]
    assert bring(folder, place).records == 30, "nothing new is no error"


def test_a_change_whose_record_is_not_there_means_the_whole_export(tmp_path: Path) -> None:
    folder, place = tmp_path / "advisories", tmp_path / "PyPI"
    zipped(place / "all.zip", **many(3))
    table = place / "modified_id.csv"
    table.write_text("2026-01-01T00:00:00Z,PyPI-1\n")
    bring(folder, place)
    zipped(place / "all.zip", **many(3), new=record("NEW-1", ("PyPI", "fresh")))
    table.write_text("2026-04-02T00:00:00Z,NEW-1\n2026-01-01T00:00:00Z,PyPI-1\n")
    bring(folder, place)
    assert hits(folder, "fresh") == ["NEW-1"]


def test_step_by_step_or_at_once_the_index_is_the_same(tmp_path: Path) -> None:
    folder, path = tmp_path / "advisories", tmp_path / "all.zip"
    first = {**many(8), "x": record("GHSA-1", ("PyPI", "name-1"), aliases=["CVE-2026-1"])}
    second = {
        **many(6),
        "x": record(
            "GHSA-1", ("PyPI", "name-2"), aliases=["CVE-2026-2"], modified="2026-02-01T00:00:00Z"
        ),
        "y": record("PYSEC-1", ("PyPI", "name-9"), aliases=["CVE-2026-2"]),
    }
    bring(folder, zipped(path, **first))
    bring(folder, zipped(path, **second))
    bring(tmp_path / "fresh", path)

    def told(place: Path) -> list[object]:
        store = open_advisories(place)
        keys = [("pypi", f"name-{at}", "1.0") for at in range(10)]
        found = store.match_all(keys)
        store.close()
        return [found[key] for key in keys]

    assert told(folder) == told(tmp_path / "fresh")
    assert rows(folder)[2:] == rows(tmp_path / "fresh")[2:]
    assert [row[:2] for row in rows(folder)[0]] == [row[:2] for row in rows(tmp_path / "fresh")[0]]


def test_exploited_and_likely_bugs_are_told_by_any_of_their_names(tmp_path: Path) -> None:
    folder = tmp_path / "advisories"
    path = zipped(
        tmp_path / "all.zip",
        a=record("PYSEC-1", ("PyPI", "a"), aliases=["GHSA-1"]),
        b=record("GHSA-1", ("PyPI", "other"), aliases=["CVE-2026-1111"]),
        c=record("MAL-1", ("PyPI", "a"), aliases=["CVE-2026-1111"]),
    )
    for name, data in (
        ("kev.json", kev("CVE-2026-1111")),
        ("scores.csv.gz", gzip.compress(epss(("CVE-2026-1111", 0.5, 0.99)))),
    ):
        (tmp_path / name).write_bytes(data)
    summary = bring(folder, path, tmp_path / "kev.json", tmp_path / "scores.csv.gz")
    assert (summary.exploited, summary.scored) == (1, 1)
    store = open_advisories(folder)
    malware, bug = store.match("pypi", "a", "1.0").records
    store.close()
    assert (bug.id, bug.group) == ("PYSEC-1", "CVE-2026-1111")
    assert bug.aliases == ("CVE-2026-1111", "GHSA-1"), "joined through a record of another package"
    assert bug.kev is not None
    assert (str(bug.kev.due), bug.kev.ransomware) == ("2026-06-01", True)
    assert (bug.epss, bug.epss_percentile) == (0.5, 0.99)
    assert (malware.id, malware.group, malware.kev) == ("MAL-1", "MAL-1", None)


@pytest.mark.parametrize("name", ["kev.json", "scores.csv"])
def test_lists_that_are_empty_or_shrank_are_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "advisories"
    cves = [f"CVE-2026-{number}" for number in range(1000, 1030)]

    def write(count: int) -> Path:
        some = cves[:count]
        data = kev(*some) if name == "kev.json" else epss(*((one, 0.1, 0.2) for one in some))
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    bring(folder, write(30))
    for count, kind in ((0, ParseError), (3, SourceError)):
        with pytest.raises(kind):
            bring(folder, write(count))
    summary = bring(folder, write(3), force=True)
    assert 3 in (summary.exploited, summary.scored)


def test_a_folder_of_everything(tmp_path: Path) -> None:
    place = tmp_path / "data"
    zipped(place / "osv" / "PyPI" / "all.zip", a=record("A-1", ("PyPI", "a")))
    zipped(place / "osv" / "npm" / "all.zip", b=record("B-1", ("npm", "b")))
    (place / "kev").mkdir()
    (place / "kev" / "known.json").write_bytes(kev("CVE-2026-1111"))
    (place / "popular").mkdir()
    (place / "popular" / "npm.json").write_text(json.dumps({"rows": ["chalk"]}))
    (place / "docs").mkdir()
    (place / "docs" / "README.md").write_text("words")
    summary = bring(tmp_path / "advisories", place)
    assert (summary.types, summary.exploited) == (("npm", "pypi"), 1)
    assert summary.popular == (("npm", 1),)
    assert asked(tmp_path / "advisories") == (str(place),)


def test_an_export_is_the_same_elsewhere(tmp_path: Path) -> None:
    folder, other = tmp_path / "advisories", tmp_path / "elsewhere"
    path = zipped(
        tmp_path / "all.zip",
        **many(25),
        g=record("GHSA-1", ("PyPI", "a"), aliases=["CVE-2026-1111"]),
    )
    (tmp_path / "kev.json").write_bytes(kev("CVE-2026-1111"))
    (tmp_path / "epss.csv").write_bytes(epss(("CVE-2026-1111", 0.25, 0.5)))
    (tmp_path / "pypi.txt").write_text("boto3 7\nrequests 5\n")
    bring(folder, path, tmp_path / "kev.json", tmp_path / "epss.csv", tmp_path / "pypi.txt")
    bundle = tmp_path / "advisories.zst"
    assert export(folder, bundle, Quiet()) == bundle.stat().st_size
    assert str(tmp_path).encode() not in bundle.read_bytes()
    bring(other, bundle)
    assert rows(other) == rows(folder)
    for at in range(0, bundle.stat().st_size, 17):
        data = bytearray(bundle.read_bytes())
        data[at] ^= 4
        damaged = tmp_path / "damaged.zst"
        damaged.write_bytes(data)
        try:
            bring(tmp_path / "third", damaged)
        except (ParseError, UsageError):
            continue
        assert rows(tmp_path / "third") == rows(folder), "a bit that means nothing"


def test_one_update_at_a_time(tmp_path: Path) -> None:
    folder = tmp_path / "advisories"
    path = zipped(tmp_path / "all.zip", a=record("A-1", ("PyPI", "a")))
    bring(folder, path)
    with advisories_build._locked(folder), pytest.raises(UsageError, match="another update"):
        bring(folder, path)
    assert bring(folder, path, now=NOW).records == 1


def test_a_damaged_database_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "advisories"
    path = zipped(tmp_path / "all.zip", a=record("A-1", ("PyPI", "a")))
    bring(folder, path)
    bodies = folder / read_pointer(folder).bodies
    bodies.write_bytes(bodies.read_bytes()[:1000])
    bring(folder, path)
    assert hits(folder, "a") == ["A-1"]
