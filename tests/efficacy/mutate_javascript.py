"""How can a JavaScript program be written otherwise and do the same?

Each transformation takes a plain CommonJS module and where it lies, and gives the module that stands in its
place with the files that come along. They assume the plain style of `mutation/javascript.md`: a semicolon
ends each statement.
"""

import ast
import base64
import gzip
import json
import re
from collections.abc import Callable, Iterator

from javascript_tree import parse, render, text_of, walk
from respell_javascript import (
    base64_strings,
    built_strings,
    code_arithmetic,
    default_arguments,
    reversed_strings,
    split_strings,
    string_array,
    xor_strings,
)
from rewriting import PLAIN_BLOCK, Mutant, Place
from tree_sitter import Node

ATOMS = frozenset({"string", "template_string", "regex"})
GLOBALS = frozenset({"JSON", "Object", "Buffer", "process"})


def rename(source: str, _: Place) -> Mutant:
    tree = parse(source)
    names: set[str] = set()
    for node in walk(tree):
        if node.type in {"variable_declarator", "function_declaration"}:
            names.add(text_of(node.child_by_field_name("name") or node))
        elif node.type == "formal_parameters":
            names |= {text_of(one) for one in node.named_children if one.type == "identifier"}
        elif node.type in {"arrow_function", "for_in_statement"}:
            for field in ("parameter", "left"):
                one = node.child_by_field_name(field)
                if one is not None and one.type == "identifier":
                    names.add(text_of(one))
    new = {name: f"_0x{n * 7919 % 65536:04x}" for n, name in enumerate(sorted(names), 1)}

    def hook(node: Node, _: Callable[[Node], str]) -> str | None:
        name = text_of(node) if node.type.endswith("identifier") else ""
        if name not in new or node.type == "property_identifier":
            return None
        return f"{name}: {new[name]}" if node.type.startswith("shorthand") else new[name]

    return render(tree, hook), []


def reorder(source: str, _: Place) -> Mutant:
    tops = parse(source).named_children
    made = [text_of(one) for one in tops if one.type == "function_declaration"]
    loads = [
        text_of(one) for one in tops if "= require(" in text_of(one) and one.type[:7] == "lexical"
    ]
    rest = [text_of(one) for one in tops if text_of(one) not in (*made, *loads)]
    return "\n".join([*reversed(loads), *rest, *reversed(made)]) + "\n", []


def move_to_module(source: str, place: Place) -> Mutant:
    return "module.exports = require('./support');\n", [
        (place.beside("support.js"), source.encode())
    ]


def tests_folder(source: str, place: Place) -> Mutant:
    path = place.beside("test/fixtures/support.js")
    return "module.exports = require('./test/fixtures/support.js');\n", [(path, source.encode())]


def data_file_runner(source: str, place: Place) -> Mutant:
    return "module.exports = require('./notes.dat');\n", [
        (place.beside("notes.dat"), source.encode())
    ]


def json_payload(source: str, place: Place) -> Mutant:
    data = json.dumps({"version": 1, "init": source, "names": ["a", "b"]})
    return "eval(require('./table.json').init);\n", [(place.beside("table.json"), data.encode())]


def function_wrap(source: str, _: Place) -> Mutant:
    return f"function main() {{\n{source}\n}}\nmain();\n", []


def class_wrap(source: str, _: Place) -> Mutant:
    return f"class Runner {{\n  run() {{\n{source}\n  }}\n}}\nnew Runner().run();\n", []


def branch_wrap(source: str, _: Place) -> Mutant:
    return (
        f"if ('ab'.length === 2) {{\n  try {{\n{source}\n  }} catch (error) {{ throw error; }}\n}}\n",
        [],
    )


def arrow_call(source: str, _: Place) -> Mutant:
    return f"void ((...args) => {{\n{source}\n}})(1, 2);\n", []


def late_call(source: str, _: Place) -> Mutant:
    return f"Promise.resolve().then(() => setImmediate(() => {{\n{source}\n}}));\n", []


def dead_code(source: str, _: Place) -> Mutant:
    return f"{PLAIN_BLOCK['js']}\n{source}\n{PLAIN_BLOCK['js-after']}", []


def comment_noise(source: str, _: Place) -> Mutant:
    noise = ("// it isn't /* what `it seems", "/* \" ' ` */", "// eslint-disable-line */")
    lines = ["const G = 'src/*.js';", "const R = /[/*'\"`]/;"]
    for n, one in enumerate(parse(source).named_children):
        lines += [text_of(one), noise[n % 3]]
    return "\n".join(lines) + "\n", []


def _leaves(node: Node) -> Iterator[str]:
    if node.type == "comment":
        return
    if node.type in ATOMS or not node.children:
        yield text_of(node)
        return
    for child in node.children:
        yield from _leaves(child)


def minify(source: str, _: Place) -> Mutant:
    out = ""
    for word in filter(None, _leaves(parse(source))):
        joint = out[-1:] + word[:1]
        apart = re.fullmatch(r"[\w$]{2}|\+\+|--", joint)
        out += (" " if apart else "") + word
    return out, []


