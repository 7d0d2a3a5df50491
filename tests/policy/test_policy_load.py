"""Policy files are read as written, and every mistake is told with its line and what is allowed there."""

import re
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ostiary.core.facts as facts_package
from ostiary.checks.catalogue import CATALOGUE
from ostiary.core.errors import UsageError
from ostiary.core.scale import Decision, Severity
from ostiary.core.waiver import JUSTIFICATIONS, VexStatus
from ostiary.policy.kinds import KINDS, MUST_READ, OPAQUE, kind_name
from ostiary.policy.lines import line_at, lines_of
from ostiary.policy.load import PRESETS, load, preset
from ostiary.policy.model import Entry, Policy, PolicyError, Problem
from ostiary.policy.show import text_of

HEX = "ab" * 32
KNOWN = frozenset({"install-network", "name-confusion", "known-malware"})
FULL = f"""\
name = 'ours'
extends = "strict"
require = ["release", "contents"]
require-shallow = []
require-present = ["provenance"]
cooldown.days = 30

[decide]
block = "critical"
review = "never"
block-confidence = "low"
block-score = 0
review-score = 100
malware = ["known-malware"]

[tree]
block = "never"

[severity]
install-network = "critical"
"name-confusion" = "info"

[opaque]
native = "allow"
code = "block"
unreached = "review"

[unknown-checks]
default = "insufficient"
install-network = "ignore"

[licences]
allow = [
  "MIT",  # a comment with ] and "
  "Apache-2.0",
]

[[allow]]
purl = "pkg:npm/@scope/name@1.2.*"
digest = "sha256:{HEX.upper()}"
reason = '''
several
lines [[deny]]'''
until = 2027-01-31

[[deny]]
purl = "pkg:pypi/evil"
reason = "stolen \\u2028 \\" \\u007f"

[[waiver]]
check = "install-network"
subject = "pkg:pypi/sample@1.0"
status = "not_affected"
justification = "inline_mitigations_already_exist"
reason = "offline builds"
owner = "ann@example.invalid"
expires = 2027-12-31
"""


def problems(text: str, known: frozenset[str] | None = KNOWN) -> tuple[Problem, ...]:
    with pytest.raises(PolicyError) as error:
        load(text, "mine.toml", known)
    assert error.value.hint
    return error.value.problems


def test_every_key_is_read() -> None:
    policy = load(FULL, "mine.toml", KNOWN)
    assert (policy.name, policy.extends, policy.where) == ("ours", "strict", "mine.toml")
    assert policy.require == ("contents", "release")
    assert (policy.require_shallow, policy.require_present) == ((), ("provenance",))
    assert (policy.decide.block, policy.decide.review) == (Severity.CRITICAL, None)
    assert (policy.tree.block, policy.tree.review) == (None, preset("strict").tree.review)
    assert (policy.block_score, policy.review_score, policy.cooldown_days) == (0, 100, 30)
    assert dict(policy.severity)["install-network"] is Severity.CRITICAL
    assert dict(policy.opaque)["code"] is Decision.BLOCK
    assert dict(policy.opaque)["data"] is dict(preset("strict").opaque)["data"]
    assert policy.unreached is Decision.REVIEW
    assert policy.unknown_default is Decision.INSUFFICIENT
    assert policy.unknown_checks == (("install-network", Decision.ALLOW),)
    assert policy.licences_allow == ("Apache-2.0", "MIT")
    entry = Entry(
        "pkg:npm/@scope/name@1.2.*",
        f"sha256:{HEX}",
        "several\nlines [[deny]]",
        date(2027, 1, 31),
        line=line_of("[[allow]]"),
    )
    assert policy.allow == (entry,)
    assert [one.line for one in policy.deny] == [line_of("[[deny]]")]
    (waiver,) = policy.waivers
    assert (waiver.status, waiver.line) == (VexStatus.NOT_AFFECTED, line_of("[[waiver]]"))


