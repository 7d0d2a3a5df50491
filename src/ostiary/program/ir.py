"""What is the one intermediate form that every language is lowered to, and what are its conventions?

The form is the vocabulary of Python's own `ast` module, because most of what is read is Python and its
parser is the fastest tree builder here: a file that it accepts needs no lowering at all. Damaged Python,
Python 2, bytecode and JavaScript are lowered into the same classes, so one evaluator reads them all.

Conventions beyond Python's grammar:

- every expression and statement bears `lineno`, counted from 1 in its own file;
- a target of an assignment may be any of Name, Attribute, Subscript, Tuple, List, Starred, also in
  NamedExpr;
- JavaScript: `undefined` and `null` are Constant(None); `new X(a)` is a Call that bears `new = True`; a
  template is a JoinedStr; a regular expression is Call(Name("RegExp"), [Constant(pattern),
  Constant(flags)]); `a, b` is Subscript(Tuple([a, b]), Constant(-1)); `typeof x` is Call(Name("typeof"),
  [x]); `x instanceof Y` is Call(Name("instanceof"), [x, Y]); `delete x` is the statement Delete;
  `import(x)` is Call(Name("require"), [x]); `for (k in o)` iterates over Call(Name("%keys"), [o]); JSX is
  Call(Name("%jsx"), children);
- `import d, {a as b} from "m"` is an Assign of Attribute(Call(Name("require"), [Constant("m")]), name)
  where `default` and `*` are the module itself; `export` assigns to Attribute(Name("exports"), name),
  `default` included;
- an Assign that declares bears `declares = "var" | "let" | "const"`; without it the name belongs to the
  scope where it is found, else to the file;
- names that start with `%` are made here and cannot clash;
- what lies very deep is `(%n := value)`, or `if True: statement`: the same, lowered later;
- JavaScript, further: `??` is Or; `x >>> y` is Call(Name("%ushr"), [x, y]); `delete x` inside an expression
  is Call(Name("%delete"), [x]); a template without expressions is a Constant; a tagged one is Call(tag,
  [List(texts), *values]); a function without a name is `%function`, a class `%class`; a static method bears
  the decorator `staticmethod`; getters and setters are methods; functions stand first in their block,
  imports first in the file; a switch is `for % in (None,)` over one If a case, so that Break leaves it, and
  a `continue` in it sets a flag that is looked at behind it; Break, Continue and loops bear `label` if they
  have one; JSX lists what attributes and children hold;
- TypeScript: an enum is a Dict, a namespace is a ClassDef; `export = x` assigns to `module.exports`;
- Python 2: `print >>f, a` is the call with `file`, backticks are `repr`, `raise E, m` is `raise E(m)`.
"""

import ast


class Define(ast.expr):
    """A function or class that stands where an expression does: its value is what `body` defines."""

    __slots__ = ("body", "lineno")
    _fields = ("body",)
    body: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

    def __init__(self, body: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        super().__init__()
        self.body = body
        self.lineno = body.lineno


def define(
    name: str, parameters: list[ast.arg], body: list[ast.stmt], line: int
) -> ast.FunctionDef:
    """A function with plain parameters, as languages without Python's kinds of them have."""
    given = ast.arguments(
        posonlyargs=[],
        args=parameters,
        vararg=None,
        kwonlyargs=[],
        kw_defaults=[],
        kwarg=None,
        defaults=[],
    )
    made = ast.FunctionDef(name, given, body, [], None, None)
    made.lineno = line
    made.col_offset = 0
    return made
