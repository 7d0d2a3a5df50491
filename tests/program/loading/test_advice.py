"""The lines of a policy for what is not on the list, and what they do."""

import tomllib
from datetime import date

from ostiary.formats.model.judge import Box, Realm, Symbol
from ostiary.formats.model.record import Called, Carries, ModelFile, Standing
from ostiary.program.loading.advice import MAX_ADVISED, allowing, lines, wanted
from ostiary.program.loading.known import KNOWN

DAY = date(2030, 1, 2)


def file_of(*names: str) -> ModelFile:
    calls = []
    for name in names:
        ruling = KNOWN.named(Realm.PICKLE, name)
        calls.append(Called(name, "", "REDUCE", 0, ruling.standing, ruling.reason))
    return ModelFile("a.pkl", "pickle", 1, Carries.CALLS, 1, calls=tuple(calls))


def test_only_what_nobody_knows_is_advised() -> None:
    file = file_of(
        "mine.Model", "os.system", "x.os.thing", "numpy.ndarray", "mine.Other", "nomodule"
    )
    assert wanted([file]) == ("mine.Model", "mine.Other")


def test_the_lines_are_the_entries() -> None:
    read = tomllib.loads(lines(("mine.Model", 'odd"\\name.x'), DAY))
    allow = read["models"]["allow"]
    assert [one["name"] for one in allow] == ["mine.Model", 'odd"\\name.x']
    assert {one["until"] for one in allow} == {DAY}
    assert {one["reason"] for one in allow} == {""}


def test_there_is_an_end_to_advice() -> None:
    many = [f"mine.Model{number}" for number in range(MAX_ADVISED + 5)]
    assert lines(many, DAY).count("[[models.allow]]") == MAX_ADVISED


def test_what_the_policy_allows_is_listed() -> None:
    known, _ = allowing({"mine.Model": "our own"})
    ruling = known(Realm.PICKLE, "mine.Model", (1, Box("list", [])))
    assert ruling.standing is Standing.INERT
    assert "our own" in ruling.reason
    assert known.named(Realm.TARGET, "mine.Model").standing is Standing.INERT
    old = (Symbol("mine", "Model"), Symbol("builtins", "object"), None)
    assert known(Realm.PICKLE, "copyreg._reconstructor", old).standing is Standing.INERT
    assert KNOWN(Realm.PICKLE, "copyreg._reconstructor", old).standing is Standing.ODD
    assert KNOWN(Realm.PICKLE, "mine.Model", ()).standing is Standing.UNLISTED


def test_it_lifts_neither_harm_nor_odd_use() -> None:
    names = ("os.system", "mine.os.thing", "builtins.eval", "mine.Model", "functools.partial")
    known, refused = allowing(dict.fromkeys(names, "why not"))
    assert refused == ("builtins.eval", "mine.os.thing", "os.system")
    assert known(Realm.PICKLE, "os.system", ("id",)).standing is Standing.SINK
    assert known(Realm.PICKLE, "builtins.eval", ("1",)).standing is Standing.SINK
    assert known.named(Realm.PICKLE, "mine.os.thing").standing is Standing.ODD
    assert known(Realm.PICKLE, "mine.Model", (Symbol("os", "system"),)).standing is Standing.SINK
    assert known(Realm.PICKLE, "mine.Model", (Symbol("its", "Own"),)).standing is Standing.ODD
    partial = known(Realm.PICKLE, "functools.partial", (Symbol("os", "system"),))
    assert partial.standing is Standing.SINK
