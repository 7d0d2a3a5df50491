"""The page of an audit in a real browser: it sorts, it filters, keys reach it, and nothing else runs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from report_audits import crowded_run, hostile_audit
from report_runs import HOSTILE

from ostiary.core.run import Run
from ostiary.report.formats import FORMATS, Options
from world.browser import Browser, browser

pytestmark = pytest.mark.browser

FOUND = "document.querySelector('#s-found')"
SHOWN = f"[...{FOUND}.tBodies[0].rows].filter((row) => row.offsetParent !== null)"


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("browser")) as tab:
        yield tab


@pytest.fixture
def show(chrome: Browser, tmp_path: Path) -> Any:
    """Open the page of a run, or a text."""

    def do(made: Run | str) -> Browser:
        text = made if isinstance(made, str) else FORMATS["html"](made, Options())
        (tmp_path / "page.html").write_text(text, "utf-8", "surrogatepass")
        chrome.open(tmp_path / "page.html")
        return chrome

    return do


def column(tab: Browser, name: str) -> list[str]:
    """The shown cells of one column, top to bottom."""
    cells: list[str] = tab.evaluate(
        f"{SHOWN}.map((row) => row.querySelector({json.dumps(f'[data-name={json.dumps(name)}]')})"
        ".textContent.trim().split(/\\s+/)[0])"
    )
    return cells


def head(name: str) -> str:
    """The button in the head of a column."""
    return (
        f"[...{FOUND}.tHead.querySelectorAll('button')].find((one) => one.textContent === '{name}')"
    )


def choose(tab: Browser, key: str, word: str) -> None:
    """Pick a word of a select box, as a person does: the event follows."""
    tab.evaluate(
        f"(() => {{ const box = document.querySelector('#s-find-{key}');"
        f"box.value = [...box.options].find((one) => one.textContent === {json.dumps(word)}).value;"
        "box.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )


def status(tab: Browser) -> str:
    words: str = tab.evaluate("document.querySelector('#s-find output').textContent")
    return words


def test_keys_sort_a_column_both_ways_by_numbers_in_names(show: Any) -> None:
    tab = show(crowded_run(300))
    before = column(tab, "Component")
    assert tab.evaluate(f"{FOUND}.querySelectorAll('th[aria-sort=none]').length") == 10
    tab.evaluate(f"{head('Version')}.focus()")
    tab.press("Enter", 13, "\r")
    versions = column(tab, "Version")
    numbers = [int(one.split(".")[1]) for one in versions]
    assert numbers == sorted(numbers)
    assert numbers != sorted(numbers, key=str)
    assert tab.evaluate(f"{head('Version')}.parentElement.ariaSort") == "ascending"
    tab.press(" ", 32, " ")
    assert column(tab, "Version")[0] == versions[-1]
    assert tab.evaluate(f"{head('Version')}.parentElement.ariaSort") == "descending"
    assert tab.evaluate(f"{FOUND}.querySelectorAll('th[aria-sort=none]').length") == 9
    assert sorted(column(tab, "Component")) == sorted(before)


def test_decisions_sort_by_weight_and_not_by_letter(show: Any) -> None:
    tab = show(crowded_run(300))
    assert column(tab, "Decision")[0] == "BLOCK"
    tab.evaluate(f"{head('Decision')}.click()")
    words = column(tab, "Decision")
    assert [words.index(one) for one in ("ALLOW", "REVIEW", "BLOCK")] == sorted(
        words.index(one) for one in ("ALLOW", "REVIEW", "BLOCK")
    )


def test_words_boxes_and_selects_filter_together(show: Any) -> None:
    tab = show(crowded_run(300))
    assert status(tab) == "30 of 30 shown"
    tab.evaluate("document.querySelector('#s-find-text').focus()")
    tab.type("MAL- part")
    assert set(column(tab, "Decision")) == {"BLOCK"}
    assert status(tab) == f"{len(column(tab, 'Component'))} of 30 shown"
    assert 0 < len(column(tab, "Component")) < 8
    tab.evaluate("document.querySelector('#s-find button').click()")
    assert status(tab) == "30 of 30 shown"
    choose(tab, "decision", "review")
    assert set(column(tab, "Decision")) == {"REVIEW"}
    choose(tab, "place", "/srv/app1")
    assert {one.split("-")[1] for one in column(tab, "Component")} == {"1"}
    choose(tab, "type", "npm")
    assert {one.partition(":")[0] for one in column(tab, "Where")} == {"package-lock.json"}
    assert "npm" in tab.evaluate("document.querySelector('#s-find-type').selectedOptions[0].text")
    tab.evaluate("document.querySelector('#s-find button').click()")
    choose(tab, "severity", "critical")
    some = len(column(tab, "Component"))
    tab.evaluate("document.querySelector('#s-find-new').focus()")
    tab.press(" ", 32, " ")
    fresh = column(tab, "Component")
    assert 0 < len(fresh) < some
    badges = tab.evaluate(f"{SHOWN}.filter((row) => row.querySelector('.badge')).length")
    assert badges == len(fresh)


def test_a_filter_holds_while_sorting(show: Any) -> None:
    tab = show(crowded_run(300))
    choose(tab, "severity", "high")
    some = column(tab, "Component")
    tab.evaluate(f"{head('Component')}.click()")
    assert column(tab, "Component") == sorted(some)


def test_direct_only(show: Any) -> None:
    tab = show(crowded_run(300))
    tab.evaluate("document.querySelector('#s-comp-direct').click()")
    shown = (
        "[...document.querySelector('#s-parts').tBodies[0].rows].filter((row) => row.offsetParent)"
    )
    scopes = tab.evaluate(f"{shown}.map((row) => row.cells[3].textContent)")
    assert len(scopes) == 16
    assert all("direct" in one for one in scopes)


def test_nothing_is_fetched_and_nothing_else_runs(show: Any) -> None:
    text = FORMATS["html"](crowded_run(100), Options())
    evil = (
        "<script>document.title = 'owned'</script>"
        "<img src='page.html?img' onerror=\"document.title = 'owned'\">"
        "<a id='s-evil' href=\"javascript:document.title = 'owned'\">x</a>"
    )
    injected = text.replace("<footer>", evil + "<footer>")
    tab = show(injected)
    tab.evaluate("document.querySelector('#s-evil').click()")
    assert tab.evaluate("document.title").startswith("BLOCK ")
    assert status(tab) == "10 of 10 shown", "our own script ran"
    assert [one.rpartition("/")[2] for one in tab.fetched] == ["page.html"]
    # the page's own policy is what holds it: without that line all of it runs
    start = injected.index("<meta http-equiv")
    tab = show(injected[:start] + injected[injected.index(">", start) + 1 :])
    assert tab.evaluate("document.title") == "owned"
    assert len(tab.fetched) == 2


def test_without_the_script_everything_shows_and_no_tool_stands_idle(show: Any) -> None:
    text = FORMATS["html"](crowded_run(100), Options())
    tab = show(text.replace('"use strict";', '"other bytes";'))
    assert tab.evaluate("document.querySelectorAll('table.sortable tbody tr').length") == 110
    assert len(column(tab, "Component")) == 10
    assert column(tab, "Decision")[0] == "BLOCK"
    assert tab.evaluate("document.querySelectorAll('button, select, input').length") > 0
    idle = (
        "[...document.querySelectorAll('button, select, input')].filter((one) => one.offsetParent)"
    )
    assert tab.evaluate(f"{idle}.length") == 0


def test_hostile_words_stay_words_after_sorting_and_filtering(show: Any) -> None:
    tab = show(hostile_audit(HOSTILE))
    kinds = "[...new Set([...document.querySelectorAll('*')].map((one) => one.localName))].sort()"
    before = tab.evaluate(kinds)
    for name in ("Component", "What", "Where", "Decision"):
        tab.evaluate(f"{head(name)}.click()")
    tab.evaluate("document.querySelector('#s-find-text').focus()")
    tab.type("<script>")
    assert tab.evaluate(kinds) == before
    assert not {"img", "iframe", "link"} & set(before)
    assert tab.evaluate("document.querySelectorAll('script').length") == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen(show: Any, width: int) -> None:
    tab = show(crowded_run(300))
    tab.call(
        "Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False
    )  # fmt: skip
    try:
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        tab.evaluate(f"{head('Version')}.click()")
        assert tab.evaluate(f"{head('Version')}.offsetParent !== null")
    finally:
        tab.call("Emulation.clearDeviceMetricsOverride")


def test_ten_thousand_components_stay_usable(show: Any) -> None:
    tab = show(crowded_run(10_000))
    took = tab.evaluate(
        "(() => { const start = performance.now(); const box = document.querySelector('#s-comp-text');"
        "box.value = 'part-1-00042'; box.dispatchEvent(new Event('input', {bubbles: true}));"
        "return performance.now() - start; })()"
    )
    assert took < 3000, "milliseconds for one key"
    assert tab.evaluate("document.querySelector('#s-comp output').textContent").endswith(
        " of 3000 shown"
    )
    assert "and 7000 more" in tab.evaluate("document.body.textContent")
