"""Bills of materials in an audit: matched like locks, and what nobody can match is said."""

import json
from pathlib import Path

from ostiary.core.scale import Decision
from world.auditor import Auditor


def bill(path: Path, *components: dict[str, str]) -> None:
    """A CycloneDX bill with these components."""
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": list(components)}
    path.write_text(json.dumps(document))


def test_a_bill_is_matched_with_advisories(place: Path, audited: Auditor) -> None:
    bill(place / "bom.json", {"name": "flawed", "purl": "pkg:pypi/flawed@1.0"})
    run = audited()
    assert [one.advisory for one in run.findings] == ["OSV-1"]
    assert run.worst is Decision.REVIEW


def test_a_component_without_a_purl_is_unchecked_not_silent(place: Path, audited: Auditor) -> None:
    bill(place / "bom.json", {"name": "sound", "purl": "pkg:pypi/sound@1.0"}, {"name": "mystery"})
    run = audited()
    assert run.worst is Decision.REVIEW
    assert run.audit is not None
    assert [one.name for one in run.audit.unchecked] == ["mystery"]
    (reason,) = [one for one in run.asked[0].reasons if one.rule == "unchecked"]
    assert "`mystery`" in reason.message
    assert "no purl" in reason.message


def test_a_bill_that_cannot_be_read_is_insufficient(place: Path, audited: Auditor) -> None:
    (place / "app.cdx.json").write_text('{"bomFormat": "CycloneDX", "components": 5}')
    run = audited()
    assert run.worst is Decision.INSUFFICIENT
    assert any("no list" in one.message for one in run.asked[0].reasons)
