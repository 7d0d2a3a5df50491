import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from advisory_samples import NOW, bring, record, zipped

from ostiary.core.errors import LimitError, ParseError, SourceError, UsageError
from ostiary.core.facts.names import PopularName
from ostiary.formats import osv_record
from ostiary.formats.osv import parse_record
from ostiary.store import advisories_file
from ostiary.store.advisories import AdvisoryFileError, open_advisories, present
from ostiary.store.advisories_file import POINTER, read_pointer


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return zipped(
        tmp_path / "all.zip",
        a=record("A-1", ("PyPI", "Some.Name"), modified="2026-02-01T00:00:00Z"),
        b=record("B-1", ("PyPI", "some-name"), ("npm", "shared")),
        c=record("C-1", ("PyPI", "gone"), withdrawn=True),
        d=record("D-1", ("crates.io", "other")),
    )


@pytest.fixture
def folder(export: Path, tmp_path: Path) -> Path:
    bring(tmp_path / "advisories", export)
    return tmp_path / "advisories"


def ids(bodies: tuple[bytes, ...]) -> set[str]:
    return {parse_record(body).id for body in bodies}


def test_what_was_brought_in_is_found_by_name(export: Path, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "advisories"
    summary = bring(folder, export)
    store = open_advisories(folder)
    assert store.summary() == summary
    assert (summary.records, summary.withdrawn, summary.foreign) == (2, 1, 1)
    assert (summary.built, summary.newest) == (NOW, datetime(2026, 2, 1, tzinfo=UTC))
    assert summary.sources[0].source == str(export)
    assert ids(store.lookup("pypi", "some_NAME")) == {"A-1", "B-1"}
    assert ids(store.lookup("pypi", "gone")) == {"C-1"}
    assert store.lookup("pypi", "never") == ()
    answer = store.match("pypi", "some-name", "1.0")
    assert {one.id for one in answer.records} == {"A-1", "B-1"}
    store.verify()
    store.close()


def test_many_are_matched_at_once_and_each_under_its_own_key(folder: Path) -> None:
    store = open_advisories(folder)
    keys = [("pypi", "Some_Name", "1.0"), ("pypi", "some.name", "2.0"), ("pypi", "none", "1")]
    found = store.match_all([*keys, ("npm", "shared", "1.0")])
    assert list(map(len, (found[key].records for key in keys))) == [2, 0, 0]
    assert found[keys[1]].others == 2
    assert ("npm", "shared", "1.0") not in found, "npm was not brought in: no answer"
    store.close()


def test_what_was_withdrawn_is_told_so_that_findings_can_be_taken_back(folder: Path) -> None:
    store = open_advisories(folder)
    answer = store.match("pypi", "gone", "1.0")
    assert (answer.records, answer.others, answer.retracted) == ((), 0, ("C-1",))
    store.close()


def test_a_type_that_was_not_brought_in_is_unknown_not_clean(folder: Path) -> None:
    store = open_advisories(folder)
    assert store.summary().types == ("pypi",)
    assert not store.covers("npm")
    for ask in (lambda: store.lookup("npm", "shared"), lambda: store.match("npm", "shared", "1.0")):
        with pytest.raises(SourceError, match="do not cover npm"):
            ask()
    store.close()


def test_one_record_by_itself_covers_nothing(export: Path, tmp_path: Path) -> None:
    single = tmp_path / "N-1.json"
    single.write_bytes(record("N-1", ("npm", "x")))
    assert bring(tmp_path / "one", single).types == ()
    assert bring(tmp_path / "two", export, single).types == ("pypi",)


def test_several_ecosystems_and_a_folder(export: Path, tmp_path: Path) -> None:
    inner = tmp_path / "npm"
    (inner / "2026").mkdir(parents=True)
    (inner / "2026" / "N-1.json").write_bytes(record("N-1", ("npm", "@a/B")))
    assert bring(tmp_path / "advisories", export, inner).types == ("npm", "pypi")
    store = open_advisories(tmp_path / "advisories")
    assert ids(store.lookup("npm", "@a/B")) == {"N-1"}
    assert store.lookup("npm", "@a/b") == ()
    assert ids(store.lookup("npm", "shared")) == {"B-1"}
    store.close()


@pytest.mark.parametrize("order", [("old", "new"), ("new", "old")])
def test_of_one_record_the_newest_stays(tmp_path: Path, order: tuple[str, str]) -> None:
    made = {
        "old": record("A-1", ("PyPI", "before")),
        "new": record("A-1", ("PyPI", "after"), modified="2026-03-01T00:00:00Z"),
    }
    export = zipped(tmp_path / "all.zip", x=made[order[0]], y=made[order[1]])
    assert bring(tmp_path / "advisories", export).records == 1
    store = open_advisories(tmp_path / "advisories")
    assert store.lookup("pypi", "before") == ()
    assert ids(store.lookup("pypi", "after")) == {"A-1"}
    store.close()


def test_popular_names_come_in_the_same_file(export: Path, tmp_path: Path) -> None:
    names = tmp_path / "top.json"
    names.write_text(json.dumps({"rows": [{"project": "boto3", "download_count": 9}]}))
    summary = bring(tmp_path / "advisories", export, popular={"pypi": names})
    store = open_advisories(tmp_path / "advisories")
    assert summary.popular == (("pypi", 1),)
    assert store.popular("pypi") == (PopularName("boto3", 1, 9),)
    assert store.popular("npm") == ()
    store.close()


def test_age_is_that_of_the_newest_record_of_the_type(tmp_path: Path) -> None:
    old = zipped(
        tmp_path / "npm.zip", n=record("N-1", ("npm", "x"), modified="2025-01-01T00:00:00Z")
    )
    new = zipped(
        tmp_path / "pypi.zip", p=record("P-1", ("PyPI", "x"), modified="2026-04-30T00:00:00Z")
    )
    summary = bring(tmp_path / "advisories", old, new)
    assert (NOW - summary.told_of("pypi")).days == 1
    assert (NOW - summary.told_of("npm")).days == 485
    assert summary.told == summary.told_of("npm")


def test_every_single_byte_of_index_and_pointer_counts(folder: Path) -> None:
    for name in (read_pointer(folder).index, POINTER):
        path = folder / name
        whole = path.read_bytes()
        for at in range(0, len(whole), 211 if name != POINTER else 3):
            changed = bytearray(whole)
            changed[at] ^= 0x20
            path.write_bytes(changed)
            with pytest.raises(AdvisoryFileError) as caught:
                open_advisories(folder)
            assert "ostiary db update" in caught.value.hint
        path.write_bytes(whole)
    open_advisories(folder).close()


def test_a_body_that_was_changed_is_refused_when_it_is_read(folder: Path) -> None:
    path = folder / read_pointer(folder).bodies
    whole = path.read_bytes()
    refused = 0
    for at in range(0, len(whole), 61):
        changed = bytearray(whole)
        changed[at] ^= 0x01
        path.write_bytes(changed)
        try:
            store = open_advisories(folder)
            with pytest.raises(AdvisoryFileError, match="not what was written"):
                store.verify()
            bodies = store.lookup("pypi", "some-name")
        except AdvisoryFileError:
            refused += 1
            continue
        assert ids(bodies) == {"A-1", "B-1"}, "a wrong body came out"
        assert {one.id for one in store.match("pypi", "some-name", "1.0").records} == {"A-1", "B-1"}
        store.close()
    assert refused


@pytest.mark.parametrize("size", [0, 10, 100, 5000])
@pytest.mark.parametrize("part", ["index", "bodies"])
def test_a_file_cut_short_is_damaged(folder: Path, size: int, part: str) -> None:
    path = folder / getattr(read_pointer(folder), part)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(AdvisoryFileError, match="damaged"):
        open_advisories(folder)


def test_a_row_removed_with_sqlite_is_noticed(folder: Path) -> None:
    db = sqlite3.connect(folder / read_pointer(folder).index)
    db.execute("DELETE FROM package WHERE name = 'some-name'")
    db.commit()
    db.close()
    with pytest.raises(AdvisoryFileError, match="not what was written"):
        open_advisories(folder)


def test_a_missing_file_is_damage_not_absence(folder: Path) -> None:
    (folder / read_pointer(folder).bodies).unlink()
    with pytest.raises(AdvisoryFileError, match="missing"):
        open_advisories(folder)
    assert present(folder)


def test_none_and_those_of_an_older_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "advisories"
    assert not present(folder)
    with pytest.raises(AdvisoryFileError, match="no local advisories"):
        open_advisories(folder)
    (tmp_path / "advisories.db").write_bytes(b"SQLite format 3\0")
    assert present(folder)
    with pytest.raises(AdvisoryFileError, match="older version"):
        open_advisories(folder)
    export = zipped(tmp_path / "all.zip", a=record("A-1", ("PyPI", "x")))
    with monkeypatch.context() as patch:
        patch.setattr(advisories_file, "VERSION", 99)
        bring(folder, export)
    with pytest.raises(AdvisoryFileError, match="version 99"):
        open_advisories(folder)
    bring(folder, export)
    open_advisories(folder).close()


def broken_zip(tmp_path: Path) -> Path:
    path = zipped(tmp_path / "cut.zip", a=record("A-1", ("PyPI", "x")))
    path.write_bytes(path.read_bytes()[:-30])
    return path


def test_what_cannot_be_read_leaves_the_old_files_as_they_were(
    export: Path, folder: Path, tmp_path: Path
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    bad = zipped(tmp_path / "bad.zip", a=record("A-1", ("PyPI", "x")), b=b"{}")
    empty = zipped(tmp_path / "empty.zip")
    for source, kind in (
        (bad, ParseError),
        (empty, ParseError),
        (broken_zip(tmp_path), ParseError),
        (tmp_path / "missing.zip", UsageError),
    ):
        with pytest.raises(kind):
            bring(folder, export, source)
    with pytest.raises(UsageError):
        bring(folder)
    with pytest.raises(UsageError):
        bring(folder, export, popular={"cargo": export})
    assert {name: (folder / name).read_bytes() for name in before} == before
    open_advisories(folder).close()


def test_a_record_too_large_is_named(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(osv_record, "MAX_RECORD", 100)
    with pytest.raises((LimitError, ParseError), match=r"a\.json"):
        bring(tmp_path / "advisories", export)


def test_identical_sources_make_identical_files(export: Path, tmp_path: Path) -> None:
    bring(tmp_path / "one", export)
    bring(tmp_path / "other", export)
    assert read_pointer(tmp_path / "one") == read_pointer(tmp_path / "other")
