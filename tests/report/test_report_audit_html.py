"""The page of an audit, without a browser: order, caps, the graph and the trend."""

import hashlib
import re
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace
from report_audits import audit_run, crowded_run
from test_report_html import Page

from ostiary.core.audit import Audit
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.verdict import Reason
from ostiary.report.audit_graph import MAX_NODES, chosen, graph
from ostiary.report.audit_paths import paths
from ostiary.report.audit_script import SCRIPT
from ostiary.report.audit_trend import chart, points
from ostiary.report.bill import Bill, Item, bill
from ostiary.report.formats import FORMATS, Options


def html(run: Run) -> str:
    return FORMATS["html"](run, Options())


def test_the_order_is_what_a_person_asks_first() -> None:
    text = html(crowded_run(300))
    parts = re.findall(r'<h2 class="part" id="s-(\w+)"', text)
    assert parts == ["new", "findings", "unread", "components", "graph", "trend"]
    assert text.index('class="verdict') < text.index('id="s-new"')


def test_the_first_audit_has_nothing_to_call_new() -> None:
    run = audit_run()
    assert run.audit is not None
    text = html(replace(run, audit=replace(run.audit, changes=None)))
    assert 'id="s-new"' not in text
    assert "There is no earlier audit to compare with." in text
    assert "so there is no trend yet" in text


def test_the_script_is_the_only_one_admitted_and_ends_nowhere_early() -> None:
    text = html(audit_run())
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)
    assert script
    assert script[1] == SCRIPT
    digest = b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text.replace("&#39;", "'").replace("&#43;", "+")
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "fetch",
        "Function",
    ):
        assert word not in SCRIPT


def test_what_was_not_looked_at_is_said_with_what_to_do() -> None:
    words = " ".join(" ".join(Page(html(audit_run())).words).split())
    assert "vendor/old.lock" in words
    assert "no exact version is known" in words
    assert "lock it" in words
    assert "1 model file in . not examined: nobody looked at them here" in words
    assert "no component was left unchecked" not in words


def test_an_audit_without_advisories_never_says_that_all_was_checked() -> None:
    run = crowded_run(100)
    lacking = Reason(Decision.INSUFFICIENT, "required-evidence", "nothing could be matched")
    verdicts = tuple(replace(one, reasons=(*one.reasons, lacking)) for one in run.verdicts)
    assert "no component was left unchecked" in html(run)
    text = html(replace(run, verdicts=verdicts))
    assert "no component was left unchecked" not in text
    assert text.count("nothing could be matched") == 2


def test_the_decision_over_what_is_new_stands_beside_that_of_the_place() -> None:
    run = audit_run()
    assert run.audit is not None
    assert run.audit.changes is not None
    changes = replace(run.audit.changes, decision=Decision.ALLOW, reasons=())
    text = html(replace(run, audit=replace(run.audit, changes=changes, new_only=True)))
    assert "<title>ALLOW" in text
    assert "with all that was there before it is INSUFFICIENT" in text


def test_caps_say_what_they_leave_out() -> None:
    text = html(crowded_run(12_000))
    assert text.count("<tr data-decision") == 1000
    assert text.count("<tr data-type") == 3000
    assert "and 200 more: see the JSON report" in text
    assert "and 9000 more: see the JSON report" in text
    assert len(text) < 6_000_000


def items(*pairs: tuple[str, str], direct: tuple[str, ...] = ()) -> Bill:
    """A bill of edges from parent to child."""
    names = sorted({name for pair in pairs for name in pair} | set(direct))
    made = {name: Item(name, "pypi", name, "1", direct=name in direct) for name in names}
    for parent, child in pairs:
        made[parent].needs.add(child)
    return Bill(tuple(made[name] for name in names), tuple(sorted(direct)))


def test_the_shortest_path_is_told() -> None:
    found = paths(items(("a", "b"), ("b", "c"), ("c", "d"), ("z", "d"), direct=("a", "z")))
    assert found.path("d") == ("z", "d")
    assert found.told("c") == "a > b > c"
    assert found.path("nobody") == ()


