"""Libraries execute texts in forms of their own, and call methods, functions and what objects name."""

import pytest
from engine_flows import SAID, commands, flows

from ostiary.program.flow import Act, Taint

HEAD = (
    "import base64, os\n"
    "def plain(text): return base64.b64decode(text).decode()\n"
    "CODE = 'aW1wb3J0IG9zOyBvcy5zeXN0ZW0oJ2VjaG8gc2FpZCcp'\n"  # import os; os.system('echo said')
    "CALL = 'X19pbXBvcnRfXygnb3MnKS5zeXN0ZW0oJ2VjaG8gc2FpZCcp'\n"  # the same as an expression
)

RUNS = {
    "doctest": "import doctest\nclass T: pass\nT.__doc__ = '>>> ' + plain(CODE)\n"
    "doctest.run_docstring_examples(T, {})",
    "doctest of a text": "import doctest\n"
    "test = doctest.DocTestParser().get_doctest('>>> ' + plain(CODE), {}, 'x', None, 0)\n"
    "doctest.DocTestRunner().run(test)",
    "tree": "import ast\nexec(compile(ast.parse(plain(CODE)), 'x', 'exec'))",
    "tree of what is written": "import ast\ntext = 'import os; os.system(\"echo said\")'\n"
    "exec(compile(ast.parse(text), 'x', 'exec'))",
    "tree by a flag": "import ast\ntree = compile(plain(CODE), 'x', 'exec', ast.PyCF_ONLY_AST)\n"
    "exec(compile(tree, 'x', 'exec'))",
    "tree by a number": "exec(compile(compile(plain(CODE), 'x', 'exec', 0x400), 'x', 'exec'))",
    "tree with its places": "import ast\ntree = ast.fix_missing_locations(ast.parse(plain(CODE)))\n"
    "exec(compile(ast.increment_lineno(tree), 'x', 'exec'))",
    "timer": "import timeit\ntimeit.Timer(plain(CODE)).timeit(1)",
    "preparation of a timer": "import timeit\ntimeit.Timer('pass', plain(CODE)).timeit(1)",
    "template": "from mako.template import Template\nTemplate('<% ' + plain(CODE) + ' %>').render()",
    "expression in a template": "from mako.template import Template\n"
    "Template('${' + plain(CALL) + '}').render()",
    "expression over columns": "import pandas\n"
    "pandas.eval('@f(@z)', local_dict={'f': exec, 'z': plain(CODE)})",
    "annotation": "import typing\ndef f(): pass\n"
    "f.__annotations__ = {'x': plain(CALL)}\ntyping.get_type_hints(f)",
    "reference": "import typing\ntyping.ForwardRef(plain(CALL))._evaluate({}, {}, frozenset())",
    "loader of text": "import importlib.abc\nclass L(importlib.abc.InspectLoader):\n"
    "    def get_source(self, name): return plain(CODE)\nL().exec_module(None)",
    "loader of bytes": "import importlib.abc\nclass L(importlib.abc.SourceLoader):\n"
    "    def get_data(self, path): return plain(CODE).encode()\nL().load_module('x')",
    "copy": "import copy\nclass Q:\n"
    "    def __reduce_ex__(self, p): return exec, (plain(CODE),)\ncopy.deepcopy(Q())",
    "state of a copy": "import copy\nclass Q:\n    def __getstate__(self): return CODE\n"
    "    def __setstate__(self, state): exec(plain(state))\ncopy.copy(Q())",
    "pickle": "import pickle\nclass Q:\n    def __reduce__(self): return exec, (plain(CODE),)\n"
    "pickle.loads(pickle.dumps(Q()))",
    "registered for pickles": "import copyreg, pickle\nclass Q: pass\n"
    "copyreg.pickle(Q, lambda q: (exec, (plain(CODE),)))\npickle.loads(pickle.dumps(Q()))",
    "pieces sent into a generator": "def g():\n    held = ''\n    while 1:\n        piece = yield\n"
    "        if piece is None: exec(plain(held))\n        else: held += piece\n"
    "i = g()\nnext(i)\nfor piece in (CODE[:20], CODE[20:], None): i.send(piece)",
    "key of a format": "class D(dict):\n    def __missing__(self, key): return plain(CODE)\n"
    "exec('{x}'.format_map(D()))",
    "key behind a percent sign": "class D(dict):\n    def __missing__(self, key): return plain(CODE)\n"
    "exec('%(x)s' % D())",
    "property in a format": "class D:\n    @property\n    def x(self): return plain(CODE)\n"
    "exec('{0.x}'.format(D()))",
    "factory of a table": "import collections\nd = collections.defaultdict(lambda: plain(CODE))\n"
    "exec(d['x'])",
    "converter": "import attr\n@attr.s\nclass Q:\n"
    "    a = attr.ib(default=CODE, converter=plain)\nexec(Q().a)",
    "validator in a type": "import pydantic, typing\nclass Q(pydantic.BaseModel):\n"
    "    a: typing.Annotated[str, pydantic.AfterValidator(lambda v: exec(plain(v)))]\nQ(a=CODE)",
    "members of an enumeration": "import enum\nclass E(enum.Enum):\n    A = CODE[:20]\n    B = CODE[20:]\n"
    "exec(plain(''.join(one.value for one in E)))",
    "text of a member": "import enum\nclass E(str, enum.Enum):\n    A = CODE\n"
    "    def __str__(self): return plain(self.value)\nexec(str(E.A))",
    "numbers of members": "import enum\nclass E(enum.Enum):\n    @staticmethod\n"
    "    def _generate_next_value_(name, *rest): return plain(CODE)\n    A = enum.auto()\nexec(E['A'].value)",
    "member that is made": "import enum\nclass E(enum.Enum):\n    A = (CODE,)\n"
    "    def __init__(self, text): exec(plain(text))",
    "member that is called": "import enum, functools\nclass E(enum.Enum):\n"
    "    A = functools.partial(exec)\nE.A.value(plain(CODE))",
    "attribute of a function": "def f(): pass\nf.x = CODE\nexec(plain(f.x))",
}


