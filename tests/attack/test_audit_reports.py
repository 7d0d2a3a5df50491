"""Names of strangers in every report: nothing of them is obeyed, lost, or too much for a format."""

import json
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from world.front import Front
from world.sites import export, record

NAMES = [
    "a\x1b[2J\x1b]0;x\x07",
    "a\n::error::x",
    "a\r\n##[command]x",
    "a%0A::set-output name=x::y",
    "a<script>alert(1)</script>",
    "a&b]]>c\x0b\x00",
    "a\ud800b",
    "a\u202egnp",
    "a b?c#d@e",
    "@a/../../b",
    "../" * 20,
    "@@",
    "a/b/c",
    "a" * 5000,
    "%2e%2e",
    "\uff46lawed",
    "flawed\u200b",
]
FORMATS = [
    "text", "json", "jsonl", "sarif", "markdown", "html", "cyclonedx", "cyclonedx-1.7", "spdx", "junit",
    "github",
]  # fmt: skip


@pytest.fixture
def hostile(front: Front, tmp_path: Path) -> None:
    """A place full of such names, in an environment, in `node_modules`, a lock, an SBOM and paths."""
    source = export(
        tmp_path / "export", *(_flaw(number, name) for number, name in enumerate(NAMES))
    )
    assert front("db", "update", "--from", str(source)).code == 0
    components = []
    for number, name in enumerate(NAMES):
        folder = front.cwd / f"node_modules/p{number}"
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(json.dumps({"name": name, "version": name}))
        info = front.cwd / f"env/p{number}-1.0.dist-info"
        info.mkdir(parents=True)
        text = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n\n"
        (info / "METADATA").write_bytes(text.encode("utf-8", "surrogatepass"))
        components.append(
            {"type": "library", "name": name, "version": name, "purl": f"pkg:npm/{name}"}
        )
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components}
    (front.cwd / "bom.json").write_text(json.dumps(bom))
    for name in ("a\n::error::x", "b\x1b[2J", "c<d>"):
        (front.cwd / name).mkdir()
        (front.cwd / name / "requirements.txt").write_text("flawed==1.0\n")
    packages = {f"node_modules/{name}": {"version": name, "license": name} for name in NAMES}
    lock = {"name": "app\n::error::y", "lockfileVersion": 3, "packages": packages}
    (front.cwd / "package-lock.json").write_text(json.dumps(lock))


def _flaw(number: int, name: str) -> dict[str, object]:
    found = record(f"OSV-{number}", name.encode("utf-8", "replace").decode(), "npm")
    found["summary"] = f"flaw of {name}".encode("utf-8", "replace").decode()
    return found


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("form", FORMATS)
def test_no_report_breaks_or_obeys(front: Front, form: str) -> None:
    said = front("audit", "--format", form)
    assert said.code in (0, 1, 3), said.err
    assert said.out
    assert not set("\x1b\x07\x00\u202e\u200b") & set(said.out)
    lines = said.out.splitlines()
    ours = ("::error", "::warning", "::notice") if form == "github" else ()
    assert not [one for one in lines if one.lstrip().startswith("::") and not one.startswith(ours)]
    assert not [one for one in lines if "##[" in one]
    if form == "github":
        assert not [one for one in lines if one in {"::error::x", "::error::y"}]
    if form in {"json", "sarif", "cyclonedx", "cyclonedx-1.7"}:
        json.loads(said.out)
    if form == "junit":
        fromstring(said.out)
    if form == "html":
        assert "<script>alert" not in said.out


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(
    ("form", "version"), [("cyclonedx", SchemaVersion.V1_6), ("cyclonedx-1.7", SchemaVersion.V1_7)]
)
def test_a_bill_of_hostile_names_is_valid_and_whole(
    front: Front, form: str, version: SchemaVersion
) -> None:
    text = front("audit", "--format", form).out
    assert JsonStrictValidator(version).validate_str(text) is None
    bill = json.loads(text)
    inventory = front("audit", "--format", "json").report["inventory"]
    wanted = {row["purl"] for place in inventory["places"] for row in place["components"]}
    refs = {row["bom-ref"] for row in bill["components"]}
    assert refs == wanted
    assert [row["name"] for row in bill["components"] if not row.get("purl")] == []
