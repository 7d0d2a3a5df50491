"""How can a Python program be written otherwise and do the same?

Each transformation takes a plain module and where it lies, and gives the module that stands in its place with
the files that come along. They assume the plain style of `mutation/python.md`.
"""

import ast
import base64
import zlib
from collections.abc import Callable, Iterator

from respell_python import (
    base64_strings,
    built_strings,
    code_arithmetic,
    comprehension_strings,
    default_arguments,
    folded_names,
    indented,
    reversed_hex,
    split_strings,
    xor_strings,
)
from rewriting import PLAIN_BLOCK, Mutant, Place
from spelling import compiled, zipped


def _bound(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    methods = {id(one) for k in ast.walk(tree) if isinstance(k, ast.ClassDef) for one in k.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) and id(node) not in methods:
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {one.asname or one.name for one in node.names}
    return names


def rename(source: str, _: Place) -> Mutant:
    tree = ast.parse(source)
    new = {name: f"_0x{n * 7919 % 65536:04x}" for n, name in enumerate(sorted(_bound(tree)), 1)}
    methods = {id(one) for k in ast.walk(tree) if isinstance(k, ast.ClassDef) for one in k.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = new[node.arg]
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) and id(node) not in methods:
            node.name = new[node.name]
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for one in node.names:
                one.asname = new[one.asname or one.name]
    return ast.unparse(tree) + "\n", []


def reorder(source: str, _: Place) -> Mutant:
    body = ast.parse(source).body
    imports = [one for one in body if isinstance(one, ast.Import | ast.ImportFrom)]
    made = [one for one in body if isinstance(one, ast.FunctionDef | ast.ClassDef)]
    rest = [one for one in body if one not in imports and one not in made]
    return _joined([*reversed(imports), *reversed(made), *rest]), []


def _joined(body: list[ast.stmt]) -> str:
    return "\n".join(ast.unparse(one) for one in body) + "\n"


def move_to_module(source: str, place: Place) -> Mutant:
    return f"{place.import_from} _support\n", [(place.beside("_support.py"), source.encode())]


def tests_folder(source: str, place: Place) -> Mutant:
    folder = "." if place.package else ""
    files = [
        (place.beside("tests/__init__.py"), b""),
        (place.beside("tests/test_support.py"), source.encode()),
    ]
    return f"from {folder}tests import test_support\n", files


def bytecode(source: str, place: Place) -> Mutant:
    return f"{place.import_from} _speed\n", [
        (place.beside("_speed.pyc"), compiled(source.encode()))
    ]


def zip_import(source: str, place: Place) -> Mutant:
    held = zipped([("tables.py", source.encode())])
    text = f"import sys\nsys.path.insert(0, {place.here('vendor.zip')})\nimport tables\n"
    return text, [(place.beside("vendor.zip"), held)]


def data_file_runner(source: str, place: Place) -> Mutant:
    text = f"with open({place.here('notes.txt')}) as file:\n    exec(file.read())\n"
    return text, [(place.beside("notes.txt"), source.encode())]


def function_wrap(source: str, _: Place) -> Mutant:
    return f"def main():\n{indented(source)}\n\n\nmain()\n", []


def class_wrap(source: str, _: Place) -> Mutant:
    head = "class Runner:\n    def __init__(self, name):\n        self.name = name\n\n"
    return f"{head}    def run(self):\n{indented(source, 8)}\n\n\nRunner('x').run()\n", []


def branch_wrap(source: str, _: Place) -> Mutant:
    tail = "    except ImportError:\n        raise\n    finally:\n        pass\n"
    return f"if len('ab') == 2:\n    try:\n{indented(source, 8)}\n{tail}", []


def decorator_wrap(source: str, _: Place) -> Mutant:
    head = "def at_once(fn):\n    fn()\n    return fn\n\n\n@at_once\ndef setting():\n"
    return f"{head}{indented(source)}\n", []


def lambda_wrap(source: str, _: Place) -> Mutant:
    class Late(ast.NodeTransformer):
        def _late(self, node: ast.Expr | ast.Assign) -> ast.stmt:
            if isinstance(node.value, ast.Call):
                node.value = ast.parse(f"(lambda: {ast.unparse(node.value)})()", mode="eval").body
            return node

        visit_Expr = visit_Assign = _late  # noqa: N815

    return ast.unparse(Late().visit(ast.parse(source))) + "\n", []


def dead_code(source: str, _: Place) -> Mutant:
    return f"{PLAIN_BLOCK['py']}\n{source}\n{PLAIN_BLOCK['py-after']}", []


def comment_noise(source: str, _: Place) -> Mutant:
    noise = ("# it isn't \"\"\" what it seems '''", "#/* \\", "# noqa: S102 # nosec # nosemgrep")
    lines = ['Q = \'"""\'', "R = \"'''\""]
    for n, one in enumerate(ast.parse(source).body):
        lines += [ast.unparse(one), noise[n % 3]]
    return "\n".join(lines) + "\n", []


def minify(source: str, _: Place) -> Mutant:
    heads = ("def ", "class ", "if ", "for ", "while ", "with ", "try:", "except", "finally:",
             "else:", "elif ", "@", "async ")  # fmt: skip
    out: list[tuple[int, str, bool]] = []
    for line in ast.unparse(ast.parse(source)).splitlines():
        text = line.strip()
        if not text:
            continue
        depth, compound = (len(line) - len(line.lstrip())) // 4, text.startswith(heads)
        if out and not compound and not out[-1][2] and out[-1][0] == depth:
            out[-1] = (depth, f"{out[-1][1]};{text}", False)
        else:
            out.append((depth, text, compound))
    return "\n".join(" " * depth + text for depth, text, _ in out), []


def exec_of_string(source: str, _: Place) -> Mutant:
    return f"exec({source!r})\n", []


def zlib_layer(source: str, _: Place) -> Mutant:
    packed = base64.b64encode(zlib.compress(source.encode())).decode()
    inner = f"import zlib, base64\nexec(zlib.decompress(base64.b64decode({packed!r})))"
    outer = base64.b85encode(inner.encode()).decode()
    return f"import base64\nexec(compile(base64.b85decode({outer!r}), '<x>', 'exec'))\n", []


def _modules(tree: ast.Module) -> dict[str, str]:
    """Names that are bound to modules, with the modules."""
    return {
        one.asname or one.name: one.name
        for node in tree.body
        if isinstance(node, ast.Import)
        for one in node.names
    }


def import_alias(source: str, _: Place) -> Mutant:
    tree = ast.parse(source)
    modules, new = _modules(tree), dict[tuple[str, str], str]()

    class Direct(ast.NodeTransformer):
        def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
            self.generic_visit(node)
            if isinstance(node.value, ast.Name) and node.value.id in modules:
                key = modules[node.value.id], node.attr
                return ast.Name(new.setdefault(key, f"q{len(new)}"), ast.Load())
            return node

    rest = [one for one in Direct().visit(tree).body if not isinstance(one, ast.Import)]
    lines = [f"from {module} import {name} as {made}" for (module, name), made in new.items()]
    return "\n".join([*lines, _joined(rest)]), []


def getattr_access(source: str, _: Place) -> Mutant:
    class Dynamic(ast.NodeTransformer):
        def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
            self.generic_visit(node)
            if not isinstance(node.ctx, ast.Load):
                return node
            half = len(node.attr) // 2
            name = f"{node.attr[:half]!r} + {node.attr[half:]!r}"
            return ast.parse(f"getattr({ast.unparse(node.value)}, {name})", mode="eval").body

        def visit_Import(self, node: ast.Import) -> list[ast.stmt]:
            lines = []
            for one in node.names:
                call = "import_module" if "." in one.name else "__import__"
                lines.append(f"{one.asname or one.name} = {call}({one.name!r})")
            return ast.parse("\n".join(lines)).body

        def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.stmt]:
            lines = [
                f"{one.name} = getattr(import_module({node.module!r}), {one.name!r})"
                for one in node.names
            ]
            return ast.parse("\n".join(lines)).body

    text = ast.unparse(Dynamic().visit(ast.parse(source)))
    return f"from importlib import import_module\n{text}\n", []


