"""What does a policy let model files call, beside the list that comes along?"""

from datetime import date

from msgspec.structs import replace

from ostiary.core.coverage import Coverage, is_understood
from ostiary.core.examination import Examination
from ostiary.evidence.modelled import by_path, unproven
from ostiary.formats.model.record import Called, ModelFile, Models, Standing
from ostiary.policy.model import Policy

_LIFTED = frozenset({Standing.UNLISTED, Standing.LOADER})
"""What a policy can speak for; harm, and what no honest writer does, stays."""


def admitted(examination: Examination, policy: Policy, today: date) -> Examination:
    """The examination under a policy's `[[models.allow]]`."""
    reasons = {
        one.name: _said(one.reason, one.until)
        for one in policy.models_allow
        if one.until is None or one.until >= today
    }
    if not reasons:
        return examination
    files: dict[str, list[ModelFile]] = {}
    facts: list[object] = []
    for fact in examination.facts:
        if isinstance(fact, Models):
            changed = replace(fact, files=tuple(_admit(one, reasons) for one in fact.files))
            files.update(by_path(changed))
            facts.append(changed)
        else:
            facts.append(fact)
    rows = tuple(_row(row, files) for row in examination.coverage)
    return replace(examination, facts=tuple(facts), coverage=rows)


def _said(reason: str, until: date | None) -> str:
    return f"the policy allows it{f' until {until}' if until else ''}: {reason}"


def _admit(file: ModelFile, reasons: dict[str, str]) -> ModelFile:
    calls = tuple(sorted(_lift(one, reasons) for one in file.calls))
    return file if calls == file.calls else replace(file, calls=calls)


def _lift(call: Called, reasons: dict[str, str]) -> Called:
    reason = reasons.get(call.name) if call.standing in _LIFTED else None
    return replace(call, standing=Standing.INERT, reason=reason) if reason else call


def _row(row: Coverage, files: dict[str, list[ModelFile]]) -> Coverage:
    found = files.get(row.path) if row.opaque == "unlisted" else None
    if found is None:
        return row
    opaque, reason = unproven(*found)
    return replace(row, opaque=opaque, reason=reason, understood=is_understood(opaque))
