"""Is a template one of conversations, or one of the many that make pages and documents?

A template of a conversation is rendered by whoever talks to a model, with what strangers say. Loaders know
it by its name, or find it in a configuration; any other file is one if it reads what only conversations have.
All others are templates that a package renders for itself: it may call what it likes, include, and write
links and scripts. What leaves the sandbox stays what it is.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from jinja2 import Environment, TemplateError, nodes

from ostiary.core.regex import regex
from ostiary.formats.model.beside.bound import named, parts
from ostiary.formats.model.beside.trigger import Sign
from ostiary.formats.model.record import Gravity

MAX_NODES = 200_000
"""Parts of the tree of one template that are looked at."""
EXTENSIONS = ("jinja2.ext.loopcontrols", "jinja2.ext.do")
Signs = Callable[[nodes.Template], Iterator[tuple[nodes.Node, Sign]]]
"""All that is odd in a template, each with the part of it that is."""

_TOKENS = frozenset(("bos_token", "eos_token", "add_generation_prompt"))
_TURN = frozenset(("role", "content"))
_NAMING = frozenset(
    (
        *("__name__", "__qualname__", "__doc__", "__module__", "__version__", "__author__"),
        *("__file__", "__dict__", "__str__", "__len__", "__all__"),
    )
)
"""Names that say something of an object, and lead from it to nothing that runs."""
_DUNDER = regex(r"\s*__[a-z]+(?:_[a-z]+)*__\s*")
_PLAIN = regex(r"(?!mro\b|gi_|cr_|ag_|f_|func_|im_)[A-Za-z]\w*")
_TURNED = regex("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
"""Characters that turn text round, or that only a model sees; those that join letters are of every day."""
_MAKERS = frozenset(
    (
        *("format", "join", "replace", "reverse", "string", "list", "batch", "slice", "map"),
        *("translate", "decode", "strip", "removeprefix", "removesuffix"),
    )
)
"""Filters and methods that make a name out of what does not look like one."""
_STAYS = frozenset(("template-escape", "template-computed-name", "template-loop"))

_DELIMITERS = (
    ("((*", "*))", "(((", ")))", "((=", "=))"),
    ("\\BLOCK{", "}", "\\VAR{", "}", "\\#{", "}"),
    ("<%", "%>", "<<", ">>", "<#", "#>"),
    ("<%", "%>", "${", "}", "<%#", "%>"),
    ("[%", "%]", "[[", "]]", "[#", "#]"),
)
"""Marks of blocks, values and comments that are used where braces mean something else, as in TeX."""
_REACHES = regex(
    r"__(?:globals|builtins|subclasses|mro|base|bases|getattribute|code|import)__"
    r"|__class__\s*[.\[|]|\.__init__\s*\."
)


def told(signs: Signs, tree: nodes.Template, text: str, own: str) -> Iterator[Sign]:
    """The signs that count: all in a template of a conversation, what leaves the sandbox in any other."""
    if not own or _converses(tree, own, MAX_NODES):
        yield from (sign for _, sign in signs(tree))
        return
    for one in (tree, *_others(text)):
        yield from _counted(signs, one)


def foreign(signs: Signs, text: str) -> Iterator[Sign]:
    """What counts in a template that does not parse by the usual marks: other marks, or words alone."""
    read = False
    for one in _others(text):
        read = True
        yield from _counted(signs, one)
    if not read:
        said = "it does not parse by any marks that are known here: its words alone were looked at"
        yield Sign("template-marks", said, 0, Gravity.NOTE)
        yield from _unparsed(text)


def _counted(signs: Signs, tree: nodes.Template) -> Iterator[Sign]:
    weigh = _Ordinary(tree, MAX_NODES).weighed
    yield from filter(None, (weigh(node, sign) for node, sign in signs(tree)))


def _converses(tree: nodes.Template, name: str, limit: int) -> bool:
    """Whether a template reads what only conversations have. Raises `LimitError` for too large a tree.

    `messages` alone are also what pages show their users: they count in a template for no kind of page
    (`x.jinja`, not `x.html.jinja`), or where turns are taken apart.
    """
    seen: set[str] = set()
    put: set[str] = set()
    for one in parts(tree, limit):
        if isinstance(one, nodes.Name):
            (seen if one.ctx == "load" else put).add(one.name)
        elif isinstance(one, nodes.Getitem) and isinstance(one.arg, nodes.Const):
            seen.add(f".{one.arg.value}")
        elif said := named(one):
            seen.add(said)
    if seen & _TOKENS:
        return True
    turns = seen & {f".{one}" for one in _TURN}
    if "messages" in seen - put:
        return bool(turns) or name.count(".") < 2
    return len(turns) == len(_TURN) and "message" in seen


def speaks(text: str) -> bool:
    """Whether what does not parse reads a conversation between marks that loaders know."""
    return re.search(r"\{[%{][^{}]{0,200}\b(?:messages|bos_token|eos_token)\b", text) is not None


def _others(text: str) -> Iterator[nodes.Template]:
    """The trees of a text by other marks than those of everybody, where it has them and parses by them."""
    for marks in _DELIMITERS:
        if marks[0] not in text and marks[2] not in text:
            continue
        made = Environment(*marks, extensions=EXTENSIONS, autoescape=False)  # noqa: S701 - never rendered
        try:
            yield made.parse(text)
        except (TemplateError, RecursionError, ValueError, OverflowError, MemoryError):
            continue


def _unparsed(text: str) -> Iterator[Sign]:
    """What leaves a sandbox, by its words, in a text that parses by no marks that are known here."""
    found = next(_REACHES.finditer(text), None)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        said = f"it reaches for `{found[0].strip()}`, by which templates leave their sandbox"
        yield Sign("template-escape", said, line, Gravity.HARMFUL)


class _Ordinary:
    """What counts of the signs in a template that a package renders for itself."""

    def __init__(self, tree: nodes.Template, limit: int) -> None:
        self._named: set[int] = set()
        self._sly = False
        for one in parts(tree, limit):
            if isinstance(one, nodes.Getattr) and one.attr in _NAMING:
                self._named.add(id(one.node))
            self._sly = self._sly or _sly(one)

    def weighed(self, node: nodes.Node, sign: Sign) -> Sign | None:
        """A sign as it counts here, None if it does not."""
        if sign.rule == "template-hidden":
            text = node.data if isinstance(node, nodes.TemplateData) else getattr(node, "value", "")
            return sign if _TURNED.search(str(text)) else None
        if sign.rule not in _STAYS or (sign.rule == "template-computed-name" and not self._sly):
            return None
        return self._escape(node, sign) if sign.rule == "template-escape" else sign

    def _escape(self, node: Any, sign: Sign) -> Sign | None:
        if isinstance(node, nodes.TemplateData):
            return sign if _DUNDER.fullmatch(node.data) else None
        if isinstance(node, nodes.Getattr):
            plain = node.attr in _NAMING or (node.attr == "__class__" and id(node) in self._named)
            return None if plain else sign
        if isinstance(node, nodes.Name):
            return None if node.name in _NAMING else sign
        if isinstance(node, nodes.Filter) and node.args:
            return _by_name(node, sign)
        return sign


def _by_name(node: nodes.Filter, sign: Sign) -> Sign | None:
    """An attribute by a filter: by a plain name it is as good as one after a dot."""
    asked = [one for one in node.args if not (isinstance(one, nodes.Const) and one.value == "attr")]
    asked += [one.value for one in node.kwargs if one.key == "attribute"]
    if all(isinstance(one, nodes.Const) and _PLAIN.fullmatch(str(one.value)) for one in asked):
        return None
    simple = all(isinstance(one, nodes.Const | nodes.Name | nodes.Getattr) for one in asked)
    constants = [one for one in asked if isinstance(one, nodes.Const)]
    if simple and not constants:
        return sign._replace(gravity=Gravity.UNUSUAL)  # a field by a variable, as forms do it
    return sign


def _sly(one: nodes.Node) -> bool:
    """Whether a part helps to make an inner name out of texts that are none."""
    if isinstance(one, nodes.Const):
        text = one.value if isinstance(one.value, str) else ""
        return text.startswith("_") or "__" in text
    if isinstance(one, nodes.Filter):
        return one.name in _MAKERS
    if isinstance(one, nodes.Getattr):
        return one.attr in _MAKERS
    return isinstance(one, nodes.Slice | nodes.Mod | nodes.Mul)
