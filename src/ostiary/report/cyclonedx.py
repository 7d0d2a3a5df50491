"""The bill of materials in CycloneDX, with the findings as vulnerabilities and the waivers as VEX."""

import json
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import UUID, uuid5

from ostiary.core.finding import Finding
from ostiary.core.inventory import Scope
from ostiary.core.run import Run
from ostiary.core.scale import Severity
from ostiary.core.waiver import Claim, VexStatus
from ostiary.report.bill import Item, bill, is_model, titled
from ostiary.report.model_card import cards
from ostiary.report.options import Options
from ostiary.report.safe import json_text, whole

if TYPE_CHECKING:
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component
    from packageurl import PackageURL

MAX_VERSION = 1024
"""Characters of a version. Source: CycloneDX 1.6, schema; the purl keeps the whole of it."""
_NAMESPACE = UUID("6f6f7374-6961-5279-8000-626f6d000001")
_ALGORITHMS = {
    "md5": "MD5",
    "sha1": "SHA-1",
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
}
_TYPES = {"docker": "container"}
_EXCLUDED = frozenset({Scope.DEV, Scope.BUILD})


def render(run: Run, options: Options) -> str:
    """CycloneDX 1.6 as JSON. Source: ECMA-424, 1st edition."""
    return _rendered(run, options, "1.6")


def render_17(run: Run, options: Options) -> str:
    """CycloneDX 1.7 as JSON. Source: ECMA-424, 2nd edition."""
    return _rendered(run, options, "1.7")


def _rendered(run: Run, options: Options, version: str) -> str:
    del options  # the data does not depend on how a person wants to look at it
    return text_of(_bom(run), version, cards(bill(run).items))


def text_of(bom: "Bom", version: str, added: Mapping[str, Any] | None = None) -> str:
    """A document in JSON, with what says what it is at its beginning, where readers look for it."""
    from cyclonedx.output import make_outputter
    from cyclonedx.schema import OutputFormat, SchemaVersion

    wanted = SchemaVersion.from_version(version)
    with warnings.catch_warnings():
        # It complains of places that ask for nothing, as a folder of loose packages does.
        warnings.simplefilter("ignore", UserWarning)
        text = make_outputter(bom, OutputFormat.JSON, wanted).output_as_string()
    return _ordered(text, added or {})


_FIRST = ("$schema", "bomFormat", "specVersion", "serialNumber", "version", "metadata")


def _ordered(text: str, added: Mapping[str, Any]) -> str:
    given = json.loads(text)
    for one in given.get("components", ()):
        if card := added.get(one["bom-ref"]):
            one["modelCard"] = card
        if one.get("purl", "").lower() == one["bom-ref"].lower():
            one["purl"] = one["bom-ref"]  # the library takes the capitals out of old npm names
    first = {key: given[key] for key in _FIRST if key in given}
    return json_text(json.dumps({**first, **given}, indent=2)) + "\n"


def _bom(run: Run) -> "Bom":
    from cyclonedx.model.bom import Bom, BomMetaData
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.model.dependency import Dependency

    listed = bill(run)
    parts = {one.purl: component(one) for one in listed.items}
    root = Component(name=titled(run), type=ComponentType.APPLICATION, bom_ref="ostiary:places")
    tool = Component(
        name="ostiary",
        version=whole(run.tool.partition(" ")[2])[:MAX_VERSION],
        type=ComponentType.APPLICATION,
    )
    needs = {
        purl: Dependency(
            parts[purl].bom_ref, [Dependency(parts[one].bom_ref) for one in item.needs]
        )
        for purl, item in ((one.purl, one) for one in listed.items)
    }
    asked = Dependency(root.bom_ref, [Dependency(parts[one].bom_ref) for one in listed.roots])
    bom = Bom(
        components=parts.values(),
        metadata=BomMetaData(component=root, timestamp=run.started),
        serial_number=uuid5(_NAMESPACE, whole(run.id)),
        dependencies=[asked, *needs.values()],
        vulnerabilities=list(_vulnerabilities(run, parts)),
        properties=properties({"ostiary:run": run.id, "ostiary:verdict": run.worst.word}),
    )
    bom.metadata.tools.components.add(tool)
    return bom


def component(item: Item) -> "Component":
    """One release, with its purl as its reference."""
    from cyclonedx.model import HashAlgorithm, HashType
    from cyclonedx.model.component import Component, ComponentScope, ComponentType
    from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence

    scope = ComponentScope.REQUIRED
    if item.scope in _EXCLUDED:
        scope = ComponentScope.EXCLUDED
    elif item.scope is not Scope.RUNTIME:
        scope = ComponentScope.OPTIONAL
    hashes = [
        HashType(alg=HashAlgorithm(_ALGORITHMS[one.algorithm]), content=one.value)
        for one in sorted(item.digests)
        if one.algorithm in _ALGORITHMS
    ]
    occurrences = [
        Occurrence(location=whole(at.path), line=at.line or None) for at in sorted(item.places)
    ]
    group, _, name = item.name.rpartition("/")
    details = {f"ostiary:{key}": value for key, value in item.details.items()}
    details |= {"ostiary:scope": item.scope.value, "ostiary:direct": str(item.direct).lower()}
    details |= {"ostiary:source": item.source} if item.source else {}
    return Component(
        name=whole(name),
        group=whole(group) or None,
        version=whole(item.version)[:MAX_VERSION] or None,
        type=ComponentType(_kind(item)),
        purl=parsed(item.purl),
        bom_ref=whole(item.purl),
        hashes=hashes,
        scope=scope,
        licenses=_licences(item.licence),
        evidence=ComponentEvidence(occurrences=occurrences) if occurrences else None,
        properties=properties(details),
    )


