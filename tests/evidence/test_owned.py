"""Pickles of a package that ask for its own classes: which pass, and which buy no pass."""

import pickletools
from textwrap import dedent

import pytest
from artifact_samples import examined

from ostiary.formats.model.record import Models, Standing

WHEEL = "sample-1.0-py3-none-any.whl"
PLAIN = """
class Rule:
    __slots__ = ("shape",)

    def __init__(self, shape):
        self.shape = tuple(shape)

    def __repr__(self):
        return f"<{type(self).__name__} {self.shape!r}>"

    def __setstate__(self, state):
        self.shape = state
"""


def made(name: str = "Rule", module: str = "pkg.rules", *, called: bool = False) -> bytes:
    """A pickle with one object: made without its constructor, or called."""
    head = b"\x80\x02c" + module.encode() + b"\n" + name.encode() + b"\n"
    return head + (b"(K\x01K\x02tR." if called else b")\x81K\x05b.")


def standings(
    source: str,
    data: bytes | None = None,
    more: dict[str, bytes] | None = None,
    filename: str = WHEEL,
) -> set[Standing]:
    """How the calls of the one pickle stand."""
    files = {
        "pkg/__init__.py": b"",
        "pkg/rules.py": dedent(source).encode(),
        "pkg/data/a.dat": data or made(),
        **(more or {}),
    }
    files = {path: text for path, text in files.items() if text != b"-"}
    (models,) = (one for one in examined(filename, files).facts if isinstance(one, Models))
    return {call.standing for one in models.files for call in one.calls}


def test_the_samples_are_pickles() -> None:
    for data in (made(), made(called=True)):
        assert list(pickletools.genops(data))[-1][0].name == "STOP"


@pytest.mark.parametrize(
    "source",
    [
        PLAIN,
        "class Rule:\n    def __setstate__(self, state):\n        self.__dict__.update(state)\n",
        (
            "class Base:\n    a = 1\n\n"
            "class Rule(Base, dict):\n    def append(self, one):\n        self.held.append(one)\n"
        ),
        """
        class Rule:
            def __new__(cls, *given):
                self = super().__new__(cls)
                self.a = [one for one in given if one is not None]
                return self
            def __call__(self, x):
                return outside(self, x)
        """,
        """
        class Rule:
            def __setstate__(self, state):
                if not isinstance(state, tuple):
                    raise TypeError("no state")
                object.__setattr__(self, "a", state)
                self._scale()
            def _scale(self):
                self.scale = len(self.a) if "%" in self.a else 0
            @property
            def far(self):
                return outside(self.a)
        """,
    ],
)
def test_a_class_that_only_holds_data(source: str) -> None:
    assert standings(source) == {Standing.INERT}


def test_a_class_that_is_called() -> None:
    assert standings(PLAIN, made(called=True)) == {Standing.INERT}
    source = "class Rule:\n    def __init__(self, *given):\n        outside(given)\n"
    assert standings(source) == {Standing.INERT}, "NEWOBJ runs no constructor"
    assert standings(source, made(called=True)) == {Standing.UNLISTED}


@pytest.mark.parametrize(
    "source",
    [
        "def Rule(*given):\n    pass\n",
        "Rule = print\n",
        "import os\n\nclass Rule:\n    def __setstate__(self, state):\n        os.system(state)\n",
        "class Rule:\n    def __setstate__(self, state):\n        state()\n",
        "class Rule:\n    def __setstate__(self, state):\n        state.run()\n",
        "class Rule:\n    def __setstate__(self, state):\n        state.__class__ = int\n",
        "class Rule:\n    def __setstate__(self, state):\n        self.a = state.danger\n",
        (
            "class Rule:\n    def __setstate__(self, state):\n"
            "        self.a = f'{state}'\n    def __str__(self):\n        outside(self)\n"
        ),
        (
            "class Rule:\n    def __setstate__(self, state):\n"
            "        self.a = '%s' % state\n    def __str__(self):\n        outside(self)\n"
        ),
        "class Rule:\n    def __setstate__(self, state):\n        TABLE[0] = state\nTABLE = {}\n",
        "class Rule:\n    def __setstate__(self, state):\n        TABLE.update(state)\nTABLE = {}\n",
        (
            "class Rule:\n    def __setstate__(self, state):\n"
            "        t = TABLE\n        t.update(state)\nTABLE = {}\n"
        ),
        "class Rule:\n    def __setstate__(self, state, t=TABLE):\n        t.update(state)\nTABLE = {}\n",
        "class Rule:\n    def __setstate__(self, state):\n        import this\n",
        "class Rule:\n    def __setstate__(self, state):\n        len(state)\nlen = exec\n",
        "class Rule:\n    def __setstate__(self, len):\n        len(self)\n",
        "class Rule:\n    def __setstate__(self, state):\n        sorted(state, key=state)\n",
        "class Rule:\n    __setstate__ = exec\n",
        "class Rule:\n    append = exec\n",
        "class Rule:\n    def __getattr__(self, name):\n        outside(name)\n",
        "class Rule:\n    def __setattr__(self, name, value):\n        outside(value)\n",
        "class Rule:\n    def __setitem__(self, name, value):\n        outside(value)\n",
        "class Rule:\n    def append(self, value):\n        outside(value)\n",
        "class Rule:\n    def __hash__(self):\n        return outside(self)\n",
        "class Rule:\n    def __del__(self):\n        outside(self)\n",
        (
            "class Rule:\n    @property\n    def a(self):\n"
            "        pass\n    @a.setter\n    def a(self, value):\n        outside(value)\n"
        ),
        (
            "class Rule:\n    def __setstate__(self, state):\n"
            "        self.run()\n    def run(self):\n        outside(self)\n"
        ),
        (
            "class Rule:\n    def __setstate__(self, state):\n        self.a = self.b\n"
            "    @property\n    def b(self):\n        return outside(self)\n"
        ),
        "class Rule:\n    @outside\n    def a(self):\n        pass\n",
        "@outside\nclass Rule:\n    pass\n",
        "class Rule(metaclass=outside):\n    pass\n",
        "class Rule(outside):\n    pass\n",
        (
            "class Base:\n    def __setstate__(self, state):\n        outside(state)\n"
            "\nclass Rule(Base):\n    pass\n"
        ),
        "from x import dict\n\nclass Rule(dict):\n    pass\n",
        "class Rule:\n    pass\n\nclass Rule(object):\n    pass\n",
        "if 1:\n    class Rule:\n        pass\n",
        "class Rule:\n    pass\n\nRule.__setstate__ = exec\n",
        "class Rule:\n    pass\n\nsetattr(Rule, '__setstate__', exec)\n",
        "class Rule:\n    pass\n\nfor one in (Rule,):\n    one.__setstate__ = exec\n",
        "class Rule:\n    pass\n\nglobals()['Rule'] = exec\n",
        "class Rule:\n    pass\n\ndef f():\n    global Rule\n    Rule = exec\n",
        "class Rule:\n    pass\n\nclass Other:\n    vars()['x'] = 1\n",
        "class Rule:\n    pass\n\nfrom outside import *\n",
        "class Rule:\n    pass\n\nfrom outside import Rule\n",
        "import os\n\nclass Rule:\n    def later(self):\n        os.system(self.command)\n",
        "class Rule(\n",
    ],
)
def test_what_may_do_more(source: str) -> None:
    assert standings(source) == {Standing.UNLISTED}