def line_of(header: str) -> int:
    return FULL.split("\n").index(header) + 1


def same(one: Policy, other: Policy) -> bool:
    """Whether two policies are equal but for where they stand."""
    return (text_of(one), one.digest) == (text_of(other), other.digest)


@pytest.mark.parametrize("name", [*PRESETS, "full"])
def test_the_text_of_a_policy_gives_the_policy(name: str) -> None:
    policy = load(FULL, "mine.toml") if name == "full" else preset(name)
    assert same(load(text_of(policy), "shown.toml"), policy)
    again = load(text_of(policy), "shown.toml")
    assert again.require == policy.require
    assert again.opaque == policy.opaque
    assert [str(one) for one in again.allow] == [str(one) for one in policy.allow]
    assert [one.reason for one in again.deny] == [one.reason for one in policy.deny]


def test_an_empty_file_is_the_default_preset_under_another_name() -> None:
    policy, default = load("", "mine.toml"), preset("balanced")
    assert policy.name == "balanced, changed"
    assert policy.extends == "balanced"
    assert (policy.decide, policy.require, policy.opaque) == (
        default.decide,
        default.require,
        default.opaque,
    )


def test_digests_name_the_effective_policy() -> None:
    digests = {preset(name).digest for name in PRESETS}
    assert len(digests) == 3
    assert load("# a comment", "a").digest == load("", "b").digest
    assert load("cooldown.days = 9", "a").digest != load("", "a").digest


def test_presets_grow_stricter() -> None:
    loose, middle, hard = (preset(name) for name in ("open", "balanced", "strict"))
    for softer, harder in ((loose, middle), (middle, hard)):
        assert set(softer.require) <= set(harder.require)
        assert softer.cooldown_days <= harder.cooldown_days
        assert softer.block_score >= harder.block_score
        for name, decision in softer.opaque:
            assert decision <= dict(harder.opaque)[name]


def test_the_lowest_preset_leaves_no_key_to_the_floor() -> None:
    policy = preset("balanced")
    assert policy.name == "balanced"
    assert len(policy.require) < len(KINDS)
    assert policy.block_score > 1


def test_no_such_preset() -> None:
    with pytest.raises(UsageError, match="no preset"):
        preset("lax")