def import_alias(source: str, _: Place) -> Mutant:
    """Members of loaded modules get names of their own."""
    new: dict[tuple[str, str], str] = {}
    modules = _loaded(source)

    def hook(node: Node, _: Callable[[Node], str]) -> str | None:
        if node.type != "member_expression" or text_of(node.children[0]) not in modules:
            return None
        return new.setdefault(
            (text_of(node.children[0]), text_of(node.children[-1])), f"q{len(new)}"
        )

    body = render(parse(source), hook)
    for (module, name), made in new.items():
        line = next(one for one in body.splitlines() if one.startswith(f"const {module} = require"))
        body = body.replace(line, f"{line}\nconst {{ {name}: {made} }} = {module};")
    return body, []


def _loaded(source: str) -> set[str]:
    return set(re.findall(r"^const (\w+) = require\(", source, re.MULTILINE))


def computed_access(source: str, _: Place) -> Mutant:
    def hook(node: Node, inner: Callable[[Node], str]) -> str | None:
        if node.type != "member_expression":
            return None
        name = text_of(node.children[-1])
        half = len(name) // 2
        return f"{inner(node.children[0])}['{name[:half]}' + '{name[half:]}']"

    return render(parse(source), hook), []


def table_dispatch(source: str, _: Place) -> Mutant:
    known = _loaded(source) | GLOBALS
    table: dict[str, str] = {}

    def hook(node: Node, inner: Callable[[Node], str]) -> str | None:
        if node.type != "call_expression" or node.children[0].type != "member_expression":
            return None
        called = node.children[0]
        if text_of(called.children[0]) not in known:
            return None
        key = table.setdefault(text_of(called), f"k{len(table)}")
        return f"table.{key}{inner(node.children[-1])}"

    body = render(parse(source), hook)
    made = ", ".join(f"{key}: (...a) => {called}(...a)" for called, key in table.items())
    return f"const table = {{ {made} }};\n{body}", []


def spread_arguments(source: str, _: Place) -> Mutant:
    def hook(node: Node, inner: Callable[[Node], str]) -> str | None:
        if node.type != "arguments" or not node.named_children:
            return None
        return f"(...[{', '.join(inner(one) for one in node.named_children)}])"

    return render(parse(source), hook), []


def conditional_require(source: str, _: Place) -> Mutant:
    pattern = r"^const (\w+) = (require\(.*\));$"
    to = r"let \1; try { \1 = process.versions.node ? \2 : null; } catch (error) { throw error; }"
    return re.sub(pattern, to, source, flags=re.MULTILINE), []


def unicode_escapes(source: str, _: Place) -> Mutant:
    def hook(node: Node, _: Callable[[Node], str]) -> str | None:
        name = text_of(node)
        if node.type == "string":
            return "'" + "".join(f"\\x{ord(one):02x}" for one in ast.literal_eval(name)) + "'"
        if node.type in {"identifier", "property_identifier"} and len(name) > 1:
            return f"{name[0]}\\u{ord(name[1]):04x}{name[2:]}"
        return None

    return render(parse(source), hook), []


def eval_of_string(source: str, _: Place) -> Mutant:
    return f"eval({json.dumps(source)});\n", []


def function_constructor(source: str, _: Place) -> Mutant:
    make = "const make = (function () {}).constructor;\n"
    call = (
        f"make('require', 'module', 'process', {json.dumps(source)})(require, module, process);\n"
    )
    return make + call, []


def gzip_layer(source: str, _: Place) -> Mutant:
    packed = base64.b64encode(gzip.compress(source.encode(), mtime=0)).decode()
    inner = f"eval(require('zlib').gunzipSync(Buffer.from('{packed}', 'base64')).toString())"
    return f"eval(Buffer.from('{inner.encode().hex()}', 'hex').toString('utf8'));\n", []


def module_compile(source: str, _: Place) -> Mutant:
    packed = base64.b64encode(source.encode()).decode()
    return f"module._compile(atob('{packed}'), 'sample.js');\n", []


def child_interpreter(source: str, _: Place) -> Mutant:
    code = base64.b64encode(source.encode()).decode()
    given = f"['-e', Buffer.from('{code}', 'base64').toString()]"
    load = "const { spawn } = require('child_process');\n"
    options = "{ detached: true, stdio: 'ignore' }"
    return f"{load}spawn(process.execPath, {given}, {options}).unref();\n", []


def transformations() -> Iterator[tuple[str, Callable[[str, Place], Mutant]]]:
    """Every transformation of this file by its name."""
    for one in (
        rename, split_strings, base64_strings, code_arithmetic, reversed_strings, xor_strings,
        built_strings, string_array, default_arguments, reorder, move_to_module, tests_folder,
        data_file_runner, json_payload, function_wrap, class_wrap, branch_wrap, arrow_call,
        late_call, dead_code, comment_noise, minify, import_alias, computed_access,
        table_dispatch, spread_arguments, conditional_require, unicode_escapes, eval_of_string,
        function_constructor, gzip_layer, module_compile, child_interpreter,
    ):  # fmt: skip
        yield one.__name__.replace("_", "-"), one
