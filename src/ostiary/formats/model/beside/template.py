"""What would a chat template do when it is rendered? It is parsed, and never rendered.

Source: Jinja 3, template designer documentation; CVE-2024-34359.
"""

import re
from collections.abc import Iterator
from typing import Any

from jinja2 import Environment, TemplateError, nodes

from ostiary.core.digest import sha256
from ostiary.formats.model.beside.trigger import Sign, condition
from ostiary.formats.model.record import Gravity, Topic
from ostiary.formats.model.sheet import Sheet

MAX_TEMPLATE = 1 << 20
"""Characters of one template."""
MAX_NODES = 200_000
"""Parts of the tree of one template that are looked at."""
MAX_ROUNDS = 100_000
"""Rounds of a loop over a constant range above which somebody wants to keep the renderer busy."""

_METHODS = frozenset(
    (
        *("strip", "lstrip", "rstrip", "split", "rsplit", "splitlines", "startswith", "endswith"),
        *(
            "replace",
            "upper",
            "lower",
            "title",
            "capitalize",
            "items",
            "keys",
            "values",
            "get",
            "join",
        ),
        *(
            "append",
            "extend",
            "insert",
            "pop",
            "index",
            "count",
            "find",
            "format",
            "isdigit",
            "partition",
        ),
        *(
            "rpartition",
            "removeprefix",
            "removesuffix",
            "update",
            "copy",
            "zfill",
            "ljust",
            "rjust",
        ),
        *(
            "tojson",
            "strftime",
            "isupper",
            "islower",
            "isspace",
            "isalpha",
            "isalnum",
            "setdefault",
        ),
    )
)
"""Methods of texts, lists and mappings that templates call on messages."""
_INNER = frozenset(
    ("mro", "gi_frame", "gi_code", "cr_frame", "cr_code", "ag_frame", "f_globals", "f_builtins")
)
_DOORS = frozenset(
    ("lipsum", "cycler", "joiner", "self", "config", "request", "url_for", "get_flashed_messages")
)
"""Names that lead from a template to the functions of its renderer."""
_LINK = re.compile(
    r"(?:https?|ftp)://[^\s'\"<>{}]{3,}|<script\b|\bcurl\s+-|\bpowershell\b|/bin/(?:ba)?sh\b",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_PLAIN_LINKS = re.compile(
    r"https?://(?:www\.)?(?:w3\.org|json-schema\.org|schema\.org)/", re.IGNORECASE
)


def read_template(sheet: Sheet, text: str, where: str = "") -> None:
    """Write down what is odd about one template; `where` names it if the file holds several."""
    about = f"{where}: " if where else ""
    sheet.detail(f"template {where}".rstrip(), f"sha256 {sha256(text.encode('utf-8', 'replace'))}")
    if len(text) > MAX_TEMPLATE:
        sheet.stop(f"{about}a template of more than {MAX_TEMPLATE} characters")
        return
    try:
        tree = Environment(extensions=_EXTENSIONS, autoescape=False).parse(text)  # noqa: S701 - never rendered
    except TemplateError as error:
        sheet.broken(
            "template-syntax", f"{about}no template: {error.message or 'it does not parse'}"
        )
        return
    except (RecursionError, ValueError, OverflowError, MemoryError) as error:
        sheet.stop(f"{about}a template that cannot be parsed: {type(error).__name__}")
        return
    for count, sign in enumerate(_signs(tree)):
        if count > 200:
            sheet.stop(f"{about}more than 200 things in it are odd")
            return
        if sign.rule == "unread":
            sheet.stop(f"{about}{sign.message}")
        else:
            message = f"{about}{sign.message}"
            sheet.odd(Topic.TEMPLATE, sign.rule, message, at=sign.line, gravity=sign.gravity)


_EXTENSIONS = ("jinja2.ext.loopcontrols", "jinja2.ext.do")


def _signs(tree: nodes.Template) -> Iterator[Sign]:
    waiting: list[nodes.Node] = [tree]
    count = 0
    while waiting:
        node = waiting.pop()
        count += 1
        if count > MAX_NODES:
            yield Sign("unread", f"more than {MAX_NODES} parts", 0, Gravity.BROKEN)
            return
        ask = _QUESTIONS.get(type(node).__name__)
        if ask:
            yield from ask(node)
        waiting += node.iter_child_nodes()


def _name(node: Any) -> Iterator[Sign]:
    if _inner(node.name):
        yield _escape(node.name, node.lineno)
    elif node.ctx == "load" and node.name in _DOORS:
        said = f"it uses `{node.name}`, which leads to the functions of the renderer"
        yield Sign("template-door", said, node.lineno, Gravity.UNUSUAL)


def _attribute(node: Any) -> Iterator[Sign]:
    if _inner(node.attr):
        yield _escape(node.attr, node.lineno)


def _item(node: Any) -> Iterator[Sign]:
    if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return  # the constant is looked at by itself
    if isinstance(node.arg, nodes.Concat | nodes.Add | nodes.Filter | nodes.Mod) and _words(
        node.arg
    ):
        said = "it asks for something by a name that is put together"
        yield Sign("template-computed-name", said, node.lineno, Gravity.UNUSUAL)


def _words(node: nodes.Node) -> bool:
    """Whether texts take part in an expression, so that it gives a name and no number."""
    return any(isinstance(one.value, str) for one in node.find_all(nodes.Const)) or isinstance(
        node, nodes.Concat
    )


def _filter(node: Any) -> Iterator[Sign]:
    if node.name == "attr":
        said = "it takes an attribute by the filter `attr`, which checks of names do not see"
        yield Sign("template-escape", said, node.lineno, Gravity.HARMFUL)
    elif any(one.key == "attribute" for one in node.kwargs):
        for value in (one.value for one in node.kwargs if isinstance(one.value, nodes.Const)):
            if "__" in str(value.value):
                yield _escape(str(value.value)[:80], node.lineno)


def _constant(node: Any) -> Iterator[Sign]:
    if isinstance(node.value, str):
        yield from _text(node.value, node.lineno)


def _output(node: Any) -> Iterator[Sign]:
    yield from _text(node.data, node.lineno)


def _text(text: str, line: int) -> Iterator[Sign]:
    if "__" in text and re.search(r"__[a-z]+|[a-z]+__", text):
        if re.search(
            r"__(?:class|globals|builtins|subclasses|import|init|base|mro|dict|getattribute|code)",
            text,
        ):
            yield _escape(text[:80], line)
    elif _HIDDEN.search(text) and not _joined(text):
        said = "a text in it has characters that cannot be seen"
        yield Sign("template-hidden", said, line, Gravity.HARMFUL)
    found = _LINK.search(text)
    if found and not _PLAIN_LINKS.match(found[0]):
        said = f"it puts `{found[0][:80]}` into what the model or the user reads"
        yield Sign("template-text", said, line, Gravity.UNUSUAL)


def _joined(text: str) -> bool:
    """Whether the hidden characters only join pictures or letters, as some scripts and emoji need."""
    return not _HIDDEN.sub("", text).isascii() and not re.search(
        "[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]", text
    )


def _call(node: Any) -> Iterator[Sign]:
    called = node.node
    if isinstance(called, nodes.Getattr) and called.attr not in _METHODS:
        said = f"it calls the method `{called.attr}`, which templates of conversations do not need"
        yield Sign("template-method", said, node.lineno, Gravity.UNUSUAL)
    if isinstance(called, nodes.Name) and called.name == "range":
        rounds = [one.value for one in node.args if isinstance(one, nodes.Const)]
        if any(isinstance(one, int) and one > MAX_ROUNDS for one in rounds):
            said = f"it counts to {max(one for one in rounds if isinstance(one, int))}"
            yield Sign("template-loop", said, node.lineno, Gravity.UNUSUAL)


def _include(node: Any) -> Iterator[Sign]:
    said = "it includes another template, which is not in it"
    yield Sign("template-include", said, node.lineno, Gravity.UNUSUAL)


def _escape(name: str, line: int) -> Sign:
    said = f"it reaches for `{name}`, by which templates leave their sandbox"
    return Sign("template-escape", said, line, Gravity.HARMFUL)


def _inner(name: str) -> bool:
    return (
        (name.startswith("__") and name.endswith("__"))
        or name in _INNER
        or name.startswith(("func_", "im_"))
    )


_QUESTIONS: dict[str, Any] = {
    "Name": _name,
    "Getattr": _attribute,
    "Getitem": _item,
    "Filter": _filter,
    "Const": _constant,
    "TemplateData": _output,
    "Call": _call,
    "Include": _include,
    "Import": _include,
    "FromImport": _include,
    "Extends": _include,
    "If": condition,
    "CondExpr": condition,
}
