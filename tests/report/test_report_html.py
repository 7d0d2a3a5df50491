"""The HTML page: well-formed, self-contained, nothing injected, and the picture of the tree."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from report_audits import audit_run, hostile_audit
from report_runs import RUNS, big_run, hostile_run
from report_verdicts import block_run
from test_report_safe import nasty

from ostiary.core.run import Run
from ostiary.report.audit_script import SCRIPT
from ostiary.report.formats import FORMATS, Options

VOID = {"meta", "input"}
TAGS = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "strong", "span", "ul", "ol",
    "li", "a",
    "article", "div", "dl", "dt", "dd", "table", "thead", "tr", "th", "td", "code", "details", "summary",
    "footer",
    "svg", "g", "rect", "path", "text",
}  # fmt: skip
LIVE = {
    "button", "caption", "circle", "input", "label", "nav", "option", "output", "polyline", "script",
    "select", "tbody",
}  # fmt: skip
"""What the page of an audit has besides, which sorts and filters."""


class Page(HTMLParser):
    """The elements of a page, and whether each was closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def page(name: str) -> Page:
    return Page(FORMATS["html"](RUNS[name], Options()))


@pytest.mark.parametrize("name", RUNS)
def test_page_is_well_formed_and_fetches_nothing(name: str) -> None:
    read = page(name)
    assert not read.open
    live = RUNS[name].audit is not None
    assert {tag for tag, _ in read.elements} <= (TAGS | LIVE if live else TAGS)
    assert sum(tag == "script" for tag, _ in read.elements) == live
    names = {attr for _, attrs in read.elements for attr in attrs}
    assert not {attr for attr in names if attr.startswith("on")} | names & {
        "style",
        "src",
        "srcset",
    }
    assert all(link.startswith("#s") for link in read.links)
    text = FORMATS["html"](RUNS[name], Options())
    assert "default-src 'none'" in text
    assert ("script-src" in text) is live
    own = text if not live else text.replace(SCRIPT, "")
    style = re.search(r"<style>(.*?)</style>", own, re.DOTALL)
    assert style
    assert "url(" not in style[1]
    assert "@import" not in style[1]


@pytest.mark.parametrize("made", [hostile_run, hostile_audit])
@given(text=nasty)
@settings(max_examples=60, deadline=None)
def test_text_never_becomes_structure(made: Callable[[str], Run], text: str) -> None:
    """Whatever a package says, the page has the elements that it would have for a plain word."""

    def shape(run_text: str) -> list[tuple[str, tuple[str, ...]]]:
        read = Page(FORMATS["html"](made(run_text), Options()))
        assert not read.open
        return [element for element in read.elements if element[0] != "code"]

    assert shape("x" + text) == shape("x")


@pytest.mark.parametrize("run", [block_run(), audit_run()], ids=["vet", "audit"])
def test_style_sheet_is_the_only_one_admitted(run: Run) -> None:
    import hashlib
    from base64 import b64encode

    text = FORMATS["html"](run, Options())
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    digest = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in text.replace("&#39;", "'").replace("&#43;", "+")


def test_quoted_code_is_set_as_code() -> None:
    text = FORMATS["html"](block_run(), Options())
    assert "<code>urllib.request.urlopen</code> is called on import" in text


def test_picture_names_every_problem_and_folds_the_rest() -> None:
    text = FORMATS["html"](big_run(), Options())
    svg = text[
        text.index('<svg class="tree"') : text.index("</svg>", text.index('<svg class="tree"'))
    ]
    assert svg.count('class="n-review"') == 7
    assert svg.count('class="n-block"') == 2
    assert svg.count('class="n-insufficient"') == 1
    assert ">INSUFFICIENT<" in svg
    assert "+ 270 allowed" in svg
    assert svg.count("<text") < 120


def test_insufficient_run_shows_no_score() -> None:
    words = " ".join(page("insufficient").words)
    assert "score 0" not in words
    assert "INSUFFICIENT npm left-padx 2.0.1" in re.sub(r"\s+", " ", words)
