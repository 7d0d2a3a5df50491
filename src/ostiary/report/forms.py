"""The JSON form of each record: the same words in the JSON, JSON lines and SARIF reports."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ostiary.core.coverage import Coverage
from ostiary.core.finding import Finding
from ostiary.core.location import Location
from ostiary.core.model_file import ModelRow
from ostiary.core.run import Examined, Source
from ostiary.core.tree import DependencyTree
from ostiary.core.verdict import Points, Reason, Verdict
from ostiary.core.waiver import Claim
from ostiary.report.model_words import to_do
from ostiary.report.names import purl_of
from ostiary.report.safe import whole

Form = dict[str, Any]
"""What JSON calls an object."""


def moment(at: datetime) -> str:
    """RFC 3339 in UTC: `2026-11-24T09:12:00Z`; a time without a zone is taken as UTC."""
    aware = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return aware.isoformat().replace("+00:00", "Z")


def _place(at: Location) -> Form:
    return {"artifact": at.artifact, "path": at.path, "line": at.line}


def finding_form(one: Finding) -> Form:
    """A finding; `line` is 0 and `path` empty where none applies."""
    return {
        "check": one.check,
        "subject": one.subject,
        "severity": one.severity.word,
        "confidence": one.confidence.word,
        "message": one.message,
        **_place(one.at),
        "fingerprint": one.fingerprint,
        "refs": one.refs,
        "remedy": one.remedy,
        "family": one.family.value,
        "advisory": one.advisory,
        "aliases": one.aliases,
        "fixed": one.fixed,
    }


def reason_form(one: Reason) -> Form:
    """A reason of a verdict."""
    return {
        "decision": one.decision.word,
        "rule": one.rule,
        "message": one.message,
        "check": one.check,
        "fingerprint": one.fingerprint,
        **_place(one.at),
        "remedy": one.remedy,
        "points": one.points,
    }


def _points(one: Points) -> Form:
    return {
        "family": one.family,
        "points": one.points,
        "findings": one.findings,
        "capped": one.capped,
    }


def verdict_form(one: Verdict, examined: Examined | None) -> Form:
    """A verdict with what the run knows of its subject."""
    return {
        "subject": one.subject,
        "decision": one.decision.word,
        "score": one.score,
        "reasons": [reason_form(reason) for reason in one.reasons],
        "parts": [_points(part) for part in one.parts],
        "policy": one.policy,
        "policy_digest": one.policy_digest,
        "waived": [reason_form(reason) for reason in one.waived],
        "claims": [claim_form(claim) for claim in one.claims],
        "expires": one.expires.isoformat() if one.expires else None,
        "role": examined.role if examined else "",
        "depth": examined.depth if examined else "",
        "digests": [str(digest) for digest in examined.subject.digests] if examined else [],
        "origin": examined.subject.origin if examined else "",
        "artifacts": examined.artifacts if examined else [],
        "facts": [{"label": name, "value": text} for name, text in examined.facts]
        if examined
        else [],
        "models": [model_form(row) for row in examined.models] if examined else [],
    }


def model_form(one: ModelRow) -> Form:
    """What is known of a model file; what only its author states stands by itself."""
    return {
        "path": one.path,
        "format": one.format,
        "size": one.size,
        "sha256": one.sha256,
        "assurance": one.assurance,
        "carries": one.carries,
        "accounted": one.accounted,
        "tensors": one.tensors,
        "tensor_bytes": one.tensor_bytes,
        "loader": one.loader,
        "plain_load": one.plain_load,
        "opaque": one.opaque,
        "readers": list(one.readers),
        "checked": [{"label": name, "value": text} for name, text in one.checked],
        "claimed": [{"label": name, "value": text} for name, text in one.claimed],
        "loaders": list(one.loaders),
        "to_do": to_do(one),
    }


def claim_form(one: Claim) -> Form:
    """What somebody says about a finding; `entry` is 0 where it stands in a policy or a file."""
    said = one.waiver
    return {
        "subject": one.subject,
        "check": one.check,
        "key": one.key,
        "applied": one.applied,
        "status": said.status.value,
        "justification": said.justification,
        "reason": said.reason,
        "action": said.action,
        "owner": said.owner,
        "expires": said.expires.isoformat(),
        "until_fixed": said.until_fixed,
        "entry": said.entry,
    }


def coverage_form(row: Coverage) -> Form:
    """One row of the account of what was read."""
    return {
        "artifact": row.artifact,
        "path": row.path,
        "sha256": row.sha256,
        "size": row.size,
        "readers": row.readers,
        "understood": row.understood,
        "reach": row.reach.value,
        "opaque": row.opaque,
        "reason": row.reason,
    }


def source_form(item: Source) -> Form:
    """One line of the evidence index; `age` is in seconds."""
    return {
        "subject": item.subject,
        "kind": item.kind,
        "source": item.source,
        "status": item.status,
        "collected_at": moment(item.collected_at) if item.collected_at else None,
        "age": round(item.age, 3),
        "digest": item.digest,
        "reason": item.reason,
        "hint": item.hint,
        "cause": item.cause,
    }


def tree_form(tree: DependencyTree) -> Form:
    """A dependency tree, root first."""
    nodes = [
        {
            "subject": purl_of(node.subject),
            "parents": node.parents,
            "depth": node.depth,
            "optional": node.optional,
        }
        for node in tree.nodes
    ]
    return {"root": tree.root, "resolver": tree.resolver, "nodes": nodes}


def clean(value: Any) -> Any:
    """The same value with lone surrogates spelled out, for an encoder that refuses them."""
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, Mapping):
        return {whole(key): clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value