@pytest.mark.parametrize("name", RUNS)
def test_what_they_execute(name: str) -> None:
    assert SAID in commands(HEAD + RUNS[name] + "\n")


GIVES = {
    "parser": "from html.parser import HTMLParser\nclass P(HTMLParser):\n    held = ''\n"
    "    def handle_data(self, text): self.held = plain(text)\np = P()\np.feed('<p>' + CODE)\nexec(p.held)",
    "formatter": "import string\nclass F(string.Formatter):\n    def get_value(self, key, given, named):"
    " return plain(key)\nexec(F().format('{' + CODE + '}'))",
    "visitor": "import ast\nclass V(ast.NodeTransformer):\n    def visit_Constant(self, node):"
    " return ast.Constant(plain(node.value))\n"
    "t = V().visit(ast.parse(repr(CODE)))\nexec(compile(t, 'x', 'exec'))",
    "column": "import pandas\npandas.Series([CODE]).map(plain).map(exec)",
}


@pytest.mark.parametrize("name", GIVES)
def test_what_own_methods_decode_for_a_library(name: str) -> None:
    """What it is remains unknown; that it was decoded before it is executed does not."""
    executed = flows(
        HEAD + "def f():\n    " + GIVES[name].replace("\n", "\n    ") + "\n", Act.EXECUTE
    )
    assert any(one.has(Taint.DECODED, Taint.UNVEILED) for one in executed)


def test_what_is_there_to_be_read() -> None:
    text = (
        "import collections, copy, doctest, enum, importlib.machinery, os\n"
        "class E(str, enum.Enum):\n    A = 'x'\n"
        "class Q:\n    '''>>> os.system('echo said')'''\n    def __reduce__(self): return Q, ()\n"
        "class L(importlib.machinery.SourceFileLoader):\n"
        "    def get_data(self, path): return super().get_data(path)\n"
        "def test():\n    doctest.testmod(Q)\n    copy.copy(Q())\n    L('x', 'y')\n"
        "    d = collections.defaultdict(int)\n    d['a'] += 1\n"
        "    exec(open(E.A.upper()).read() + E('x') + '{0.x}'.format(Q()))\n"
    )
    found = flows(text, form="wheel")
    assert not [one for one in found if one.act is Act.RUN or one.has(Taint.DECODED)]


WITHOUT_DEF = {
    "static": "go = staticmethod(lambda one: 'cat')\nos.system(D.go('a'))",
    "static, of an object": "def g(one): return 'cat'\n    go = staticmethod(g)\nos.system(D().go('a'))",
    "of the class": "x = 'cat'\n    def g(cls): return cls.x\n    go = classmethod(g)\nos.system(D.go())",
    "property": "x = property(lambda self: 'cat')\nos.system(D().x)",
}
"""Methods whose kind is told by a call instead of a decorator."""


@pytest.mark.parametrize("name", WITHOUT_DEF)
def test_a_method_may_get_its_kind_by_a_call(name: str) -> None:
    assert commands(f"import os\nclass D:\n    {WITHOUT_DEF[name]}\n") == {"cat"}


@pytest.mark.parametrize(
    "read", ["ast.parse(text)", "compile(text, 'x', 'exec', flags=ast.PyCF_ONLY_AST)"]
)
def test_who_only_reads_a_program_runs_none(read: str) -> None:
    fetched = "import ast, requests\ntext = requests.get('https://h.example.invalid/').text\n"
    assert not [one for one in flows(f"{fetched}tree = {read}") if one.act is Act.EXECUTE]
    told = list(flows(f"{fetched}exec(compile({read}, 'x', 'exec'))"))
    assert any(
        one.act is Act.EXECUTE and Taint.NETWORK in {each.kind for each in one.carries}
        for one in told
    )


def test_the_names_that_a_module_gives_when_it_is_run() -> None:
    assert commands("import runpy\nrunpy.run_module('os')['system']('say')\n") == {"say"}
