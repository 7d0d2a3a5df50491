"""A loop that copies what grows is paid for by what it copies, or memory ends before its steps do."""

import tracemalloc

import pytest
from engine_flows import PLACES, program_of

MOST = 150 << 20  # bytes that following one of these loops may take

PYTHON = """import base64
d = {}
e = {}
w = dict.fromkeys(range(1000))
for i in range(1000): w[i] = i
for i in range(10 ** 7): %s
base64.b64decode("aaaa")
"""
SCRIPT = """let d = {}, e = {}, w = {};
for (let i = 0; i < 1000; i++) w[i] = i;
for (let i = 0; i < 1e7; i++) { %s }
atob("aaaa");
"""


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("wheel", PYTHON % "d[i] = {**d}"),
        ("wheel", PYTHON % "e[i] = {**w}"),
        ("wheel", PYTHON % "e[i] = w.copy()"),
        ("wheel", PYTHON % "e[i] = {}; e[i].update(w)"),
        ("wheel", PYTHON % "e[i] = list(w.items())"),
        ("npm", SCRIPT % "d[i] = {...d};"),
        ("npm", SCRIPT % "e[i] = Object.assign({}, w);"),
        ("npm", SCRIPT % "e[i] = Object.entries(w);"),
    ],
)
def test_a_copy_costs_what_it_copies(form: str, text: str) -> None:
    tracemalloc.start()
    try:
        cuts = program_of(form, {PLACES[form]: text}).unfinished
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MOST
    assert cuts
    assert not any(one.failed for one in cuts)
