"""The tree in reports: every package accounted for, whatever shape the data has."""

import re

from hypothesis import given
from hypothesis import strategies as st
from report_parts import EMPTY, allowed, subject, tree
from report_runs import big_run

from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.subject import Subject
from ostiary.core.tree import DependencyTree, Node
from ostiary.core.verdict import Reason, Verdict
from ostiary.report.branches import Branches, branches
from ostiary.report.text_tree import summary
from ostiary.report.tree_picture import picture
from ostiary.report.tree_rows import MAX_ROWS, Row, rows


def run_of(one: DependencyTree, *verdicts: Verdict) -> Run:
    return Run(
        "r", "vet", "ostiary 0", EMPTY.started, 0.0, (), (), (), (), (), (), verdicts, (one,)
    )


def of(one: DependencyTree, *verdicts: Verdict) -> Branches:
    found = branches(run_of(one, *verdicts), one.root)
    assert found is not None
    return found


def counted(drawn: tuple[Row, ...]) -> int:
    """Packages that the rows stand for."""
    folds = sum(
        int(n.replace(",", ""))
        for row in drawn
        if not row.word
        for n in re.findall(r"[\d,]+", row.label)
    )
    return folds + sum(bool(row.word) for row in drawn)


def bad(purl: str, decision: Decision = Decision.BLOCK) -> Verdict:
    return Verdict(purl, decision, 9, (Reason(decision, "severity", "bad"),))


def test_path_and_parent_of_a_problem() -> None:
    one = tree(("a", "1", ""), ("b", "1", "a"), ("c", "1", "b"))
    found = of(one, bad("pkg:pypi/c@1"))
    assert found.problems[0].path == ("pkg:pypi/a@1", "pkg:pypi/b@1", "pkg:pypi/c@1")
    assert found.problems[0].path == one.path("pkg:pypi/c@1")
    assert summary(found) == "2 packages, 1 block, 1 not vetted"


def test_no_tree_is_none_and_a_lone_root_has_no_dependencies() -> None:
    assert branches(EMPTY, "pkg:pypi/a@1") is None
    assert summary(of(tree(("a", "1", "")))) == "no dependencies"


def test_cycles_and_orphans_are_drawn_once_each() -> None:
    names = [subject(name, "1") for name in "rabcd"]
    purls = [one.purl for one in names]
    nodes = (
        Node(names[0], (), 0),
        Node(names[1], (purls[0], purls[2]), 1),
        Node(names[2], (purls[1],), 2),
        Node(names[3], (purls[4],), 7),
        Node(names[4], (purls[3], "pkg:pypi/gone@1"), 7),
    )
    found = of(DependencyTree(purls[0], nodes), bad(purls[3]))
    drawn = rows(found)
    assert sorted(row.label for row in drawn) == ["a 1", "b 1", "c 1", "d 1", "r 1"]
    assert found.problems[0].path == (purls[3],)


def test_long_chain_is_no_recursion() -> None:
    size = 5000
    names = [Subject("pypi", f"n{at}", "1") for at in range(size)]
    nodes = tuple(
        Node(one, (names[at - 1].purl,) if at else (), at) for at, one in enumerate(names)
    )
    found = of(DependencyTree(names[0].purl, nodes), bad(names[-1].purl))
    drawn = rows(found)
    assert len(drawn) == MAX_ROWS + 1
    assert drawn[-1].label == f"+ {size - MAX_ROWS:,} not drawn"
    assert len(found.problems[0].path) == size
    assert picture(found, "x").count("<rect") == MAX_ROWS + 1


def test_large_tree_without_problem_shows_what_is_direct() -> None:
    names = [("r", "1", "")] + [(f"d{n}", "1", "r") for n in range(5)]
    names += [(f"i{n}", "1", f"d{n % 5}") for n in range(95)]
    one = tree(*names)
    drawn = rows(of(one, *(allowed(node.subject.purl) for node in one.nodes)))
    assert [row.label for row in drawn[:3]] == ["r 1", "d0 1", "+ 19 allowed"]
    assert counted(drawn) == 101


def test_fold_never_calls_allowed_what_was_not_vetted() -> None:
    one = tree(("r", "1", ""), *((f"d{n}", "1", "r") for n in range(120)))
    drawn = rows(of(one, *(allowed(node.subject.purl) for node in one.nodes[:61])))
    assert [row.label for row in drawn] == ["r 1", "+ 60 allowed, 60 not vetted"]


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(Decision)), max_size=120))
def test_every_package_is_counted_once(shape: list[tuple[int, Decision]]) -> None:
    names = [subject("n0", "1")]
    nodes, verdicts = [Node(names[0], (), 0)], []
    for at, (parent, decision) in enumerate(shape, 1):
        one, above = subject(f"n{at}", "1"), nodes[parent % len(nodes)]
        nodes.append(Node(one, (above.subject.purl,), above.depth + 1))
        verdicts.append(bad(one.purl, decision) if decision else allowed(one.purl))
    found = of(DependencyTree(nodes[0].subject.purl, tuple(nodes)), *verdicts)
    drawn = rows(found)
    assert counted(drawn) == len(nodes)
    assert sum(row.decision is not None and row.decision > Decision.ALLOW for row in drawn) == len(
        found.problems
    )


def test_problems_are_worst_first() -> None:
    run = big_run()
    found = branches(run, "pkg:pypi/forest@1.0")
    assert found is not None
    decisions = [one.decision for one in found.problems]
    assert decisions == sorted(decisions, reverse=True)
