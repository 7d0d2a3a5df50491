import json
import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ostiary.core.errors import LimitError, ParseError, SourceError, UsageError
from ostiary.core.facts.names import PopularName
from ostiary.formats import osv_record
from ostiary.formats.osv import match, parse_record
from ostiary.store.advisories import AdvisoryFileError, Summary, build, open_advisories

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def record(
    ident: str,
    *packages: tuple[str, str],
    version: str = "1.0",
    modified: str = "2026-01-01T00:00:00Z",
    withdrawn: bool = False,
) -> bytes:
    affected = [
        {"package": {"ecosystem": kind, "name": name}, "versions": [version]}
        for kind, name in packages
    ]
    whole: dict[str, object] = {"id": ident, "modified": modified, "affected": affected}
    if withdrawn:
        whole["withdrawn"] = modified
    return json.dumps(whole).encode()


def zipped(path: Path, **records: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", "not a record")
        for name, data in records.items():
            archive.writestr(f"{name}.json", data)
    return path


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return zipped(
        tmp_path / "all.zip",
        a=record("A-1", ("PyPI", "Some.Name"), modified="2026-02-01T00:00:00Z"),
        b=record("B-1", ("PyPI", "some-name"), ("npm", "shared")),
        c=record("C-1", ("PyPI", "gone"), withdrawn=True),
        d=record("D-1", ("crates.io", "other")),
    )


def ids(bodies: tuple[bytes, ...]) -> set[str]:
    return {parse_record(body).id for body in bodies}


def test_what_was_brought_in_is_found_by_name(export: Path, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "advisories.db"
    summary = build(target, [export], built=NOW)
    store = open_advisories(target)
    assert store.summary() == summary
    assert (summary.records, summary.withdrawn, summary.foreign) == (2, 1, 1)
    assert (summary.built, summary.newest) == (NOW, datetime(2026, 2, 1, tzinfo=UTC))
    assert summary.sources[0][0] == "all.zip"
    assert ids(store.lookup("pypi", "some_NAME")) == {"A-1", "B-1"}
    assert store.lookup("pypi", "gone") == ()
    records = [parse_record(body) for body in store.lookup("pypi", "some-name")]
    assert {one.id for one in match(records, "pypi", "some-name", "1.0").records} == {"A-1", "B-1"}
    store.close()


def test_a_type_that_was_not_brought_in_is_unknown_not_clean(export: Path, tmp_path: Path) -> None:
    target = tmp_path / "advisories.db"
    summary = build(target, [export], built=NOW)
    store = open_advisories(target)
    assert summary.types == ("pypi",)
    assert not store.covers("npm")
    with pytest.raises(SourceError, match="do not cover npm"):
        store.lookup("npm", "shared")
    store.close()


def test_one_record_by_itself_covers_nothing(export: Path, tmp_path: Path) -> None:
    single = tmp_path / "N-1.json"
    single.write_bytes(record("N-1", ("npm", "x")))
    assert build(tmp_path / "one.db", [single], built=NOW).types == ()
    target = tmp_path / "two.db"
    assert build(target, [export, single], built=NOW).types == ("pypi",)


def test_several_ecosystems_and_a_folder(export: Path, tmp_path: Path) -> None:
    folder = tmp_path / "npm"
    (folder / "2026").mkdir(parents=True)
    (folder / "2026" / "N-1.json").write_bytes(record("N-1", ("npm", "@a/B")))
    target = tmp_path / "advisories.db"
    assert build(target, [export, folder], built=NOW).types == ("npm", "pypi")
    store = open_advisories(target)
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
    target = tmp_path / "advisories.db"
    assert build(target, [export], built=NOW).records == 1
    store = open_advisories(target)
    assert store.lookup("pypi", "before") == ()
    assert ids(store.lookup("pypi", "after")) == {"A-1"}
    store.close()


def test_popular_names_come_in_the_same_file(export: Path, tmp_path: Path) -> None:
    names = tmp_path / "top.json"
    names.write_text(json.dumps({"rows": [{"project": "boto3", "download_count": 9}]}))
    target = tmp_path / "advisories.db"
    summary = build(target, [export], built=NOW, popular={"pypi": names})
    store = open_advisories(target)
    assert summary.popular == (("pypi", 1),)
    assert store.popular("pypi") == (PopularName("boto3", 1, 9),)
    assert store.popular("npm") == ()
    store.close()


def test_every_single_byte_counts(export: Path, tmp_path: Path) -> None:
    target = tmp_path / "advisories.db"
    build(target, [export], built=NOW)
    whole = target.read_bytes()
    for at in range(0, len(whole), 97):
        changed = bytearray(whole)
        changed[at] ^= 0x20
        target.write_bytes(changed)
        with pytest.raises(AdvisoryFileError) as caught:
            open_advisories(target)
        assert caught.value.hint


@pytest.mark.parametrize("size", [0, 10, 100, 5000])
def test_a_file_cut_short_is_damaged(export: Path, tmp_path: Path, size: int) -> None:
    target = tmp_path / "advisories.db"
    build(target, [export], built=NOW)
    target.write_bytes(target.read_bytes()[:size])
    with pytest.raises(AdvisoryFileError):
        open_advisories(target)


def test_a_row_removed_with_sqlite_is_noticed(export: Path, tmp_path: Path) -> None:
    target = tmp_path / "advisories.db"
    build(target, [export], built=NOW)
    db = sqlite3.connect(target)
    db.execute("DELETE FROM touches WHERE name = 'some-name'")
    db.commit()
    db.close()
    with pytest.raises(AdvisoryFileError, match="not what was written"):
        open_advisories(target)


def test_no_file_another_file_another_version(export: Path, tmp_path: Path) -> None:
    with pytest.raises(AdvisoryFileError, match="no local advisories"):
        open_advisories(tmp_path / "missing.db")
    other = tmp_path / "other.db"
    sqlite3.connect(other).execute("CREATE TABLE x (y)").connection.close()
    with pytest.raises(AdvisoryFileError, match="not a file of local advisories"):
        open_advisories(other)
    build(other, [export], built=NOW)
    db = sqlite3.connect(other)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(AdvisoryFileError, match="version 99"):
        open_advisories(other)


def broken_zip(tmp_path: Path) -> Path:
    path = zipped(tmp_path / "cut.zip", a=record("A-1", ("PyPI", "x")))
    path.write_bytes(path.read_bytes()[:-30])
    return path


def test_what_cannot_be_read_leaves_the_old_file_as_it_was(export: Path, tmp_path: Path) -> None:
    target = tmp_path / "advisories.db"
    build(target, [export], built=NOW)
    before = target.read_bytes()
    bad = zipped(tmp_path / "bad.zip", a=record("A-1", ("PyPI", "x")), b=b"{}")
    empty = zipped(tmp_path / "empty.zip")
    for source, kind in (
        (bad, ParseError),
        (empty, ParseError),
        (broken_zip(tmp_path), ParseError),
        (tmp_path / "missing.zip", UsageError),
    ):
        with pytest.raises(kind):
            build(target, [export, source], built=NOW)
    with pytest.raises(UsageError):
        build(target, [], built=NOW)
    with pytest.raises(UsageError):
        build(target, [export], built=NOW, popular={"cargo": export})
    assert target.read_bytes() == before
    assert not list(tmp_path.glob(".advisories*"))


def test_a_record_too_large_is_named(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(osv_record, "MAX_RECORD", 100)
    with pytest.raises((LimitError, ParseError), match=r"a\.json"):
        build(tmp_path / "advisories.db", [export], built=NOW)


def test_identical_sources_make_an_identical_file(export: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.db", tmp_path / "other.db"
    assert isinstance(build(one, [export], built=NOW), Summary)
    build(other, [export], built=NOW)
    assert one.read_bytes() == other.read_bytes()
