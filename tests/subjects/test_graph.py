from ostiary.core.subject import Subject
from ostiary.subjects.graph import plant

ROOT = Subject("pypi", "app", "1.0")


def test_depths_parents_and_the_path_to_a_problem() -> None:
    tree = plant(
        ROOT,
        {("a", "1"): (), ("b", "2"): ("a",), ("c", "3"): ("a", "b"), ("d", "4"): ("c",)},
        "uv",
    )
    depths = {node.subject.name: node.depth for node in tree.nodes}
    assert depths == {"app": 0, "a": 1, "b": 2, "c": 2, "d": 3}
    assert tree.path("pkg:pypi/d@4") == (
        "pkg:pypi/app@1.0",
        "pkg:pypi/a@1",
        "pkg:pypi/c@3",
        "pkg:pypi/d@4",
    )


def test_a_ring_of_dependencies_has_an_end() -> None:
    tree = plant(ROOT, {("a", "1"): ("b",), ("b", "1"): ("a",)}, "uv")
    assert {node.subject.name for node in tree.nodes} == {"app", "a", "b"}
    assert tree.path("pkg:pypi/a@1")


def test_parents_that_nobody_knows_count_as_the_root() -> None:
    tree = plant(ROOT, {("a", "1"): ("elsewhere",)}, "uv")
    assert tree.nodes[1].parents == (ROOT.purl,)
