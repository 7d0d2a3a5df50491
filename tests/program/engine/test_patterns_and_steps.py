"""What a pattern binds, what an iterator of the program gives, and where short loops end."""

import pytest
from engine_flows import SAID, commands

STEPS = """
class Steps:
    def __init__(self, row):
        self.row, self.place = row, -1
    def __iter__(self):
        return self
    def __next__(self):
        self.place += 1
        if self.place >= len(self.row):
            raise StopIteration
        return self.row[self.place]
"""
TURNS = """
class Turns:
    count = 0
    def go(self, text):
        self.count += 1
        (print, print, os.system)[self.count - 1](text)
"""
PATTERNS = [
    f"match os.system:\n    case run:\n        run('{SAID}')",
    f"match [print, os.system]:\n    case [_, run]:\n        run('{SAID}')",
    f"match [1, 2, os.system]:\n    case [*_, run]:\n        run('{SAID}')",
    f"match [os.system, 1, 2]:\n    case [run, *rest]:\n        run('{SAID}')",
    f"match {{'do': 1, 'by': os.system}}:\n    case {{'do': 1, 'by': run}}:\n        run('{SAID}')",
    f"match {{'a': 1, 'by': os.system}}:\n    case {{'a': 1, **rest}}:\n        rest['by']('{SAID}')",
    (
        f"class P:\n    __match_args__ = ('by',)\n    def __init__(self, by):\n        self.by = by\n"
        f"match P(os.system):\n    case P(run):\n        run('{SAID}')"
    ),
    (
        f"class P:\n    def __init__(self, by):\n        self.by = by\n"
        f"match P(os.system):\n    case P(by=run):\n        run('{SAID}')"
    ),
    f"match '{SAID}':\n    case str() as text:\n        os.system(text)",
    f"match 3:\n    case 1 | 2:\n        print(1)\n    case 3 if os.system('{SAID}'):\n        pass",
    f"first, *others, last = 1, 2, 3, os.system\nlast('{SAID}')",
]
ITERATORS = [
    f"for run in Steps([print, os.system]):\n    run('{SAID}')",
    f"_, run = Steps([print, os.system])\nrun('{SAID}')",
    f"turns = Turns()\nfor _ in 'abc':\n    turns.go('{SAID}')",
    f"turns = Turns()\nturns.go('{SAID}'); turns.go('{SAID}'); turns.go('{SAID}')",
    "word = ''.join(Steps(list('system')))\n" + f"getattr(os, word)('{SAID}')",
]
SHORT = [
    f"for run, text in [(print, 'a')] * 9 + [(os.system, '{SAID}')]:\n    run(text)",
    f"queue = [print, os.system]\nwhile queue:\n    queue.pop(0)('{SAID}')",
    (
        "count, run = 0, print\nwhile True:\n    count += 1\n    if count > 2:\n"
        "        run = os.system\n        break\n"
        f"run('{SAID}')"
    ),
    f"def down(count, run):\n    return down(count - 1, run) if count else run('{SAID}')\ndown(3, os.system)",
    "def use(run, text):\n    return run(text)\n"
    + "use(print, 'a')\n" * 9
    + f"use(os.system, '{SAID}')",
    f"use = lambda one: one\nuse(use(os.system))('{SAID}')",
]


@pytest.mark.parametrize("text", PATTERNS)
def test_a_pattern_binds_what_it_fits(text: str) -> None:
    assert SAID in commands("import os\n" + text)


def test_a_case_that_does_not_fit_is_looked_at_and_binds_nothing() -> None:
    text = f"run = print\nmatch 1:\n    case 2:\n        run = os.system\nrun('{SAID}')"
    assert commands("import os\n" + text) == set()
    assert commands(f"import os\nmatch 1:\n    case 2:\n        os.system('{SAID}')") == {SAID}


@pytest.mark.parametrize("text", ITERATORS)
def test_an_iterator_is_gone_through_to_its_end(text: str) -> None:
    assert SAID in commands("import os\n" + STEPS + TURNS + text)


@pytest.mark.parametrize("text", SHORT)
def test_a_short_loop_is_run_to_its_end_in_any_file(text: str) -> None:
    assert SAID in commands("import os\n" + text)


def test_iterators_of_scripts_are_stepped_through() -> None:
    text = f"""
const cp = require('child_process');
const over = {{ [Symbol.iterator]() {{ let i = 0; const t = [console, cp];
  return {{ next: () => i < t.length ? {{ value: t[i++], done: false }} : {{ done: true }} }}; }} }};
const [first, second] = over;
second.exec('{SAID}');
"""
    assert commands(text, "npm") == {SAID}
