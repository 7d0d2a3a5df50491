"""What would a chat template do when it is rendered? It is parsed, and never rendered.

Source: Jinja 3, template designer documentation; CVE-2024-34359.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from jinja2 import Environment, TemplateError, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from ostiary.core.digest import sha256
from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.formats.model.beside.bound import COUNTING, bound, counters, named, parts
from ostiary.formats.model.beside.filters import asks_by_door, names_of
from ostiary.formats.model.beside.loops import counted, multiplied, nested, rounds_of
from ostiary.formats.model.beside.ordinary import EXTENSIONS, MAX_NODES, foreign, speaks, told
from ostiary.formats.model.beside.trigger import (
    Sign,
    compared,
    looked_up,
    replaced,
    says,
    searched,
    tested,
)
from ostiary.formats.model.record import Gravity, Topic
from ostiary.formats.model.sheet import Sheet

MAX_TEMPLATE = 1 << 20
"""Characters of one template."""

_NAMES = """
append capitalize copy count endswith extend find format get index insert isalnum isalpha isdigit islower
isspace isupper items join keys ljust lower lstrip partition pop removeprefix removesuffix replace rjust
rpartition rsplit rstrip setdefault split splitlines startswith strftime strip title tojson update upper
values zfill
"""
_METHODS = frozenset(_NAMES.split())
"""Methods of texts, lists and mappings that templates call on messages."""
_INNER = frozenset(
    ("mro", "gi_frame", "gi_code", "cr_frame", "cr_code", "ag_frame", "f_globals", "f_builtins")
).union(f"func_{one}" for one in ("globals", "code", "closure", "defaults", "dict"))
"""What the sandbox of Jinja keeps to itself; of functions and methods also by their names of Python 2."""
_DUNDER = regex(r"__[a-z]+(?:_[a-z]+)*__")
_REACHES = regex(
    r"__(?:class|globals|builtins|subclasses|import|init|base|mro|dict|getattribute|code)"
)
_DOORS = frozenset(
    ("lipsum", "cycler", "joiner", "self", "config", "request", "url_for", "get_flashed_messages")
)
"""Names that lead from a template to the functions of its renderer."""
_LINK = regex(
    r"(?:https?|ftp)://[^\s'\"<>{}]{3,}|<script\b|\bcurl\s+-|\bpowershell\b|/bin/(?:ba)?sh\b",
    re.IGNORECASE,
)
_HIDDEN = regex("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
_PLAIN_LINKS = regex(r"https?://(?:www\.)?(?:w3\.org|json-schema\.org|schema\.org)/", re.IGNORECASE)


def read(sheet: Sheet, text: str, where: str = "", *, own: str = "") -> None:
    """Write down what is odd about one template, as `templates.read_template` says."""
    about = f"{where}: " if where else ""
    sheet.detail(f"template {where}".rstrip(), f"sha256 {sha256(text.encode('utf-8', 'replace'))}")
    if len(text) > MAX_TEMPLATE:
        sheet.stop(f"{about}a template of more than {MAX_TEMPLATE} characters")
        return
    try:
        tree = Environment(extensions=_EXTENSIONS, autoescape=False).parse(text)  # noqa: S701 - never rendered
    except TemplateError as error:
        if own and not speaks(text):
            _note_all(sheet, about, foreign(_signs, text))
            return
        sheet.broken(
            "template-syntax", f"{about}no template: {error.message or 'it does not parse'}"
        )
        return
    except (RecursionError, ValueError, OverflowError, MemoryError) as error:
        sheet.stop(f"{about}a template that cannot be parsed: {type(error).__name__}")
        return
    _note_all(sheet, about, told(_signs, tree, text, own))


def _note_all(sheet: Sheet, about: str, signs: Iterator[Sign]) -> None:
    try:
        for count, sign in enumerate(signs):
            if count > 200:
                sheet.stop(f"{about}more than 200 things in it are odd")
                return
            message = f"{about}{sign.message}"
            sheet.odd(Topic.TEMPLATE, sign.rule, message, at=sign.line, gravity=sign.gravity)
    except LimitError as error:
        sheet.stop(f"{about}{error.message}")
    except RecursionError:
        sheet.stop(f"{about}a template that is nested too deeply")


class _Generation(Extension):
    """`{% generation %}`: loaders of templates know it, and mark with it what a model itself said."""

    tags: set[str] = {"generation"}  # noqa: RUF012 - the attribute of the class that it extends

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """What stands in the block, as if it stood there without it."""
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


_EXTENSIONS = (*EXTENSIONS, _Generation)


def _signs(tree: nodes.Template) -> Iterator[tuple[nodes.Node, Sign]]:
    questions = _questions(tree)
    waiting: list[tuple[nodes.Node, int]] = [(tree, 1)]
    while waiting:
        node, rounds = waiting.pop()
        for ask in questions.get(type(node).__name__, ()):
            yield from ((node, sign) for sign in ask(node))
        if isinstance(node, nodes.For) and (turns := rounds_of(node.iter)) > 1:
            yield from ((node, sign) for sign in nested(node, rounds, turns))
            rounds *= turns
        waiting += ((one, rounds) for one in node.iter_child_nodes())


def _questions(tree: nodes.Template) -> dict[str, tuple[Any, ...]]:
    """What is asked about each kind of node. Raises `LimitError` for a tree of too many of them."""
    numbers = counters(tree, MAX_NODES)
    built = bound(tree, _joins, MAX_NODES, texts=True) - numbers
    said = bound(tree, says, MAX_NODES)
    return {
        "Name": (_name,),
        "Getattr": (_attribute,),
        "Getitem": (partial(_item, built), partial(looked_up, said)),
        "Filter": (partial(_filter, built), partial(replaced, said)),
        "Test": (partial(tested, said),),
        "Const": (_constant,),
        "TemplateData": (_output,),
        "Call": (
            partial(_call, numbers),
            counted,
            partial(_formatted, built),
            partial(searched, said),
        ),
        "Compare": (partial(compared, said),),
        "Mul": (multiplied,),
        "Pow": (multiplied,),
        **dict.fromkeys(("Include", "Import", "FromImport", "Extends"), (_include,)),
    }


def _name(node: Any) -> Iterator[Sign]:
    if _inner(node.name):
        yield _escape(node.name, node.lineno)
    elif node.ctx == "load" and node.name in _DOORS:
        said = f"it uses `{node.name}`, which leads to the functions of the renderer"
        yield Sign("template-door", said, node.lineno, Gravity.UNUSUAL)


def _attribute(node: Any) -> Iterator[Sign]:
    if _inner(node.attr):
        yield _escape(node.attr, node.lineno)
    elif node.attr.startswith("_"):
        said = f"it takes `{node.attr}`, which belongs to the inside of an object"
        yield Sign("template-private", said, node.lineno, Gravity.UNUSUAL)


def _item(built: frozenset[str], node: Any) -> Iterator[Sign]:
    if isinstance(node.arg, nodes.Const):
        yield from _constant_name(node.arg)
    elif _built(node.arg, built):
        yield _computed(node.lineno)


def _constant_name(node: nodes.Const) -> Iterator[Sign]:
    """A name, or several with dots between them, by which something is asked for."""
    for one in str(node.value).split(".")[:100]:
        if _DUNDER.fullmatch(one) or one in _INNER:
            yield _escape(one[:80], node.lineno)


def _joins(node: nodes.Node) -> bool:
    """Whether a node puts a text together out of others, or takes one apart."""
    if isinstance(node, nodes.Concat | nodes.AssignBlock | nodes.Output):
        return isinstance(node, nodes.Concat) or len(list(node.iter_child_nodes())) > 1
    if isinstance(node, nodes.Getitem):
        return isinstance(node.arg, nodes.Slice) and _words(node.node)
    if isinstance(node, nodes.Filter) and node.name in COUNTING:
        return False
    joined = isinstance(node, nodes.Add | nodes.Mod | nodes.Mul | nodes.Filter) or (
        isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr)
    )
    return joined and _words(node)


def _built(node: nodes.Node, built: frozenset[str]) -> bool:
    """Whether a name by which something is asked for is put together, here or where it was set."""
    return any(_joins(one) or named(one) in built for one in parts(node, texts=True))


def _words(node: nodes.Node) -> bool:
    """Whether texts take part in an expression, so that it gives a name and no number.

    Texts by which something is taken out of a mapping do not.
    """
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, nodes.Concat) or (
            isinstance(one, nodes.Const) and isinstance(one.value, str)
        ):
            return True
        waiting += [one.node] if isinstance(one, nodes.Getitem) else one.iter_child_nodes()
    return False


def _computed(line: int) -> Sign:
    said = "it asks for something by a name that is put together"
    return Sign("template-computed-name", said, line, Gravity.UNUSUAL)


def _filter(built: frozenset[str], node: Any) -> Iterator[Sign]:
    """Filters that take an attribute, or another filter, by a name."""
    if asks_by_door(node):
        said = "it takes an attribute by the filter `attr`, which checks of names do not see"
        yield Sign("template-escape", said, node.lineno, Gravity.HARMFUL)
    for one in names_of(node):
        if isinstance(one, nodes.Const):
            yield from _constant_name(one)
        elif _built(one, built):
            yield _computed(node.lineno)


def _constant(node: Any) -> Iterator[Sign]:
    if isinstance(node.value, str):
        yield from _text(node.value, node.lineno)


def _output(node: Any) -> Iterator[Sign]:
    yield from _text(node.data, node.lineno)


def _text(text: str, line: int) -> Iterator[Sign]:
    if _REACHES.search(text):
        yield _escape(text[:80], line)
    if _HIDDEN.search(text) and not _joined(text):
        said = "a text in it has characters that cannot be seen"
        yield Sign("template-hidden", said, line, Gravity.HARMFUL)
    found = next((one for one in _LINK.finditer(text) if not _PLAIN_LINKS.match(one[0])), None)
    if found:
        said = f"it puts `{found[0][:80]}` into what the model or the user reads"
        yield Sign("template-text", said, line, Gravity.UNUSUAL)


def _joined(text: str) -> bool:
    """Whether the hidden characters only join pictures or letters, as some scripts and emoji need."""
    return not _HIDDEN.sub("", text).isascii() and not re.search(
        "[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]", text
    )


def _call(numbers: frozenset[str], node: Any) -> Iterator[Sign]:
    called = node.node
    if isinstance(called, nodes.Getitem) and named(called.arg) in numbers:
        return  # one of a list, as the loop comes to it
    method = called.attr if isinstance(called, nodes.Getattr) else ""
    if isinstance(called, nodes.Getitem):
        method = str(called.arg.value) if isinstance(called.arg, nodes.Const) else "a computed name"
    if method and method not in _METHODS:
        said = f"it calls the method `{method[:80]}`, which templates of conversations do not need"
        yield Sign("template-method", said, node.lineno, Gravity.UNUSUAL)


def _formatted(built: frozenset[str], node: Any) -> Iterator[Sign]:
    """A text whose fields reach into objects need not show them, where it is put together."""
    if named(node.node) in {".format", ".format_map"} and _built(node.node.node, built):
        yield _computed(node.lineno)


def _include(node: Any) -> Iterator[Sign]:
    said = "it includes another template, which is not in it"
    yield Sign("template-include", said, node.lineno, Gravity.UNUSUAL)


def _escape(name: str, line: int) -> Sign:
    said = f"it reaches for `{name}`, by which templates leave their sandbox"
    return Sign("template-escape", said, line, Gravity.HARMFUL)


def _inner(name: str) -> bool:
    return (
        len(name) > len("____") and name.startswith("__") and name.endswith("__")
    ) or name in _INNER
