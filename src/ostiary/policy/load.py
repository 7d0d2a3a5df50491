"""Read a policy file or a preset: every mistake with its line, and what is allowed there."""

import re
import tomllib
from functools import cache
from hashlib import sha256
from pathlib import Path

from msgspec.structs import replace

from ostiary.core.errors import UsageError
from ostiary.core.scale import Confidence, Decision, Severity
from ostiary.policy.fields import Fields, Table
from ostiary.policy.kinds import KINDS, MUST_READ, OPAQUE
from ostiary.policy.lines import lines_of
from ostiary.policy.lists import entries, harmless, waivers
from ostiary.policy.model import Policy, PolicyError, Problem, Thresholds
from ostiary.policy.show import text_of

PRESETS = ("strict", "balanced", "open")
DEFAULT = "balanced"
_PRESETS = Path(__file__).with_name("presets")

MAX_POLICY = 1 << 20
"""Characters of one policy file."""

MAX_DAYS = 3650

_TOP = (
    "name", "extends", "require", "require-shallow", "require-present", "decide", "tree", "severity",
    "cooldown", "advisories", "confinement", "audit", "triage", "opaque", "unknown-checks", "licences",
    "models", "allow", "deny", "waiver",
)  # fmt: skip
_DECIDE = ("block", "block-confidence", "block-score", "malware", "review", "review-score")
_SEVERITIES = {one.word: one for one in Severity}
_LIMITS: dict[str, Severity | None] = {**_SEVERITIES, "never": None}
_CONFIDENCES = {one.word: one for one in Confidence}
_DECISIONS = {one.word: one for one in Decision}
_UNREAD = {word: one for word, one in _DECISIONS.items() if one is not Decision.ALLOW}
_UNKNOWN = {"ignore": Decision.ALLOW, **_UNREAD}

_FLOOR = Policy(
    name="floor",
    require=tuple(sorted(KINDS)),
    require_shallow=tuple(sorted(KINDS)),
    require_present=(),
    decide=Thresholds(Severity.LOW, Severity.INFO),
    block_confidence=Confidence.LOW,
    block_score=1,
    review_score=1,
    malware=(),
    tree=Thresholds(Severity.LOW, Severity.INFO),
    severity=(),
    cooldown_days=0,
    max_age_days=1,
    opaque=tuple((name, Decision.INSUFFICIENT) for name in sorted(OPAQUE)),
    unreached=Decision.INSUFFICIENT,
    unknown_checks=(),
    unknown_default=Decision.INSUFFICIENT,
    confined=True,
    audit_unreadable=Decision.INSUFFICIENT,
    audit_unchecked=Decision.INSUFFICIENT,
)
"""Under the presets: whatever a preset forgets is as strict as can be."""


def load(text: str, where: str, known_checks: frozenset[str] | None = None) -> Policy:
    """The policy of a TOML text over the preset that it extends (`balanced` if it does not say).

    `where` is the file's name for messages. With `known_checks`, an id that no check bears is a mistake.
    Raises `PolicyError` with all mistakes at once. The format: docs/policy.md.
    """
    raw = parse(text, where)
    parent = raw.get("extends", DEFAULT)
    if parent not in PRESETS:
        line = lines_of(text).get(("extends",), 0)
        allowed = ", ".join(PRESETS)
        raise PolicyError((Problem(where, line, "extends", f"no preset {parent!r:.80}", allowed),))
    return _read(raw, text, where, preset(parent), known_checks)


@cache
def preset(name: str) -> Policy:
    """A policy that comes with Ostiary. Raises `UsageError` for a name that is none."""
    if name not in PRESETS:
        raise UsageError(f"no preset is called {name!r:.80}", f"there are: {', '.join(PRESETS)}")
    text = (_PRESETS / f"{name}.toml").read_text(encoding="utf-8")
    raw = parse(text, name)
    parent = preset(raw["extends"]) if "extends" in raw else _FLOOR
    return _read(raw, text, name, parent, None)


def parse(text: str, where: str) -> Table:
    """A TOML text as tables. Raises `PolicyError` with the line where it is no TOML."""
    if len(text) > MAX_POLICY:
        raise PolicyError((Problem(where, 0, "", f"is longer than {MAX_POLICY} characters"),))
    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, or a number of too many digits
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        message = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise PolicyError((Problem(where, line, "", f"is not TOML: {message}"),)) from error
    except RecursionError as error:
        raise PolicyError((Problem(where, 0, "", "is nested too deeply"),)) from error


def _read(
    raw: Table, text: str, where: str, parent: Policy, known: frozenset[str] | None
) -> Policy:
    fields = Fields(where, lines_of(text))
    fields.table(raw, (), _TOP)
    name = fields.text(raw, ("name",)) or f"{parent.name}, changed"
    policy = replace(
        parent,
        name=name,
        extends=str(raw.get("extends", "" if parent is _FLOOR else parent.name)),
        where=where,
        require=fields.names(raw, ("require",), KINDS, parent.require),
        require_shallow=fields.names(raw, ("require-shallow",), KINDS, parent.require_shallow),
        require_present=fields.names(raw, ("require-present",), KINDS, parent.require_present),
        cooldown_days=_days(raw, fields, "cooldown", parent.cooldown_days),
        triage_days=_days(raw, fields, "triage", parent.triage_days),
        max_age_days=_max_age(raw, fields, parent),
        confined=_confined(raw, fields, parent),
        models_allow=(*parent.models_allow, *harmless(raw, fields)),
        allow=(*parent.allow, *entries(raw, fields, "allow")),
        deny=(*parent.deny, *entries(raw, fields, "deny")),
        waivers=(*parent.waivers, *waivers(raw, fields, known)),
    )
    policy = _decide(raw, fields, policy, known)
    policy = _opaque(raw, fields, policy)
    policy = _audit(raw, fields, policy)
    policy = _checks(raw, fields, policy, known)
    policy = _licences(raw, fields, policy)
    if fields.problems:
        raise PolicyError(tuple(sorted(set(fields.problems), key=lambda one: (one.line, one.key))))
    return replace(policy, digest=sha256(text_of(policy).encode()).hexdigest())


