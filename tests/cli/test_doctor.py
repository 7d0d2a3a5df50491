"""The doctor: what is here, what is not, and what that costs."""

import json
import zipfile

from ostiary.cluster.plan import PARTS
from ostiary.core.exits import Exit
from world.front import Front


def test_every_source_tool_and_list_has_a_line(front: Front) -> None:
    said = front("doctor", "--format", "json")
    lines = {(line["group"], line["name"]): line for line in json.loads(said.out)}
    wanted = {
        ("index", "pypi"),
        ("index", "npm"),
        ("source", "osv"),
        ("tool", "python"),
        ("tool", "uv"),
        ("tool", "git"),
        *(("confinement", part) for part in PARTS),
        ("data", "advisories"),
        ("data", "pypi names"),
        ("data", "npm names"),
        ("data", "trust root"),
        ("data", "log"),
        ("data", "examinations"),
    }
    assert wanted <= set(lines)
    assert "bundled" in lines["data", "pypi names"]["detail"]
    assert "sigstore" in lines["data", "trust root"]["detail"]
    assert "newest key in use since 20" in lines["data", "trust root"]["detail"]
    assert said.code == Exit.FOUND, "the bundled lists are short, and the advisories are missing"


def test_what_is_not_well_says_what_it_costs(front: Front) -> None:
    lines = json.loads(front("doctor", "--format", "json").out)
    assert all(line["cost"] for line in lines if line["state"] != "ok")
    text = front("doctor").out
    assert text.count("cost: ") == sum(line["state"] != "ok" for line in lines)


def test_trust_root_that_is_none_is_broken(front: Front) -> None:
    (front.cwd / "root.json").write_text("{}")
    front.environ["OSTIARY_TRUST_ROOT"] = str(front.cwd / "root.json")
    lines = json.loads(front("doctor", "--format", "json").out)
    root = next(line for line in lines if line["name"] == "trust root")
    assert root["state"] == "broken"
    assert "provenance stays unknown" in root["cost"]


def test_old_export_brought_in_today_is_old(front: Front) -> None:
    record = {
        "id": "PYSEC-2024-1",
        "modified": "2024-10-10T00:00:00Z",
        "affected": [{"package": {"ecosystem": "PyPI", "name": "thing"}, "versions": ["1.0"]}],
    }
    with zipfile.ZipFile(front.cwd / "all.zip", "w") as export:
        export.writestr("PYSEC-2024-1.json", json.dumps(record))
    said = front("db", "update", "--from", "all.zip")
    assert (said.code, said.err) == (Exit.OK, "")
    assert "fetch a newer export" in said.out
    lines = json.loads(front("doctor", "--format", "json").out)
    data = next(line for line in lines if line["name"] == "advisories")
    assert data["state"] == "old"
    assert "became known since is missing" in data["cost"]


def test_what_was_examined_before_is_told_with_its_place(front: Front) -> None:
    def line() -> dict[str, str]:
        rows = json.loads(front("doctor", "--format", "json").out)
        return next(row for row in rows if row["name"] == "examinations")

    place = front.folder / "cache" / "examinations"
    assert line()["detail"].startswith(f"0 artifacts, 0.0 MB in {place}")
    (front.cwd / "one.py").write_text("x = 1\n")
    front("scan", "one.py")
    assert line()["detail"].startswith("1 artifact, ")
    assert "delete the folder" in line()["detail"]
    place.chmod(0o777)
    assert line()["state"] == "broken"
    assert "read again" in line()["cost"]
