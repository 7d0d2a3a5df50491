"""What does a page send by giving an address to one of its elements, or by going there?"""

import re
from itertools import islice
from typing import Any

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.value import MAX_TEXT, Value, text_of
from ostiary.program.flow import ANSWER, Act, Taint

_ELEMENTS = regex(
    r"(?:Image|document\.(?:createElement|getElementById|querySelector))\(\)$|(?:document\.|window\.)?location$"
    r"|document(?:\.(?:body|head|documentElement))?$|(?:window|self|globalThis)$|\.style$"
)
_KEYS = frozenset({"src", "href", "action", "location", "srcset"})
_MARKUP = frozenset({"innerHTML", "outerHTML", "srcdoc"})
_ASKS = regex(
    r"(?i)(?:<[a-z][^<>]{0,400}?\s(?:src|href|srcset|poster|data)\s{0,9}=\s{0,9}[\"']?|\burl\([\"']?)((?:https?:)?//[^\s\"'<>)]+)"
)
"""What a browser asks for as soon as it is shown: an address in markup or in a style."""


_SCRIPT = "<script>"
_LOADS = regex(r"(?i)<script\b[^<>]{0,400}?\ssrc\s{0,9}=\s{0,9}[\"']?((?:https?:)?//[^\s\"'<>]+)")
_CODE = regex(r"(?i)<script\b[^<>]{0,400}>")
_END = regex(r"(?i)</script")
_HANDLER = regex(r"(?i)\son[a-z]{3,30}\s{0,9}=\s{0,9}([\"'])")
_FRAME = regex(r"(?i)<iframe\b[^<>]{0,400}?\ssrcdoc\s{0,9}=\s{0,9}([\"'])")
_TELLING = regex(
    r"\b(?:fetch|XMLHttpRequest|sendBeacon|eval|atob|import|Image|WebSocket|cookie|localStorage|src)\b"
)
"""Words without one of which what markup does says nothing of note."""
_AROUND = regex(
    r"\b(?:window\.)?(?:parent|top)\.(?=(?:document|localStorage|sessionStorage|location)\b)"
)
"""The page around a frame, which is the one that the program stands in."""

MAX_HANDLERS = 16  # of one text
MAX_INSERTED = 4  # texts that one call puts into a page
MAX_MARKUP = 200_000  # characters of one text


@model("document.createElement")
def _element(asked: Asked) -> Value:
    """An element of a page, by the name of its tag."""
    return asked.result(text=f"<{asked.text(0).lower()[:40]}>")


@model("document.createElement.setAttribute")
def _attributed(asked: Asked) -> Value:
    base = asked.target.base
    if base is not None:
        fetched(asked.m, base, asked.arg(0).const, asked.arg(1), node=asked.node, frame=asked.frame)
    return asked.result()


@model("document.write document.writeln")
def _written(asked: Asked) -> Value:
    """Markup goes into a page that is being read: its scripts run."""
    m, node, frame = asked.m, asked.node, asked.frame
    text = "".join(_markup(m, one, frame) for one in asked.given)
    for one in asked.given[:MAX_INSERTED]:
        _arrived(m, one, node, frame)
    gone_to(asked, shown_at(text))
    _read(m, text, node, frame)
    _handlers(m, text, node, frame)
    return asked.result()


def _read(m: Machine, text: str, node: Any, frame: Frame) -> None:
    """Run the scripts in markup, and note those that it loads."""
    for one in _several(m, _LOADS, text, frame):
        loads_script(m, one[1], node, frame)
    for one in _several(m, _CODE, text, frame):
        end = _END.search(text, one.end())
        _run(m, text[one.end() : end.start() if end else len(text)], node, frame)


_JQUERY = r"(?:jquery|jQuery|\$|Zepto|cash-dom)"
_INSERTS = regex(
    _JQUERY + r"(?:\..*)?\.(?:append|prepend|before|after|html|replaceWith|wrap|wrapAll|parseHTML)$"
)
_MAKES = regex(_JQUERY + "$")
_LOADING = regex(_JQUERY + r"\.getScript$")
_FILLS = regex(_JQUERY + r"\.load$")
"""How a library changes a page that runs the scripts in what it is given. Source: jQuery, Manipulation."""


