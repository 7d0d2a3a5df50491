"""What a policy, a baseline, the loaders that are installed, and the reports make of models in places."""

import json
import subprocess
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import jsonschema
from assemble.torch_zip import assemble as torch_zip

from ostiary.core.scale import Decision
from ostiary.core.world import World
from ostiary.flows.audit.baseline import keep
from ostiary.flows.audit.options import AuditOptions
from ostiary.flows.audit.run import audit
from ostiary.policy.load import load
from ostiary.report.audit_markdown import render as markdown
from ostiary.report.audit_page import render as page
from ostiary.report.audit_text import render
from ostiary.report.cyclonedx import render_17
from ostiary.report.json import document
from ostiary.report.options import Options
from ostiary.report.spdx import render as spdx
from world.auditor import Auditor
from world.models import BAD, COMMIT, GOOD, TENSORS, UNLISTED, hub
from world.silent import Silent
from world.sites import install, record


def test_a_policy_may_name_what_is_harmless(
    place: Path, audited: Auditor, make_world: Callable[..., World]
) -> None:
    (place / "model.pkl").write_bytes(UNLISTED)
    assert audited().worst is Decision.INSUFFICIENT
    lines = 'extends = "balanced"\n[[models.allow]]\nname = "own.package.Thing"\nreason = "x"\nuntil = {}\n'
    for until, decision in (("2026-06-30", Decision.ALLOW), ("2026-05-01", Decision.INSUFFICIENT)):
        world: World = make_world(offline=True)
        policy = load(lines.format(until), "p.toml")
        run = audit([str(place)], AuditOptions(policy, vet_limit=0), world, Silent())
        assert run.worst is decision, render(run, Options())


def test_a_baseline_approves_models_as_they_are(
    place: Path, audited: Auditor, make_world: Callable[..., World]
) -> None:
    hub(place, "org/name", COMMIT, {"model.pkl": GOOD})
    keep(audited(), "ada", "looked at", make_world(offline=True))
    assert not audited().findings
    hub(place, "org/other", COMMIT, {"model.pkl": GOOD})
    drift = [one for one in audited().findings if one.check == "baseline-drift"]
    assert [one.at.path for one in drift] == [f"hub/models--org--other/snapshots/{COMMIT}"]


def test_a_waiver_for_a_model_holds(place: Path, make_world: Callable[..., World]) -> None:
    (place / "model.pkl").write_bytes(GOOD + b"more")
    world: World = make_world(offline=True)
    lines = (
        'extends = "balanced"\n[[waiver]]\ncheck = "model-bytes-hidden"\nsubject = "pkg:generic/model.pkl"\n'
        'reason = "known"\nstatus = "affected"\nowner = "ada"\nexpires = 2026-06-30\n'
    )
    policies = (load('extends = "balanced"\n', "p.toml"), load(lines, "p.toml"))
    worst = [
        audit([str(place)], AuditOptions(one, vet_limit=0), world, Silent()).worst
        for one in policies
    ]
    assert worst == [Decision.REVIEW, Decision.ALLOW]


def test_what_is_known_of_the_loaders_that_are_installed(
    place: Path, audited: Auditor, advise: Callable[..., None]
) -> None:
    (place / "model.pt").write_bytes(torch_zip(TENSORS))
    install(place / "env", "torch", "2.5.1")
    advise(
        record("GHSA-1", "torch", fixed="2.6.0", aliases=["CVE-2025-32434"]),
        record("GHSA-2", "torch", fixed="2.7.0"),
    )
    run = audited(integrity=False)
    (row,) = (row for one in run.examined for row in one.models)
    (told,) = row.loaders
    assert told.startswith("torch 2.5.1: `torch.load` runs pickles unless")
    assert "CVE-2025-32434" in told
    assert "CVE-2026-24747" in told
    assert "advisories about it: GHSA-2" in told
    assert "torch 2.5.1" in render(run, Options())


def test_a_loader_without_a_known_flaw(place: Path, audited: Auditor) -> None:
    (place / "model.pt").write_bytes(torch_zip(TENSORS))
    install(place / "env", "torch", "2.10.0+cpu")
    (row,) = (row for one in audited(integrity=False).examined for row in one.models)
    assert row.loaders == ("torch 2.10.0+cpu: no flaw is known",)


def test_every_report_shows_models(place: Path, audited: Auditor) -> None:
    card = b"---\nlicense: mit\npipeline_tag: text-generation\n---\n"
    hub(place, "org/name", COMMIT, {"model.pt": torch_zip(TENSORS), "README.md": card})
    (place / "bad.pkl").write_bytes(BAD)
    (place / "copy.pkl").write_bytes(BAD)
    run = audited()
    schema = resources.files("ostiary.report").joinpath("schema/run-1.schema.json")
    form = json.loads(json.dumps(document(run)))
    jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8"))).validate(form)
    rows = [row for verdict in form["verdicts"] for row in verdict["models"]]
    assert {(row["assurance"], row["format"]) for row in rows} >= {
        ("malicious", "pickle"),
        ("safe by list", "torch-zip"),
    }
    for report in (render(run, Options()), markdown(run, Options()), page(run, Options())):
        assert "malicious" in report
        assert "remove it" in report
        assert "bad.pkl" in report
    bom = json.loads(render_17(run, Options()))
    models = {one["purl"] for one in bom["components"] if one["type"] == "machine-learning-model"}
    assert f"pkg:huggingface/org/name@{COMMIT}" in models
    assert "pkg:generic/bad.pkl" in models
    assert "pkg:generic/copy.pkl" not in models
    needs = {one["ref"]: one.get("dependsOn", []) for one in bom["dependencies"]}
    (child,) = needs[f"pkg:huggingface/org/name@{COMMIT}"]
    (described,) = [one for one in bom["components"] if one["bom-ref"] == child]
    assert described["modelCard"]["modelParameters"]["task"] == "text-generation"
    assert f"pkg:huggingface/org/name@{COMMIT}" in spdx(run, Options())


def test_a_place_without_models_loads_no_reader_of_models(place: Path) -> None:
    (place / "pyproject.toml").write_text('[project]\nname = "own"\nversion = "1.0"\n')
    code = (
        "import sys; from ostiary.cli.main import main\n"
        f"main(['audit', {str(place)!r}, '--no-record', '--offline', '--quiet'])\n"
        "print([one for one in sys.modules if one.startswith(('ostiary.formats.model', 'ostiary.evidence',"
        " 'ostiary.flows.audit.models', 'ostiary.flows.audit.model_task', 'ostiary.program.loading'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
