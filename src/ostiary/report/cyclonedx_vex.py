"""What is said about each flaw in each component, as a CycloneDX document with analyses."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from ostiary.core.run import Run
from ostiary.report.bill import bill, titled
from ostiary.report.cyclonedx import analysis, component, parsed, properties, text_of
from ostiary.report.options import Options
from ostiary.report.safe import whole
from ostiary.report.vex import Stated, stated

if TYPE_CHECKING:
    from cyclonedx.model.component import Component

_NAMESPACE = UUID("6f6f7374-6961-5279-8000-766578000001")


def render(run: Run, options: Options) -> str:
    """CycloneDX 1.6 as JSON, with the components that have flaws and one vulnerability for each statement."""
    del options
    from cyclonedx.model.bom import Bom, BomMetaData
    from cyclonedx.model.dependency import Dependency

    rows = stated(run)
    wanted = {one.component for one in rows}
    root = _root(run)
    parts = [component(one) for one in bill(run).items if one.purl in wanted]
    bom = Bom(
        components=parts,
        metadata=BomMetaData(component=root, timestamp=run.started),
        dependencies=[Dependency(root.bom_ref, [Dependency(one.bom_ref) for one in parts])],
        serial_number=uuid5(_NAMESPACE, whole(run.id)),
        vulnerabilities=[_vulnerability(at, one) for at, one in enumerate(rows, 1)],
        properties=properties({"ostiary:run": run.id}),
    )
    return text_of(bom, "1.6")


def _root(run: Run) -> "Component":
    """The place; several places have no purl in common."""
    from cyclonedx.model.component import Component, ComponentType

    places = run.audit.places if run.audit else ()
    purl = parsed(places[0].subject.purl) if len(places) == 1 else None
    return Component(
        name=titled(run), type=ComponentType.APPLICATION, bom_ref="ostiary:places", purl=purl
    )


def _vulnerability(number: int, one: Stated) -> Any:
    from cyclonedx.model.vulnerability import (
        BomTarget,
        Vulnerability,
        VulnerabilityReference,
        VulnerabilitySource,
    )

    source = VulnerabilitySource(name="OSV")
    return Vulnerability(
        id=whole(one.name),
        bom_ref=f"statement-{number}",
        source=source,
        description=whole(one.description),
        recommendation=whole(one.action) or None,
        references=[VulnerabilityReference(id=whole(name), source=source) for name in one.aliases],
        affects=[BomTarget(ref=whole(one.component))],
        analysis=analysis(one.status, one.justification, one.impact or one.notes, one.at),
        properties=properties(_details(one)),
    )


def _details(one: Stated) -> dict[str, str]:
    given: Iterable[tuple[str, str]] = (
        ("ostiary:owner", one.owner),
        ("ostiary:places", ", ".join(one.places)),
    )
    return {key: value for key, value in given if value}
