"""In a chain of calls each is made once, with what it does to the object before it."""

import pytest
from engine_flows import SAID, commands

CLASS = """
const cp = require('child_process'), sign = atob('c2lnbg==');
class Line {
  constructor() { this.text = ''; }
  add(part) { this.text += part; return this; }
  go() { cp.execSync(this.text); return this; }
}
"""
OBJECT = """
const cp = require('child_process'), sign = atob('c2lnbg==');
const line = {
  text: '',
  add: function (part) { this.text += part; return this; },
  go: function () { cp.execSync(this.text); return this; },
};
"""
TIMES = 12


@pytest.mark.parametrize("start", [f"{CLASS}new Line()", f"{OBJECT}line"])
def test_what_a_chain_adds_is_added_once(start: str) -> None:
    letters = "".join(f".add({one!r})" for one in SAID)
    assert commands(f"{start}{letters}.go();", "npm") == {SAID}
    named = "".join(f"['add']({one!r})" for one in SAID)
    assert commands(f"{start}{named}['go']();", "npm") == {SAID}


def test_a_long_chain_costs_no_more_than_its_length() -> None:
    longer = f"{CLASS}new Line(){'.add(String(1))' * TIMES}.add('; {SAID}').go();"
    (told,) = commands(longer, "npm")
    assert told == "1" * TIMES + f"; {SAID}"