@pytest.mark.parametrize(
    ("text", "line", "key", "message", "allowed"),
    [
        ("\nrequires = []", 2, "requires", "did you mean 'require'", "require-shallow"),
        ('extends = "balancd"', 1, "extends", "balancd", "strict, balanced, open"),
        ("extends = 3", 1, "extends", "no preset", "strict"),
        ("name = 3", 1, "name", "not a text", ""),
        ('require = ["advisory"]', 1, "require", "did you mean 'advisories'", "release"),
        ('require = "release"', 1, "require", "not a list", "list"),
        ("require = [3]", 1, "require", "not a list", "list"),
        ("decide = 3", 1, "decide", "not a table", "[decide]"),
        ('[decide]\nblock = "hgh"', 2, "decide.block", "did you mean 'high'", "never"),
        ("[decide]\nblock = 3", 2, "decide.block", "3 is not", "critical"),
        ("[decide]\n\nblok = 3", 3, "decide.blok", "did you mean 'block'", "review"),
        ("[decide]\nblock-score = 101", 2, "decide.block-score", "101", "0 to 100"),
        ("[decide]\nblock-score = true", 2, "decide.block-score", "True", "0 to 100"),
        ("cooldown.days = -1", 1, "cooldown.days", "-1", "0 to 3650"),
        ('[opaque]\ncode = "allow"', 2, "opaque.code", "'allow'", "review, insufficient, block"),
        ('[opaque]\ncoed = "review"', 2, "opaque.coed", "did you mean 'code'", "native"),
        ('severity = {install-netwrk = "low"}', 1, "severity.install-netwrk", "did you mean", ""),
        ('[severity]\n"no-such" = "low"', 2, "severity.no-such", "no check", "id of a check"),
        ('[unknown-checks]\nx = "review"', 2, "unknown-checks.x", "no check", "id of a check"),
        ('[unknown-checks]\ndefault = "allow"', 2, "unknown-checks.default", "'allow'", "ignore"),
        ('[decide]\nmalware = ["x"]', 2, "decide.malware", "no check", "id of a check"),
        ('[allow]\npurl = "x"', 1, "allow", "not an array", "[[allow]]"),
        ('[[deny]]\nreason = "x"', 1, "deny[1]", "names nothing", "digest"),
        ('[[deny]]\npurl = "pkg:pypi/a"', 1, "deny[1].reason", "is missing", "why"),
        ('[[deny]]\npurl = "a"\nreason="r"', 2, "deny[1].purl", "no purl", "pkg:TYPE/NAME"),
        ('[[deny]]\ndigest = "md5:00"\nreason="r"', 2, "deny[1].digest", "no digest", "sha256"),
        (
            '[[deny]]\ndigest = "sha256:00"\nreason="r"',
            2,
            "deny[1].digest",
            "no digest",
            "sha256:HEX",
        ),
        (
            '[[allow]]\npurl = "pkg:pypi/a@*"\nreason="r"',
            2,
            "allow[1].purl",
            "disguise",
            "a version",
        ),
        (
            '[[deny]]\npurl="pkg:pypi/a"\nreason="r"\nuntil=2027-01-01T00:00:00',
            4,
            "deny[1].until",
            "no day",
            "2027-03-31",
        ),
        ("a = [\n1,\n2", 3, "", "not TOML", ""),
        ("a = 1\na = 2\n", 2, "", "not TOML", ""),
        ("a = " + "9" * 5000, 1, "", "not TOML", ""),
    ],
)
def test_a_mistake_is_told(text: str, line: int, key: str, message: str, allowed: str) -> None:
    (problem, *_) = problems(text)
    assert (problem.line, problem.key) == (line, key)
    assert message in problem.message
    assert allowed in problem.allowed
    where = f"mine.toml:{line}: "
    assert str(problem).startswith(where)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("check", '"instal-network"', "did you mean 'install-network'"),
        ("check", '""', "missing"),
        ("subject", '"sample"', "no purl"),
        ("subject", '""', "missing"),
        ("status", '"ignored"', "is not one of"),
        ("justification", '"because"', "is not one of"),
        ("reason", '" "', "missing"),
        ("owner", "3", "not a text"),
        ("expires", '"soon"', "no day"),
        ("expires", "2027-01-01T10:00:00Z", "no day"),
        ("digest", '"sha1:00"', "no digest"),
        ("line", "3", "unknown key"),
    ],
)
def test_a_mistake_in_a_waiver_is_told(key: str, value: str, message: str) -> None:
    fields = {
        "check": '"install-network"',
        "subject": '"pkg:pypi/sample"',
        "status": '"affected"',
        "reason": '"r"',
        "owner": '"o"',
        "expires": "2027-01-01",
        key: value,
    }
    text = "[[waiver]]\n" + "\n".join(f"{name} = {one}" for name, one in fields.items())
    (problem, *_) = problems(text)
    assert problem.key == f"waiver[1].{key}"
    assert message in problem.message
    assert problem.line == list(fields).index(key) + 2


@pytest.mark.parametrize("key", ["check", "subject", "status", "reason", "owner", "expires"])
def test_a_waiver_lacks_a_field(key: str) -> None:
    waiver = FULL[FULL.index("[[waiver]]") :]
    text = re.sub(rf"(?m)^{key} = .*\n", "", waiver)
    assert [one.key for one in problems(text)] == [f"waiver[1].{key}"]


def test_not_affected_needs_a_justification_in_vex_words() -> None:
    waiver = FULL[FULL.index("[[waiver]]") :]
    (problem,) = problems(re.sub(r"(?m)^justification = .*\n", "", waiver))
    assert problem.allowed == ", ".join(JUSTIFICATIONS)