def table_dispatch(source: str, _: Place) -> Mutant:
    tree = ast.parse(source)
    known = _modules(tree)
    table: dict[str, str] = {}

    class Looked(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.expr:
            self.generic_visit(node)
            root: ast.expr = node.func
            while isinstance(root, ast.Attribute):
                root = root.value
            if (
                isinstance(node.func, ast.Attribute)
                and isinstance(root, ast.Name)
                and root.id in known
            ):
                key = table.setdefault(ast.unparse(node.func), f"k{len(table)}")
                node.func = ast.parse(f"table[{key!r}]", mode="eval").body
            return node

    body = Looked().visit(tree).body
    kinds = ast.Import | ast.ImportFrom
    made = ", ".join(f"{key!r}: {text}" for text, key in table.items())
    head = _joined([one for one in body if isinstance(one, kinds)])
    return f"{head}table = {{{made}}}\n" + _joined(
        [one for one in body if not isinstance(one, kinds)]
    ), []


def star_arguments(source: str, _: Place) -> Mutant:
    class Starred(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.expr:
            self.generic_visit(node)
            if node.args:
                node.args = [ast.Starred(ast.Tuple(node.args, ast.Load()), ast.Load())]
            if node.keywords and all(one.arg for one in node.keywords):
                keys: list[ast.expr | None] = [ast.Constant(one.arg) for one in node.keywords]
                values = [one.value for one in node.keywords]
                node.keywords = [ast.keyword(None, ast.Dict(keys, values))]
            return node

    return ast.unparse(Starred().visit(ast.parse(source))) + "\n", []


def conditional_import(source: str, _: Place) -> Mutant:
    lines = []
    for one in ast.parse(source).body:
        text = ast.unparse(one)
        if isinstance(one, ast.Import | ast.ImportFrom):
            name = one.names[0].asname or one.names[0].name
            text = f"try:\n    {text}\nexcept ImportError:\n    {name} = None"
        lines.append(text)
    return "\n".join(lines) + "\n", []


def transformations() -> Iterator[tuple[str, Callable[[str, Place], Mutant]]]:
    """Every transformation of this file by its name."""
    for one in (
        rename, split_strings, base64_strings, code_arithmetic, reversed_hex, xor_strings,
        built_strings, comprehension_strings, default_arguments, reorder, move_to_module,
        tests_folder, bytecode, zip_import, data_file_runner, function_wrap, class_wrap,
        branch_wrap, decorator_wrap, lambda_wrap, dead_code, comment_noise, minify,
        exec_of_string, zlib_layer, import_alias, getattr_access, table_dispatch,
        star_arguments, conditional_import, folded_names,
    ):  # fmt: skip
        yield one.__name__.replace("_", "-"), one