def _days(raw: Table, fields: Fields, name: str, parent: int) -> int:
    table = fields.inner(raw, name)
    fields.table(table, (name,), ("days",))
    return fields.number(table, (name, "days"), (0, MAX_DAYS), parent)


def _max_age(raw: Table, fields: Fields, parent: Policy) -> int:
    table = fields.inner(raw, "advisories")
    fields.table(table, ("advisories",), ("max-age-days",))
    path = ("advisories", "max-age-days")
    return fields.number(table, path, (0, MAX_DAYS), parent.max_age_days)


def _confined(raw: Table, fields: Fields, parent: Policy) -> bool:
    table = fields.inner(raw, "confinement")
    fields.table(table, ("confinement",), ("require",))
    return fields.flag(table, ("confinement", "require"), default=parent.confined)


def _audit(raw: Table, fields: Fields, policy: Policy) -> Policy:
    table = fields.inner(raw, "audit")
    fields.table(table, ("audit",), ("unreadable", "unchecked"))
    return replace(
        policy,
        audit_unreadable=fields.word(
            table, ("audit", "unreadable"), _UNREAD, policy.audit_unreadable
        ),
        audit_unchecked=fields.word(
            table, ("audit", "unchecked"), _DECISIONS, policy.audit_unchecked
        ),
    )


def _decide(raw: Table, fields: Fields, policy: Policy, known: frozenset[str] | None) -> Policy:
    table = fields.inner(raw, "decide")
    fields.table(table, ("decide",), _DECIDE)
    scores = (0, 100)
    malware = fields.texts(table, ("decide", "malware"), policy.malware)
    if malware != policy.malware:
        for one in malware:
            fields.check_id(("decide", "malware"), one, known)
    tree = fields.inner(raw, "tree")
    fields.table(tree, ("tree",), ("block", "review"))
    return replace(
        policy,
        decide=_thresholds(table, fields, "decide", policy.decide),
        block_confidence=fields.word(
            table, ("decide", "block-confidence"), _CONFIDENCES, policy.block_confidence
        ),
        block_score=fields.number(table, ("decide", "block-score"), scores, policy.block_score),
        review_score=fields.number(table, ("decide", "review-score"), scores, policy.review_score),
        malware=malware,
        tree=_thresholds(tree, fields, "tree", policy.tree),
    )


def _thresholds(table: Table, fields: Fields, name: str, parent: Thresholds) -> Thresholds:
    return Thresholds(
        fields.word(table, (name, "block"), _LIMITS, parent.block),
        fields.word(table, (name, "review"), _LIMITS, parent.review),
    )


def _opaque(raw: Table, fields: Fields, policy: Policy) -> Policy:
    table = fields.inner(raw, "opaque")
    fields.table(table, ("opaque",), (*OPAQUE, "unreached"))
    classes = {
        name: fields.word(
            table, ("opaque", name), _UNREAD if name in MUST_READ else _DECISIONS, decision
        )
        for name, decision in policy.opaque
    }
    unreached = fields.word(table, ("opaque", "unreached"), _DECISIONS, policy.unreached)
    return replace(policy, opaque=tuple(sorted(classes.items())), unreached=unreached)


def _checks(raw: Table, fields: Fields, policy: Policy, known: frozenset[str] | None) -> Policy:
    severities = dict(policy.severity)
    table = fields.inner(raw, "severity")
    for check in table:
        fields.check_id(("severity", check), check, known)
        severities[check] = fields.word(table, ("severity", check), _SEVERITIES, Severity.INFO)
    table = fields.inner(raw, "unknown-checks")
    unknown = dict(policy.unknown_checks)
    default = fields.word(table, ("unknown-checks", "default"), _UNKNOWN, policy.unknown_default)
    for check in table:
        if check != "default":
            path = ("unknown-checks", check)
            fields.check_id(path, check, known)
            unknown[check] = fields.word(table, path, _UNKNOWN, Decision.REVIEW)
    return replace(
        policy,
        severity=tuple(sorted(severities.items())),
        unknown_checks=tuple(sorted(unknown.items())),
        unknown_default=default,
    )


def _licences(raw: Table, fields: Fields, policy: Policy) -> Policy:
    table = fields.inner(raw, "licences")
    fields.table(table, ("licences",), ("allow", "deny"))
    return replace(
        policy,
        licences_allow=fields.texts(table, ("licences", "allow"), policy.licences_allow),
        licences_deny=fields.texts(table, ("licences", "deny"), policy.licences_deny),
    )