def test_advisory_ids_are_no_check_ids() -> None:
    waiver = FULL[FULL.index("[[waiver]]") :].replace('"install-network"', '"CVE-2027-0001"')
    assert load(waiver, "mine.toml", KNOWN).waivers[0].check == "CVE-2027-0001"


def test_all_mistakes_are_told_at_once_in_order_of_line() -> None:
    text = 'foo = 1\n[decide]\nblock = "x"\nreview = "y"\n[[deny]]\n[[waiver]]\n'
    found = problems(text)
    assert [one.line for one in found] == sorted(one.line for one in found)
    assert {one.key for one in found} >= {"foo", "decide.block", "decide.review", "deny[1]"}
    with pytest.raises(PolicyError) as error:
        load(text, "mine.toml")
    assert error.value.message.count("\n") == len(found) - 1


def test_a_file_that_is_too_much() -> None:
    assert "longer than" in problems("#" * (1 << 20) + "\n")[0].message
    assert "nested" in problems("a = " + "[" * 100_000)[0].message


@given(st.text(alphabet=st.sampled_from("[]\"'=.#\\\n ab1{},-"), max_size=60) | st.text())
def test_any_text_ends_in_a_policy_or_a_policy_error(text: str) -> None:
    with suppress(PolicyError):
        assert load(text, "any.toml").digest
    assert all(line <= text.count("\n") + 1 for line in lines_of(text).values())


def test_lines_of_nested_tables() -> None:
    text = (
        'a.b = 1\n[[x]]\n[x.y]\nz = """\n[no]\nk = 1"""\n[[x]]\n\'q r\' = [\n 1]\n[x."y"]\nz = 2\n'
    )
    lines = lines_of(text)
    assert lines[("a", "b")] == 1
    assert lines[("x", 0, "y", "z")] == 4
    assert lines[("x", 1)] == 7
    assert lines[("x", 1, "q r")] == 8
    assert lines[("x", 1, "y", "z")] == 11
    assert ("no",) not in lines
    assert line_at(lines, ("x", 1, "nothing")) == 7
    assert line_at(lines, ("nothing",)) == 0


def test_each_kind_is_a_record_of_a_lower_floor() -> None:
    """The names of kinds follow the records, so that a renamed record breaks this test."""
    root = Path(next(iter(facts_package.__path__))).parents[1]
    folders = (root / "core" / "facts", root / "formats", root / "program")
    text = "\n".join(path.read_text() for folder in folders for path in folder.rglob("*.py"))
    records = {kind_name(name) for name in re.findall(r"(?m)^class (\w+)", text)}
    assert set(KINDS) <= records


def test_presets_and_the_manual_speak_of_checks_that_exist() -> None:
    known = frozenset(check.id for check in CATALOGUE)
    for name in PRESETS:
        policy = preset(name)
        spoken = {*policy.malware, *dict(policy.severity), *dict(policy.unknown_checks)}
        assert spoken <= known
        assert same(load(text_of(policy), "shown.toml", known), policy)
    manual = (Path(__file__).parents[2] / "docs" / "policy.md").read_text()
    (example, _) = re.findall(r"```toml\n(.*?)```", manual, re.DOTALL)
    assert load(example, "docs/policy.md", known).waivers


def test_the_manual_names_every_key_kind_and_class() -> None:
    manual = Path(__file__).parents[2] / "docs" / "policy.md"
    text = manual.read_text()
    for word in (*KINDS, *OPAQUE, *PRESETS, *JUSTIFICATIONS, *(one.value for one in VexStatus)):
        assert f"`{word}`" in text, word
    for key in re.findall(r"(?m)^\"?([a-z-]+)\"? =", text_of(load(FULL, "x"))):
        assert f"`{key}`" in text or key in KNOWN, key
    for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL):
        if "[[case]]" not in block:
            assert load(block, "docs/policy.md").digest
    assert set(MUST_READ) < set(OPAQUE)
