"""What people decided, what was known before, and how old it is: never lost, and not believed if altered."""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from world.front import Front
from world.sites import export, install, record

Bring = Callable[..., None]


@pytest.fixture
def bring(front: Front, tmp_path: Path) -> Bring:
    """Bring advisories in, by the command."""

    def do(*records: Mapping[str, object]) -> None:
        said = front("db", "update", "--from", str(export(tmp_path / "export", *records)))
        assert said.code == 0, said.err

    return do


def policy(front: Front, text: str) -> str:
    """A policy of one's own on top of the default."""
    path = front.folder / "policy.toml"
    path.write_text(f'extends = "balanced"\n{text}')
    return str(path)


DENY = '[[deny]]\npurl = "{}"\nreason = "not here"\n'


@pytest.mark.parametrize(
    "purl", ["pkg:pypi/sound", "pkg:pypi/sound@1.0", "pkg:deb/debian/sound", "pkg:npm/sound"]
)
def test_a_denied_component_blocks(front: Front, bring: Bring, purl: str) -> None:
    bring()
    install(front.cwd / "env", "sound", "1.0")
    dpkg = front.cwd / "var/lib/dpkg"
    dpkg.mkdir(parents=True)
    (dpkg / "status").write_text("Package: sound\nStatus: install ok installed\nVersion: 1.0\n")
    (front.cwd / "package.json").write_text('{"name": "a", "dependencies": {"sound": "^1"}}')
    said = front("audit", "--policy", policy(front, DENY.format(purl)))
    assert said.code == 1
    assert said.out.startswith("BLOCK")


def test_a_refused_component_blocks(front: Front, bring: Bring) -> None:
    bring()
    install(front.cwd / "env", "sound", "1.0")
    said = front("refuse", "pypi:sound@1.0", "--reason", "no", "--by", "ann")
    assert said.code == 0, said.err
    assert front("audit").code == 1


def test_a_denied_digest_in_the_second_lock_blocks(front: Front, bring: Bring) -> None:
    bring()
    for name, digit in (("a", "1"), ("b", "2")):
        (front.cwd / name).mkdir()
        text = f"sound==1.0 --hash=sha256:{digit * 64}\n"
        (front.cwd / name / "requirements.txt").write_text(text)
    deny = f'[[deny]]\ndigest = "sha256:{"2" * 64}"\nreason = "bad bytes"\n'
    assert front("audit", "--policy", policy(front, deny)).code == 1


def test_a_denied_licence_blocks(front: Front, bring: Bring) -> None:
    bring()
    info = install(front.cwd / "env", "sound", "1.0")
    text = "Metadata-Version: 2.4\nName: sound\nVersion: 1.0\nLicense-Expression: AGPL-3.0-only\n\n"
    (info / "METADATA").write_text(text)
    said = front("audit", "--policy", policy(front, '[licences]\ndeny = ["AGPL-3.0-only"]\n'))
    assert said.code == 1


def test_an_approval_of_a_package_excuses_no_altered_file(front: Front, bring: Bring) -> None:
    bring()
    install(front.cwd / "env", "sound", "1.0")
    (front.cwd / "env/sound/__init__.py").write_text("A = 1\n")
    assert front("approve", "pypi:sound@1.0", "--reason", "ok", "--by", "ann").code == 0
    assert front("audit").out.startswith("REVIEW")


@contextmanager
def opened(front: Front) -> Iterator[sqlite3.Connection]:
    """The log, without what keeps it append-only: an intruder takes that away first."""
    db = sqlite3.connect(front.folder / "data/ostiary.db")
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    yield db
    db.commit()
    db.close()


def tamper(front: Front, kind: str, old: bytes, new: bytes) -> None:
    """Alter the newest entry of a kind in the log."""
    with opened(front) as db:
        query = "SELECT seq, body FROM entry WHERE kind = ? ORDER BY seq DESC LIMIT 1"
        seq, packed = db.execute(query, (kind,)).fetchone()
        body = zlib.decompress(packed)
        assert old in body
        packed = zlib.compress(body.replace(old, new))
        db.execute("UPDATE entry SET body = ? WHERE seq = ?", (packed, seq))