def inserted(asked: Asked) -> None:
    """Markup goes into a page by a method: that of elements runs no scripts, that of a library does."""
    name, m, node, frame = asked.name, asked.m, asked.node, asked.frame
    if _LOADING.match(name) or (_FILLS.match(name) and "(" in asked.target.symbol):
        loads_script(m, asked.text(0), node, frame)
        return
    whole = name.endswith(".createContextualFragment") or _INSERTS.match(name) or _MAKES.match(name)
    if not whole and not name.endswith((".insertAdjacentHTML", ".setHTMLUnsafe")):
        return
    if len(asked.given) > MAX_INSERTED:
        m.cut(frame, "it puts more texts into a page at once than are looked at")
    for one in asked.given[:MAX_INSERTED]:
        text = _markup(m, one, frame) if one.items is None and one.code is None else ""
        if whole:
            _arrived(m, one, node, frame)
        if "<" in text:
            if whole:
                _read(m, text, node, frame)
            _handlers(m, text, node, frame)


def _arrived(m: Machine, value: Value, node: Any, frame: Frame) -> None:
    """Note whose markup it is, scripts and all, where an address that stands in the code answered it."""
    spot = value.marks.get(Taint.NETWORK)
    if spot is not None and spot.what.startswith(ANSWER):
        loads_script(m, spot.what.removeprefix(ANSWER), node, frame)


@model("importScripts self.importScripts")
def _scripts(asked: Asked) -> Value:
    """A worker loads scripts by their addresses."""
    for one in asked.given:
        loads_script(asked.m, text_of(one), asked.node, asked.frame)
    return asked.result()


def loads_script(m: Machine, text: str, node: Any, frame: Frame) -> None:
    """Note a script that is loaded from an address, whoever answers there."""
    if text.startswith(("http://", "https://", "//")):
        m.act(Act.IMPORT, "script", node, frame, text=text, target=text)


def _handlers(m: Machine, text: str, node: Any, frame: Frame) -> None:
    """Run what the elements in a text do when something happens to them, and the pages that stand in it."""
    for one in _several(m, _FRAME, text, frame):
        from html import unescape  # few programs write pages into pages

        _read(m, unescape(text[one.end() :].partition(one[1])[0]), node, frame)
    for one in _several(m, _HANDLER, text, frame):
        _run(m, text[one.end() :].partition(one[1])[0], node, frame)


def _markup(m: Machine, value: Value, frame: Frame) -> str:
    """Markup, as much of it as is known; that it goes on behind what is looked at is said."""
    const = value.const
    text, most = (const, MAX_MARKUP) if isinstance(const, str) else (text_of(value), MAX_TEXT)
    if len(text) >= most:
        m.cut(frame, "it writes more markup than is looked at")
    return text[:most]


def _several(m: Machine, form: re.Pattern[str], text: str, frame: Frame) -> list[re.Match[str]]:
    """The places in markup at which a form is found; that there are more than are followed is said."""
    found = list(islice(form.finditer(text), MAX_HANDLERS + 1))
    if len(found) > MAX_HANDLERS:
        m.cut(frame, "it writes markup with more scripts than are followed")
    return found[:MAX_HANDLERS]


def _run(m: Machine, code: str, node: Any, frame: Frame) -> None:
    if _TELLING.search(code):
        from html import unescape  # few programs write markup that does something

        told = _AROUND.sub("", unescape(code))
        made = m.call(Value(symbol="Function"), [Value(told)], {}, node, frame)
        m.call(made, [], {}, node, frame)


def shown_at(text: str) -> str:
    """The address that a browser asks when a text is shown as markup or taken as a style; empty if none."""
    found = _ASKS.search(text)
    return found[1][:400] if found else ""


def gone_to(asked: Asked, text: str) -> bool:
    """Whether a page, or a window, is opened at an address with something worth a theft in it."""
    if "://" not in text[:40] or LOOT.isdisjoint(asked.marks):
        return False
    asked.act(Act.SEND, asked.marks, text=text, target=text)
    return True


PAGE = "location"
"""The name by which a page goes elsewhere: who puts an address behind it goes there."""


def fetched(m: Machine, base: Value, key: object, value: Value, *, node: Any, frame: Frame) -> bool:
    """Whether an address was given that a browser asks at once, with something worth a theft in it."""
    if not _ELEMENTS.search(base.symbol):
        return False
    text = _markup(m, value, frame) if key in _MARKUP else text_of(value)
    if key == "srcdoc":
        _read(m, text, node, frame)
    if key in _MARKUP:
        _handlers(m, text, node, frame)
    if key == "src" and base.text == _SCRIPT:
        loads_script(m, text, node, frame)
    target = text if "://" in text[:40] or text.startswith("//") else ""
    if key == "action" and target:
        base.text = target  # where a form goes with all that is put into it
    shown = key in _MARKUP or base.symbol.endswith(".style")
    if shown:
        target = shown_at(text)
    if LOOT.isdisjoint(value.marks) or not (key in _KEYS or (shown and target)):
        return False
    m.act(Act.SEND, f"{base.symbol}.{key}", node, frame, value.marks, text=text, target=target)
    return True
