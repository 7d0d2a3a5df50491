"""A policy as text: every effective value, in the format of a policy file."""

import json
from collections.abc import Iterable, Iterator
from datetime import date

from ostiary.core.scale import Decision, Severity
from ostiary.core.waiver import Waiver
from ostiary.policy.model import Entry, Harmless, Policy, Thresholds


def text_of(policy: Policy) -> str:
    """The effective policy as TOML: every value, so that it does not matter what it extends.

    Read again, it gives an equal policy; its SHA-256 is the policy's digest.
    """
    lines = [
        f"name = {_quote(policy.name)}",
        f"require = {_texts(policy.require)}",
        f"require-shallow = {_texts(policy.require_shallow)}",
        f"require-present = {_texts(policy.require_present)}",
        *_decide(policy),
        *_named("severity", ((name, one.word) for name, one in policy.severity)),
        "",
        "[cooldown]",
        f"days = {policy.cooldown_days}",
        "",
        "[advisories]",
        f"max-age-days = {policy.max_age_days}",
        "",
        "[confinement]",
        f"require = {str(policy.confined).lower()}",
        "",
        "[audit]",
        f'unreadable = "{policy.audit_unreadable.word}"',
        f'unchecked = "{policy.audit_unchecked.word}"',
        "",
        "[triage]",
        f"days = {policy.triage_days}",
        *_named("opaque", ((name, one.word) for name, one in policy.opaque)),
        f'unreached = "{policy.unreached.word}"',
        *_unknown(policy),
    ]
    if policy.licences_allow or policy.licences_deny:
        lines += ["", "[licences]", f"allow = {_texts(policy.licences_allow)}"]
        lines += [f"deny = {_texts(policy.licences_deny)}"]
    for one in policy.models_allow:
        lines += _harmless(one)
    for key, entries in (("allow", policy.allow), ("deny", policy.deny)):
        for entry in entries:
            lines += _entry(key, entry)
    for waiver in policy.waivers:
        lines += _waiver(waiver)
    return "\n".join(lines) + "\n"


def _decide(policy: Policy) -> Iterator[str]:
    yield from ("", "[decide]", *_thresholds(policy.decide))
    yield f'block-confidence = "{policy.block_confidence.word}"'
    yield f"block-score = {policy.block_score}"
    yield f"review-score = {policy.review_score}"
    yield f"malware = {_texts(policy.malware)}"
    yield from ("", "[tree]", *_thresholds(policy.tree))


def _thresholds(limits: Thresholds) -> tuple[str, str]:
    return f'block = "{_limit(limits.block)}"', f'review = "{_limit(limits.review)}"'


def _limit(severity: Severity | None) -> str:
    return "never" if severity is None else severity.word


def _named(table: str, values: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield from ("", f"[{table}]")
    for name, value in values:
        yield f"{_quote(name)} = {_quote(value)}"


def _unknown(policy: Policy) -> Iterator[str]:
    rows = (("default", policy.unknown_default), *policy.unknown_checks)
    words = ((name, "ignore" if one is Decision.ALLOW else one.word) for name, one in rows)
    yield from _named("unknown-checks", words)


def _entry(key: str, entry: Entry) -> Iterator[str]:
    yield from ("", f"[[{key}]]")
    texts = (("purl", entry.purl), ("digest", entry.digest), ("reason", entry.reason))
    yield from _fields(texts, "until", entry.until)


def _harmless(one: Harmless) -> Iterator[str]:
    yield from ("", "[[models.allow]]")
    yield from _fields((("name", one.name), ("reason", one.reason)), "until", one.until)


def _waiver(waiver: Waiver) -> Iterator[str]:
    yield from ("", "[[waiver]]")
    texts = (
        ("check", waiver.check),
        ("subject", waiver.subject),
        ("status", waiver.status.value),
        ("justification", waiver.justification),
        ("reason", waiver.reason),
        ("owner", waiver.owner),
        ("digest", waiver.digest),
    )
    yield from _fields(texts, "expires", waiver.expires)


def _fields(texts: Iterable[tuple[str, str]], name: str, day: date | None) -> Iterator[str]:
    for key, value in texts:
        if value:
            yield f"{key} = {_quote(value)}"
    if day is not None:
        yield f"{name} = {day.isoformat()}"


def _texts(values: tuple[str, ...]) -> str:
    return f"[{', '.join(_quote(value) for value in values)}]"


def _quote(text: str) -> str:
    """A TOML basic string: JSON's escapes are a part of TOML's, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
