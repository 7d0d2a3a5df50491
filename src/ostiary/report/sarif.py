"""The SARIF 2.1.0 report, for code-scanning services and editors."""

from ostiary.core.exits import exit_for
from ostiary.core.finding import Finding
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.verdict import Reason
from ostiary.report.forms import Form, moment
from ostiary.report.json import encoded
from ostiary.report.options import Options
from ostiary.report.safe import visible
from ostiary.report.sarif_places import location, placed
from ostiary.report.sarif_rules import level, policy_rule, rules, text
from ostiary.report.sarif_unknowns import notifications
from ostiary.report.view import SubjectView, idle, views, worst

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_LEVELS = {
    Decision.ALLOW: "note",
    Decision.REVIEW: "warning",
    Decision.INSUFFICIENT: "error",
    Decision.BLOCK: "error",
}


def render(run: Run, options: Options) -> str:
    """One SARIF log with one run; the verdicts stand in the run's properties."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(run, options)]}
    return encoded(log, indent=2) + "\n"


def _run(run: Run, options: Options) -> Form:
    shown = views(run)
    judged = [(verdict.subject, reason) for verdict in run.verdicts for reason in verdict.reasons]
    lone = [
        (subject, reason)
        for subject, reason in judged
        if not reason.fingerprint and (reason.decision > Decision.ALLOW or idle(reason))
    ]
    cards = rules(run.findings, [reason for _, reason in lone])
    index = {card["id"]: at for at, card in enumerate(cards)}
    waived = {reason.fingerprint: reason for verdict in run.verdicts for reason in verdict.waived}
    code = exit_for(worst(shown), options.fail_on)
    name, _, version = run.tool.rpartition(" ")
    return {
        "tool": {
            "driver": {
                "name": visible(name or run.tool, 80) or "ostiary",
                "version": visible(version, 80),
                "rules": cards,
            }
        },
        "automationDetails": {"id": f"ostiary/{visible(run.verb, 40)}/"},
        "invocations": [
            {
                "executionSuccessful": bool(shown),
                "exitCode": int(code),
                "startTimeUtc": moment(run.started),
                "toolExecutionNotifications": notifications(run),
            }
        ],
        "results": [
            *(_finding(one, index, waived) for one in run.findings),
            *(_reason(subject, one, index) for subject, one in lone),
        ],
        "columnKind": "unicodeCodePoints",
        "properties": {"id": visible(run.id), "verdicts": _verdicts(run, shown)},
    }


def _verdicts(run: Run, shown: tuple[SubjectView, ...]) -> list[Form]:
    asked = {view.purl: view.verdict for view in shown}
    every = {**{one.subject: one for one in run.verdicts}, **asked}
    return [
        {
            "subject": visible(purl),
            "role": "asked" if purl in asked else "dependency",
            "decision": verdict.decision.word,
            "score": verdict.score,
            "policy": visible(verdict.policy),
            "policyDigest": visible(verdict.policy_digest),
            "reasons": [visible(reason.message) for reason in verdict.reasons],
        }
        for purl, verdict in every.items()
    ]


def _finding(one: Finding, index: dict[str, int], waived: dict[str, Reason]) -> Form:
    check = visible(one.check, 80)
    result: Form = {
        "ruleId": check,
        "ruleIndex": index[check],
        "level": level(one.severity),
        "message": text(one.message),
        "locations": [location(one.subject, one.at)],
        "partialFingerprints": {"ostiary/v1": one.fingerprint},
        "properties": {
            "subject": visible(one.subject),
            "severity": one.severity.word,
            "confidence": one.confidence.word,
            "family": one.family.value,
            **placed(one.at),
        },
    }
    reason = waived.get(one.fingerprint)
    if reason:
        why = visible(reason.message)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    return result


def _reason(subject: str, one: Reason, index: dict[str, int]) -> Form:
    rule = policy_rule(one)
    which = f":{visible(one.check, 200)}" if idle(one) else ""
    return {
        "ruleId": rule,
        "ruleIndex": index[rule],
        "level": _LEVELS[one.decision],
        "message": text(one.message),
        "locations": [location(subject, one.at)],
        "partialFingerprints": {
            "ostiary/v1": f"{rule}:{visible(subject.rpartition('@')[0], 200)}{which}"
        },
        "properties": {
            "subject": visible(subject),
            "decision": one.decision.word,
            **placed(one.at),
        },
    }