@pytest.mark.parametrize(
    ("data", "standing"),
    [
        (made(module="other.rules"), Standing.UNLISTED),
        (made(module="pkg.other"), Standing.UNLISTED),
        (made("Nothing"), Standing.UNLISTED),
        (made()[:-1] + made("Thing", "stranger")[2:], Standing.UNLISTED),
        (made()[:-1] + made("system", "os")[2:], Standing.SINK),
    ],
)
def test_what_is_not_of_the_package_takes_the_file_along(data: bytes, standing: Standing) -> None:
    assert {standing} <= standings(PLAIN, data) <= {standing, Standing.UNLISTED}


@pytest.mark.parametrize(
    "more",
    [
        {"pkg/rules.cpython-311-x86_64-linux-gnu.so": b"\x7fELF"},
        {"pkg/rules/__init__.py": b"class Rule: pass"},
        {"pkg/__pycache__/rules.cpython-311.pyc": b"\xa7\r\r\n"},
        {"sample-1.0.data/purelib/pkg/rules.py": b"Rule = print"},
        {"pkg/__init__.py": b"-"},
        {"pkg/late.py": b"from pkg import rules\nrules.Rule = print\n"},
        {"pkg/late.py": b"from pkg import rules\nrules.Rule.__setstate__ = print\n"},
        {"pkg/late.py": b"from pkg import rules\nsetattr(rules, 'Rule', print)\n"},
        {"pkg/late.py": b"import pkg.rules as r\nr.__dict__['Rule'] = print\n"},
        {"tool.py": b"class Rule:\n    def __setstate__(self, state):\n        exec(state)\n"},
        {"pkg/data/a.dat": b"-", "data/a.dat": made()},
    ],
    ids=str,
)
def test_the_source_has_to_be_what_is_loaded(more: dict[str, bytes]) -> None:
    assert standings(PLAIN, more=more) == {Standing.UNLISTED}


def test_a_name_of_the_standard_library_is_no_package() -> None:
    files = {
        "json/__init__.py": b"",
        "json/rules.py": PLAIN.encode(),
        "json/a.dat": made(module="json.rules"),
    }
    (models,) = (one for one in examined(WHEEL, files).facts if isinstance(one, Models))
    assert {call.standing for one in models.files for call in one.calls} == {Standing.UNLISTED}


def test_a_source_distribution_and_others() -> None:
    files = {
        "sample-1.0/src/pkg/__init__.py": b"",
        "sample-1.0/src/pkg/rules.py": PLAIN.encode(),
        "sample-1.0/src/pkg/a.dat": made(),
        "sample-1.0/PKG-INFO": b"Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n",
    }
    for name, standing in (
        ("sample-1.0.tar.gz", Standing.INERT),
        ("sample.zip", Standing.UNLISTED),
    ):
        if name == "sample.zip":
            files.pop("sample-1.0/PKG-INFO")
        (models,) = (one for one in examined(name, files).facts if isinstance(one, Models))
        assert {call.standing for one in models.files for call in one.calls} == {standing}


def test_the_account_says_that_nothing_is_left() -> None:
    files = {"pkg/__init__.py": b"", "pkg/rules.py": PLAIN.encode(), "pkg/a.dat": made()}
    rows = {row.path: row for row in examined(WHEEL, files).coverage}
    assert not rows["pkg/a.dat"].opaque


def test_harm_beside_is_still_found() -> None:
    """What is harmful stands as it is in a file of its own."""
    found = standings(PLAIN, more={"pkg/data/b.dat": made("system", "os", called=True)})
    assert found == {Standing.INERT, Standing.SINK}
