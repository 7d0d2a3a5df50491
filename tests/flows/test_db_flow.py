"""`ostiary db` from the command line: files, folders and addresses, again and elsewhere."""

import gzip
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ostiary.core.exits import Exit
from world import build
from world.front import Front
from world.index import Answer, FakeIndex

DAY = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
NOW = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def record(ident: str, name: str, version: str = "1.0", modified: str = DAY) -> bytes:
    package = {"ecosystem": "PyPI", "name": name}
    whole = {
        "id": ident,
        "modified": modified,
        "affected": [{"package": package, "versions": [version]}],
    }
    return json.dumps(whole).encode()


def archive(**records: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, body in records.items():
            file.writestr(f"{name}.json", body)
    return buffer.getvalue()


def test_an_address_is_read_whole_then_by_its_changes(front: Front, osv: FakeIndex) -> None:
    osv.extra["/PyPI/all.zip"] = Answer(archive(a=record("A-1", "thing"), b=record("B-1", "other")))
    osv.extra["/PyPI/modified_id.csv"] = Answer(f"{DAY},A-1\n{DAY},B-1\n".encode())
    said = front("db", "update", "--from", f"{osv.url}/PyPI")
    assert (said.code, said.err) == (Exit.OK, "")
    assert said.out.startswith("2 advisories on pypi")
    assert f"from {osv.url}/PyPI: 2 of osv" in said.out
    assert "both whole" in said.out

    osv.extra["/PyPI/all.zip"] = Answer(b"not asked for again")
    table = f"{NOW},C-1\n{DAY},A-1\n{DAY},B-1\n"
    osv.extra["/PyPI/modified_id.csv"] = Answer(table.encode())
    for name, body in (("A-1", record("A-1", "thing")), ("B-1", record("B-1", "other"))):
        osv.extra[f"/PyPI/{name}.json"] = Answer(body)
    osv.extra["/PyPI/C-1.json"] = Answer(record("C-1", "third", modified=NOW))
    front.forget()
    again = front("db", "update")
    assert (again.code, again.err) == (Exit.OK, "")
    assert again.out.startswith("3 advisories on pypi")


def test_an_address_above_the_ecosystems(front: Front, osv: FakeIndex) -> None:
    osv.extra["/all/PyPI/all.zip"] = Answer(archive(a=record("A-1", "thing")))
    said = front("db", "update", "--from", f"{osv.url}/all/")
    assert said.out.startswith("1 advisories on pypi")
    wrong = front("db", "update", "--from", f"{osv.url}/nothing")
    assert wrong.code != Exit.OK
    assert "holds no export" in wrong.err
    assert front("db", "status").out.startswith("1 advisories on pypi"), "what was there stays"


def test_lists_by_content_and_all_of_it_elsewhere(
    front: Front, index: FakeIndex, osv: FakeIndex
) -> None:
    index.publish("thing", "1.0", [build.wheel("thing", "1.0")])
    index.publish("thing", "1.1", [build.wheel("thing", "1.1")])
    (front.cwd / "all.zip").write_bytes(archive(a=record("CVE-2026-1234", "thing")))
    rows = [{"cveID": "CVE-2026-1234", "dueDate": "2026-06-01"}]
    kev = {"catalogVersion": "1", "vulnerabilities": rows}
    (front.cwd / "catalogue.json").write_text(json.dumps(kev))
    osv.extra["/epss.csv.gz"] = Answer(
        gzip.compress(b"cve,epss,percentile\nCVE-2026-1234,0.5,0.9\n")
    )
    said = front(
        "db", "update", "--from", "all.zip", "catalogue.json", "--from", f"{osv.url}/epss.csv.gz"
    )
    assert "1 bugs known to be exploited (KEV)" in said.out
    assert "1 EPSS scores" in said.out
    exported = front("db", "export", "taken.zst")
    assert exported.code == Exit.OK
    assert (front.cwd / "taken.zst").stat().st_size > 100

    front.environ["OSTIARY_DATA"] = f"{front.environ['OSTIARY_DATA']}-elsewhere"
    there = front("db", "update", "--from", "taken.zst")
    assert (there.code, there.err) == (Exit.OK, "")
    assert "1 EPSS scores" in there.out
    bad = front.vet("thing==1.0")
    assert "CVE-2026-1234" in json.dumps(bad.report["findings"])
    assert front.vet("thing==1.1").verdict["decision"] == "allow"
    data = bytearray((front.cwd / "taken.zst").read_bytes())
    data[len(data) // 2] ^= 1
    (front.cwd / "taken.zst").write_bytes(data)
    wrong = front("db", "update")
    assert wrong.code != Exit.OK
    assert "damaged" in wrong.err


def test_a_feed_that_shrank_is_taken_only_by_force(front: Front) -> None:
    path = front.cwd / "all.zip"
    path.write_bytes(archive(**{f"r{at}": record(f"A-{at}", f"name-{at}") for at in range(40)}))
    assert front("db", "update", "--from", "all.zip").code == Exit.OK
    path.write_bytes(archive(a=record("A-1", "name-1")))
    said = front("db", "update")
    assert said.code != Exit.OK
    assert "--force" in said.err
    assert front("db", "status").out.startswith("40 advisories")
    assert front("db", "update", "--force").out.startswith("1 advisories")


def test_nothing_to_repeat_and_nothing_to_export(front: Front) -> None:
    said = front("db", "update")
    assert "update from what?" in said.err
    assert front("db", "export", "x.zst").code != Exit.OK
    assert front("db", "export").code == Exit.USAGE
    assert not Path(front.cwd / "x.zst").exists()


@pytest.mark.parametrize("cut", [10, 400])
def test_a_damaged_index_says_what_to_do(front: Front, cut: int) -> None:
    (front.cwd / "all.zip").write_bytes(archive(a=record("A-1", "thing")))
    front("db", "update", "--from", "all.zip")
    (index,) = Path(front.environ["OSTIARY_DATA"], "advisories").glob("index-*.db")
    index.write_bytes(index.read_bytes()[:-cut])
    said = front("db", "status")
    assert said.code != Exit.OK
    assert "damaged" in said.err
    assert "ostiary db update" in said.err
    assert front("db", "update", "--from", "all.zip").code == Exit.OK
