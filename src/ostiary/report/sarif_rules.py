"""The cards of the checks and policy rules that spoke, in the terms of SARIF."""

import re
from collections.abc import Iterable

from ostiary.core.finding import Finding
from ostiary.core.regex import regex
from ostiary.core.scale import Severity
from ostiary.core.verdict import Reason
from ostiary.report.forms import Form
from ostiary.report.safe import visible

_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
_WEIGHTS = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.5",
    Severity.INFO: "0.0",
}
_LINK = regex(r"\\*[\[\]]")


def level(severity: Severity) -> str:
    """SARIF's word for a severity."""
    return _LEVELS[severity]


def text(message: str) -> Form:
    """A message in which neither a placeholder nor an embedded link is left.

    Source: SARIF 2.1.0, sections 3.11.5 (placeholders) and 3.11.6 (embedded links).
    """
    plain = visible(message).replace("{", "{{").replace("}", "}}")
    return {"text": _LINK.sub(_escape, plain) or "(no message)"}


def _escape(match: re.Match[str]) -> str:
    slashes, bracket = match.group()[:-1], match.group()[-1]
    return f"{slashes * 2}\\{bracket}"


def policy_rule(reason: Reason) -> str:
    """The rule's id for a reason that stands on no finding: `policy/deny-list`."""
    return f"policy/{visible(reason.rule, 80)}"


def rules(findings: Iterable[Finding], reasons: Iterable[Reason]) -> list[Form]:
    """One card for each check and each policy rule that spoke, in order of id."""
    groups: dict[str, list[Finding]] = {}
    for one in findings:
        groups.setdefault(visible(one.check, 80), []).append(one)
    cards = {check: _check(check, group) for check, group in groups.items()}
    for reason in reasons:
        cards.setdefault(policy_rule(reason), _policy(reason))
    return [cards[key] for key in sorted(cards)]


def _check(check: str, group: list[Finding]) -> Form:
    worst = max(one.severity for one in group)
    remedy = next((one.remedy for one in group if one.remedy), "")
    refs = sorted({visible(ref, 120) for one in group for ref in one.refs})
    return {
        "id": check,
        "name": check,
        "shortDescription": {"text": check.replace("-", " ") or "check"},
        "help": text(remedy or f"ostiary explain {check}"),
        "defaultConfiguration": {"level": level(worst)},
        "properties": {
            "tags": sorted({"security", group[0].family.value, *refs}),
            "security-severity": _WEIGHTS[worst],
        },
    }


def _policy(reason: Reason) -> Form:
    rule = policy_rule(reason)
    return {
        "id": rule,
        "name": rule,
        "shortDescription": {"text": f"the policy's rule {visible(reason.rule, 80)}"},
        "help": text(reason.remedy or "read the policy: ostiary policy show"),
        "properties": {"tags": ["policy"]},
    }