def _kind(item: Item) -> str:
    return "machine-learning-model" if is_model(item) else _TYPES.get(item.type, "library")


def parsed(text: str) -> "PackageURL | None":
    """The parsed purl; None for what only looks like one."""
    from packageurl import PackageURL

    try:
        return PackageURL.from_string(text)
    except ValueError:
        return None


def _licences(text: str) -> list[Any]:
    """An SPDX expression where it is one, else the words as a name."""
    if not text:
        return []
    from cyclonedx.contrib.license.factories import LicenseFactory

    return [LicenseFactory().make_from_string(whole(text))]


def properties(values: dict[str, str]) -> list[Any]:
    """Sorted properties."""
    from cyclonedx.model import Property

    return [Property(name=key, value=whole(value)) for key, value in sorted(values.items())]


def _vulnerabilities(run: Run, parts: dict[str, "Component"]) -> Iterator[Any]:
    grouped: dict[str, list[Finding]] = defaultdict(list)
    for one in run.findings:
        if one.advisory and one.subject in parts:
            grouped[one.advisory].append(one)
    claims = {
        (claim.subject, claim.check, claim.key): claim
        for verdict in run.verdicts
        for claim in verdict.claims
    }
    for name in sorted(grouped):
        said = {claims.get((one.subject, one.check, one.key)) for one in grouped[name]}
        yield _vulnerability(name, grouped[name], said)


def _vulnerability(name: str, group: list[Finding], said: set[Claim | None]) -> Any:
    from cyclonedx.model import XsUri
    from cyclonedx.model.vulnerability import (
        BomTarget,
        Vulnerability,
        VulnerabilityRating,
        VulnerabilityReference,
        VulnerabilitySeverity,
        VulnerabilitySource,
    )

    first = group[0]
    source = VulnerabilitySource(
        name="OSV", url=XsUri(f"https://osv.dev/vulnerability/{quote(whole(name))}")
    )
    severity = VulnerabilitySeverity(_severity(max(one.severity for one in group)))
    fixed = tuple(dict.fromkeys(version for one in group for version in one.fixed))
    advice = f"upgrade to {', '.join(fixed)}" if fixed else "no fixed version is known"
    waivers = {one.waiver if one else None for one in said}
    only = waivers.pop() if len(waivers) == 1 else None  # else `cyclonedx-vex` says it one by one
    return Vulnerability(
        id=whole(name),
        bom_ref=whole(name),
        source=source,
        ratings=[VulnerabilityRating(severity=severity)],
        description=whole(first.message),
        recommendation=whole(advice),
        references=[VulnerabilityReference(id=whole(one), source=source) for one in first.aliases],
        affects=[BomTarget(ref=purl) for purl in _subjects(group)],
        analysis=analysis(only.status, only.justification, only.reason) if only else None,
        properties=properties({"ostiary:check": first.check}),
    )


def analysis(status: VexStatus, justification: str, detail: str, at: datetime | None = None) -> Any:
    """What is said about a flaw, in the words of CycloneDX. Source: ECMA-424, impact analysis."""
    from cyclonedx.model.impact_analysis import ImpactAnalysisJustification, ImpactAnalysisState
    from cyclonedx.model.vulnerability import VulnerabilityAnalysis

    word = _JUSTIFICATIONS.get(justification)
    return VulnerabilityAnalysis(
        state=ImpactAnalysisState(_STATES[status]),
        justification=ImpactAnalysisJustification(word) if word else None,
        detail=whole(detail) or None,
        first_issued=at,
        last_updated=at,
    )


_STATES = {
    VexStatus.NOT_AFFECTED: "not_affected",
    VexStatus.AFFECTED: "exploitable",
    VexStatus.FIXED: "resolved",
    VexStatus.UNDER_INVESTIGATION: "in_triage",
}
_JUSTIFICATIONS = {
    "component_not_present": "requires_dependency",
    "vulnerable_code_not_present": "code_not_present",
    "vulnerable_code_not_in_execute_path": "code_not_reachable",
    "vulnerable_code_cannot_be_controlled_by_adversary": "requires_environment",
    "inline_mitigations_already_exist": "protected_by_mitigating_control",
}


def _subjects(group: Iterable[Finding]) -> list[str]:
    return sorted({one.subject for one in group})


def _severity(severity: Severity) -> str:
    return severity.word