@pytest.mark.parametrize("kind", ["run", "baseline"])
def test_an_altered_earlier_audit_is_not_believed(front: Front, bring: Bring, kind: str) -> None:
    bring()
    install(front.cwd / "env", "sound", "1.0")
    front("audit")
    front("baseline", "set", "--reason", "reviewed", "--by", "ann")
    tamper(front, kind, b'"sound"', b'"added"')
    install(front.cwd / "env", "added", "1.0")
    said = front("audit", "--vet-new", "0")
    assert said.code not in (0, 1)
    assert "altered" in said.err


def test_a_baseline_taken_out_of_the_index_still_counts(front: Front, bring: Bring) -> None:
    bring()
    install(front.cwd / "env", "sound", "1.0")
    front("baseline", "set", "--reason", "reviewed", "--by", "ann")
    with opened(front) as db:
        db.execute("DELETE FROM about")
    install(front.cwd / "env", "added", "1.0")
    said = front("audit", "--vet-new", "0", "--format", "json")
    assert "added 1.0" in said.message("baseline-drift")


def test_old_advisories_of_one_kind_are_not_hidden_by_new_ones(
    front: Front, tmp_path: Path
) -> None:
    source = tmp_path / "export"
    old = dict(record("OSV-1", "flawed"), modified="2020-01-01T00:00:00Z")
    new = record("OSV-2", "flawed", "npm", fixed="2.0.0")
    source.mkdir()
    for one in (old, new):
        (source / f"{one['id']}.json").write_text(json.dumps(one))
    assert front("db", "update", "--from", str(source)).code == 0
    (front.cwd / "requirements.txt").write_text("sound==1.0\n")
    (front.cwd / "package-lock.json").write_text(
        '{"lockfileVersion": 3, "packages": {"node_modules/zed": {"version": "1.0.0"}}}'
    )
    said = front("audit")
    assert said.code == 3
    assert "old" in said.out


def test_a_damaged_database_is_insufficient(front: Front, bring: Bring) -> None:
    bring(record("OSV-1", "flawed"))
    (front.cwd / "requirements.txt").write_text("flawed==1.0\n")
    for path in (front.folder / "data/advisories").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            path.write_bytes(data[: len(data) // 2] + b"\0" + data[len(data) // 2 + 1 :])
    assert front("audit").code == 3


def test_a_kind_that_no_one_covers_is_insufficient_offline(front: Front, tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(record("OSV-1", "flawed")))
    assert front("db", "update", "--from", str(tmp_path / "one.json")).code == 0
    (front.cwd / "package-lock.json").write_text(
        '{"lockfileVersion": 3, "packages": {"node_modules/zed": {"version": "1.0.0"}}}'
    )
    assert front("audit", "--offline").code == 3


def test_malware_of_another_version_and_withdrawn_records_do_not_spill(
    front: Front, bring: Bring
) -> None:
    bad = record("MAL-2026-1", "once", fixed="9")
    bad["affected"][0] = {  # type: ignore[index]
        "package": {"ecosystem": "PyPI", "name": "once"},
        "versions": ["1.0"],
    }
    bring(bad, record("OSV-1", "flawed", withdrawn="2026-01-01T00:00:00Z"))
    (front.cwd / "requirements.txt").write_text("once==2.0\nflawed==1.0\n")
    assert front("audit").code == 0
    (front.cwd / "requirements.txt").write_text("once==1.0\n")
    assert front("audit", "--vet-new", "0").code == 1


@pytest.mark.parametrize(("limit", "code"), [("review", 1), ("block", 0)])
def test_exit_codes_follow_the_limit(front: Front, bring: Bring, limit: str, code: int) -> None:
    bring(record("OSV-1", "flawed"))
    (front.cwd / "requirements.txt").write_text("flawed==1.0\n")
    assert front("audit", "--fail-on", limit).code == code
