"""The policy through the command line: what it is, whether a file is one, and what it would decide."""

from pathlib import Path

import pytest

from ostiary.core.exits import Exit
from world.front import Front
from world.index import FakeIndex

BAD = """\
name = "ours"
extends = "balanced"
require = ["nonsense"]

[decide]
block = "sometimes"
foo = 1

[severity]
no-such-check = "low"
"""


@pytest.mark.parametrize("preset", ["strict", "balanced", "open"])
def test_a_shown_preset_is_a_policy_file(front: Front, preset: str) -> None:
    shown = front("policy", "show", preset)
    assert shown.code == Exit.OK
    assert shown.err.startswith("digest sha256:")
    (front.cwd / "ours.toml").write_text(shown.out)
    again = front("policy", "check", "ours.toml")
    assert again.code == Exit.OK
    assert shown.err.split()[-1] in again.out, "the same digest: nothing of it was lost"


def test_every_mistake_has_its_line_and_what_is_allowed(front: Front) -> None:
    (front.cwd / "bad.toml").write_text(BAD)
    for words in (("policy", "check", "bad.toml"), ("vet", "--policy", "bad.toml", "thing")):
        said = front(*words)
        assert (said.code, said.out) == (Exit.USAGE, "")
        lines = [line for line in said.err.splitlines() if line.startswith("ostiary: ")]
        starts = ["bad.toml:3: require", "bad.toml:6: decide.block", "bad.toml:7: decide.foo"]
        starts += ["bad.toml:10: severity.no-such-check"]
        assert len(lines) == len(starts)
        for line, start in zip(lines, starts, strict=True):
            assert line.startswith(f"ostiary: {start}")
            assert "allowed: " in line
    assert front.index.asked() == 0, "nothing is asked under a policy that cannot be read"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('name = "x\n', ("bad.toml:1", "TOML")),
        ('name = "x"\n\n[decide\n', ("bad.toml:3", "TOML")),
        ("name = 1\n", ("bad.toml:1: name",)),
        ('extends = "nowhere"\n', ("bad.toml:1: extends", "strict, balanced, open")),
    ],
)
def test_what_is_no_policy_file(front: Front, text: str, words: tuple[str, ...]) -> None:
    (front.cwd / "bad.toml").write_text(text)
    said = front("policy", "check", "bad.toml")
    assert (said.code, said.out) == (Exit.USAGE, "")
    assert all(word in said.err for word in words), said.err


def test_a_policy_that_is_not_there_or_not_text(front: Front) -> None:
    said = front("policy", "check", "none.toml")
    assert (said.code, said.out) == (Exit.USAGE, "")
    assert "there is no policy `none.toml`" in said.err
    (front.cwd / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    said = front("policy", "check", "bytes.toml")
    assert (said.code, said.out) == (Exit.USAGE, "")
    assert "bytes.toml cannot be read" in said.err
    assert front("policy", "check").code == Exit.USAGE
    assert front("vet", "--policy", "none.toml", "thing").code == Exit.USAGE


def test_explain_a_check_and_a_package(front: Front) -> None:
    said = front("policy", "explain", "install-network")
    assert said.code == Exit.OK
    assert said.out.startswith("install-network: ")
    assert "severity high" in said.out
    (front.cwd / "ours.toml").write_text(
        'name = "ours"\nextends = "balanced"\n[severity]\ninstall-network = "low"\n'
    )
    assert (
        "severity low" in front("policy", "explain", "install-network", "--policy", "ours.toml").out
    )
    package = front("policy", "explain", "thing==1.0", "--policy", "strict")
    assert package.out.startswith("pkg:pypi/thing@1.0 under policy strict")
    assert "cooldown: 14 days" in package.out
    assert front("policy", "explain").code == Exit.USAGE


def test_samples_are_judged(front: Front) -> None:
    good = '[[case]]\nname = "known"\nexpect = "allow"\n'
    (front.cwd / "good.toml").write_text(good)
    said = front("policy", "test", "good.toml")
    assert (said.code, said.out) == (Exit.OK, "ok    known: allow\n1 of 1 samples as expected\n")
    (front.cwd / "bad.toml").write_text(good + '[[case]]\nname = "other"\nexpect = "block"\n')
    said = front("policy", "test", "bad.toml")
    assert said.code == Exit.FOUND
    assert "FAIL  other: allow, not block" in said.out
    (front.cwd / "none.toml").write_text('[[case]]\nname = "x"\nexpect = "perhaps"\n')
    said = front("policy", "test", "none.toml")
    assert (said.code, said.out) == (Exit.USAGE, "")
    assert "none.toml:3" in said.err
    assert "allow, review, insufficient, block" in said.err


def test_which_policy_decides(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    assert front.vet("thing").verdict["policy"] == "balanced"
    deny = (
        'name = "project"\nextends = "balanced"\n[[deny]]\npurl = "pkg:pypi/thing"\nreason = "no"\n'
    )
    for stranger in ("ostiary.toml", "policy.toml"):  # a checkout that one looks at decides nothing
        (front.cwd / stranger).write_text(deny)
    assert front.vet("thing").verdict["policy"] == "balanced"
    own = Path(front.environ["HOME"]) / ".config" / "ostiary"
    own.mkdir(parents=True)
    (own / "policy.toml").write_text(deny)
    denied = front.vet("thing")
    assert (denied.code, denied.verdict["policy"]) == (Exit.FOUND, "project")
    assert denied.verdict["decision"] == "block"
    front.environ["OSTIARY_POLICY"] = "open"
    assert front.vet("thing").verdict["policy"] == "open"
    assert front.vet("--policy", "strict", "thing").verdict["policy"] == "strict"


@pytest.mark.parametrize(("threshold", "code"), [("review", Exit.FOUND), ("block", Exit.OK)])
def test_the_threshold_of_a_review(
    front: Front, index: FakeIndex, threshold: str, code: Exit
) -> None:
    index.publish("thing", "1.0")
    index.yank("thing", "1.0", "broken")
    said = front.vet("--fail-on", threshold, "thing==1.0")
    assert (said.code, said.verdict["decision"]) == (code, "review"), said.grounds


def test_the_threshold_does_not_touch_missing_evidence(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    front.environ["OSTIARY_OSV_URL"] = ""
    for threshold in ("review", "block"):
        assert front.vet("--fail-on", threshold, "thing").code == Exit.INSUFFICIENT


def test_the_worst_of_several_packages_counts(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    index.publish("other", "1.0")
    front("refuse", "other", "--reason", "not ours", "--by", "ada")
    said = front.vet("thing", "other")
    assert said.code == Exit.FOUND
    assert {row["decision"] for row in said.report["verdicts"]} == {"allow", "block"}