def test_a_circle_and_a_direct_one_below_another_end() -> None:
    found = paths(items(("a", "b"), ("b", "a"), ("x", "y"), ("y", "x"), direct=("x", "y")))
    assert found.path("y") == ("y",)
    assert found.path("b") == ("a", "b")
    assert sorted(found.order) == ["a", "b", "x", "y"]


def test_a_long_path_names_its_ends_and_counts_its_middle() -> None:
    chain = [(f"p{at:02}", f"p{at + 1:02}") for at in range(40)]
    told = paths(items(*chain, direct=("p00",))).told("p40")
    assert told == "p00 > p01 > p02 > (35 more) > p38 > p39 > p40"


def test_the_graph_draws_whole_ways_to_what_is_wrong_and_counts_the_rest() -> None:
    deep = [(f"p{at:03}", f"p{at + 1:03}") for at in range(MAX_NODES + 20)]
    wide = tuple(f"w{at:03}" for at in range(300))
    ways = paths(items(*deep, ("w007", "bad"), direct=("p000", *wide)))
    wrong = [deep[-1][1], "bad"]
    drawn = chosen(wrong, ways)
    assert len(drawn) == MAX_NODES
    assert {"w007", "bad"} <= set(drawn)
    assert not any(one.startswith("p") for one in drawn if one != "p000"), (
        "half a way leads nowhere"
    )
    rows, said = graph("here", wrong, {"bad": Decision.BLOCK}, ways)
    assert [row.label for row in rows if row.hot] == ["here", "w007", "bad"]
    assert rows[-1].label == f"+ {len(ways.order) - MAX_NODES:,} not drawn, 1 of them with findings"
    assert "1 of them with findings" in said
    assert all(row.parent < at for at, row in enumerate(rows))


def test_a_chain_of_ten_thousand_is_no_trouble() -> None:
    deep = [(f"p{at:05}", f"p{at + 1:05}") for at in range(10_000)]
    ways = paths(items(*deep, direct=("p00000",)))
    rows, _ = graph("here", [deep[-1][1]], {}, ways)
    assert [row.label for row in rows[1:]] == [
        "p00000",
        "+ 10,000 not drawn, 1 of them with findings",
    ]


def test_the_picture_has_bold_ways_and_words() -> None:
    text = html(crowded_run(300))
    svg = text[text.index('<svg class="tree"') :]
    svg = svg[: svg.index("</svg>")]
    assert 'path class="hot"' in svg
    assert ">BLOCK<" in svg
    assert ">not checked<" in svg
    assert svg.count("<g ") <= MAX_NODES + 2


def test_the_trend_ends_with_this_audit() -> None:
    run = crowded_run(300)
    every = points(run)
    assert [one.at for one in every] == sorted(one.at for one in every)
    assert (every[-1].components, every[-1].findings) == (300, 30)
    text = html(run)
    assert text.count('<svg class="trend"') == 2
    assert "between 271 and 300" in text
    assert text.count("<td>2026-10-") == 10


def spots(svg: str) -> list[tuple[float, float]]:
    line: Any = re.search(r'points="([^"]*)"', svg)
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in line[1].split())]


def test_a_chart_goes_up_where_the_figures_do_and_stays_inside() -> None:
    times = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 11)]
    drawn = spots(chart("Components", times, [10, 30, 20]))
    xs, ys = [x for x, _ in drawn], [y for _, y in drawn]
    assert xs == sorted(xs)
    assert (xs[1] - xs[0]) * 9 == (xs[2] - xs[1])
    assert ys[1] < ys[2] < ys[0]
    assert min(ys) > 0
    assert max(ys) < 90
    flat = spots(chart("Components", [times[0]] * 3, [5, 5, 5]))
    assert len({y for _, y in flat}) == 1


def test_an_empty_audit_is_a_page_that_says_so() -> None:
    run = replace(audit_run(), audit=Audit(()), findings=(), verdicts=(), examined=())
    text = html(run)
    assert "<title>INSUFFICIENT" in text
    assert "No component was found." in text


def test_paths_of_the_sample() -> None:
    ways = paths(bill(audit_run()))
    assert ways.told("pkg:pypi/jinja2@3.1.2") == "flask > jinja2"
