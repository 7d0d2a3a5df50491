"""What workflows and actions of GitHub use and install."""

import pytest

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Origin, Scope
from ostiary.formats.inventory.catalogue import chosen
from ostiary.formats.inventory.recipes.workflow import parse

DIGEST = "0123456789abcdef" * 2 + "01234567"
WORKFLOW = f"""name: check
on: [push]
jobs:
  test:
    runs-on: ubuntu-latest
    container: python:3.12
    services:
      db:
        image: postgres:16@sha256:{"b" * 64}
    steps:
      - uses: actions/checkout@v4
      - uses: Owner/Repo/sub/dir@{DIGEST} # v1.2.3
      - uses: ./.github/actions/own
      - uses: docker://ghcr.example.invalid/lint:1
      - name: install
        run: |
          python -m pip install tox==4.0.0
          npm install -g tool@1.0.0
      - run: pip install -r dev.txt
        working-directory: sub
      - uses: ${{{{ matrix.action }}}}
      - just a text
  call:
    uses: other/flows/.github/workflows/run.yml@main
"""


def test_a_workflow() -> None:
    listing = parse(".github/workflows/check.yml", WORKFLOW.encode())
    found = {(one.type, one.name): one for one in listing.components}
    checkout = found["github", "actions/checkout"]
    assert (checkout.version, checkout.at.line, checkout.groups) == ("v4", 11, ("test",))
    assert checkout.properties == (("pinned", "no"),)
    assert checkout.origin is Origin.GIT
    assert checkout.scope is Scope.BUILD
    pinned = found["github", "owner/repo"]
    assert pinned.version == DIGEST
    assert pinned.properties == (("path", "sub/dir"), ("tag", "v1.2.3"))
    called = found["github", "other/flows"]
    assert (called.version, called.at.line) == ("main", 24)
    assert ("path", ".github/workflows/run.yml") in called.properties
    assert found["docker", "python"].at.line == 6
    assert found["docker", "postgres"].digests[0].value == "b" * 64
    assert found["docker", "lint"].at.line == 14
    assert (found["pypi", "tox"].version, found["pypi", "tox"].at.line) == ("4.0.0", 17)
    assert found["npm", "tool"].at.line == 18
    assert listing.includes == (".github/actions/own/action.yml", "sub/dev.txt")
    assert [one.at.line for one in listing.unauditable] == [21, 22]
    assert len(found) == 8


def test_an_action_of_steps_and_one_of_an_image() -> None:
    action = b"""name: own
runs:
  using: composite
  steps:
    - uses: actions/cache@v4
    - run: pip install flask==3.0.0
      shell: bash
"""
    listing = parse("action.yml", action)
    assert [(one.name, one.version, one.at.line) for one in listing.components] == [
        ("actions/cache", "v4", 5),
        ("flask", "3.0.0", 6),
    ]
    assert listing.project == "own"
    image = b"name: x\nruns:\n  using: docker\n  image: docker://alpine:3.20\n"
    assert [one.purl for one in parse("a/action.yaml", image).components] == [
        "pkg:docker/alpine@3.20"
    ]


def test_the_same_action_twice_has_two_keys() -> None:
    text = b"jobs:\n  a:\n    steps:\n      - uses: x/y@v1\n      - uses: x/y@v1\n"
    listing = parse(".github/workflows/a.yaml", text)
    assert len({one.key for one in listing.components}) == 2


@pytest.mark.parametrize("text", [b"", b"a: b", b"[1]", b"jobs: {", b"\xff\xfe"])
def test_what_is_no_workflow_is_refused(text: bytes) -> None:
    with pytest.raises(ParseError):
        parse(".github/workflows/a.yml", text)


@pytest.mark.parametrize(
    ("path", "head", "form"),
    [
        (".github/workflows/a.yml", b"", "workflow"),
        ("sub/.github/workflows/a.yaml", b"", "workflow"),
        ("other/workflows/a.yml", b"", None),
        ("x/action.yml", b"name: x\nruns:\n", "action.yml"),
        ("x/action.yml", b"name: x\n", None),
        ("Dockerfile", b"", "Dockerfile"),
        ("Dockerfile.dev", b"", "Dockerfile"),
        ("app.Dockerfile", b"", "Dockerfile"),
        ("Containerfile", b"", "Dockerfile"),
        ("Dockerfile.md.txt/x", b"", None),
        (".pre-commit-config.yaml", b"", ".pre-commit-config.yaml"),
    ],
)
def test_which_files_are_recipes(path: str, head: bytes, form: str | None) -> None:
    found = chosen(path, head)
    assert (found.name if found else None) == form
