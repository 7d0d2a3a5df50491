import asyncio
import json
from typing import Any

import pytest
from source_world import BASE, GARBAGE, NOW, Net

from ostiary.core.errors import SourceError
from ostiary.core.evidence import Cause, Evidence, Item, Unknown
from ostiary.core.facts.advisories import Advisories
from ostiary.core.ports import Reply
from ostiary.core.subject import Subject
from ostiary.evidence.sources import osv_batch

URL = f"{BASE}/v1/querybatch"
ONE, TWO = Subject("pypi", "some-name", "1.0"), Subject("npm", "@a/b", "2.0.0")


def vuln(
    ident: str, kind: str = "PyPI", name: str = "some_name", version: str = "1.0"
) -> dict[str, Any]:
    return {
        "id": ident,
        "affected": [{"package": {"ecosystem": kind, "name": name}, "versions": [version]}],
    }


def named(*ids: str, token: str = "") -> dict[str, object]:
    whole: dict[str, object] = {
        "vulns": [{"id": one, "modified": "2026-01-01T00:00:00Z"} for one in ids]
    }
    return whole | ({"next_page_token": token} if token else {})


class Turns(Net):
    """Answers one page after the other."""

    def __init__(self, turns: list[object], pages: dict[str, object]) -> None:
        super().__init__(pages)
        self.turns = turns

    async def post(self, url: str, body: bytes, *, limit: int = 0) -> Reply:
        self.asked.append(url)
        self.posted.append(json.loads(body))
        return self._reply(url, self.turns.pop(0))


def collect(
    *turns: object, subjects: tuple[Subject, ...] = (ONE, TWO), **records: object
) -> tuple[dict[Subject, Item], Turns]:
    pages = {f"{BASE}/v1/vulns/{name.replace('_', '-')}": body for name, body in records.items()}
    net = Turns(list(turns), pages)
    return asyncio.run(osv_batch.collect_all(subjects, net, base=BASE)), net


def facts(item: Item) -> Advisories:
    assert isinstance(item, Evidence), item
    assert isinstance(item.data, Advisories)
    return item.data


def test_one_request_and_each_record_once() -> None:
    items, net = collect(
        {"results": [named("A-1", "B-1"), named("B-1")]},
        A_1=vuln("A-1"),
        B_1={
            "id": "B-1",
            "affected": [
                vuln("x")["affected"][0],
                vuln("x", "npm", "@a/b", "2.0.0")["affected"][0],
            ],
        },
    )
    assert net.posted == [
        {
            "queries": [
                {"package": {"name": "some-name", "ecosystem": "PyPI"}, "version": "1.0"},
                {"package": {"name": "@a/b", "ecosystem": "npm"}, "version": "2.0.0"},
            ]
        }
    ]
    assert len(net.asked) == 3
    assert [one.id for one in facts(items[ONE]).records] == ["A-1", "B-1"]
    assert [one.id for one in facts(items[TWO]).records] == ["B-1"]
    item = items[ONE]
    assert isinstance(item, Evidence)
    assert (item.source, item.collected_at, len(item.digest)) == ("osv", NOW, 64)


@pytest.mark.parametrize("result", [{}, None, {"vulns": None}, {"vulns": []}])
def test_an_empty_answer_is_an_answer(result: object) -> None:
    items, _ = collect({"results": [result, result]})
    assert facts(items[ONE]) == facts(items[TWO]) == Advisories(())


def test_further_pages_are_asked_for_where_there_are_any() -> None:
    items, net = collect(
        {"results": [named(), named("A-1", token="two")]},
        {"results": [named("B-1")]},
        A_1=vuln("A-1", "npm", "@a/b", "2.0.0"),
        B_1=vuln("B-1", "npm", "@a/b", "2.0.0"),
    )
    assert [one.id for one in facts(items[TWO]).records] == ["A-1", "B-1"]
    queries: Any = net.posted[1]["queries"]
    assert [one["page_token"] for one in queries] == ["two"]


def test_more_than_a_thousand_are_asked_in_parts() -> None:
    many = tuple(Subject("pypi", f"name-{at}", "1.0") for at in range(1001))
    items, net = collect({"results": [{}] * 1000}, {"results": [{}]}, subjects=(*many, many[0]))
    assert len(items) == 1001
    assert [len(one["queries"]) for one in net.posted] == [1000, 1]  # type: ignore[arg-type]
    assert all(facts(one).complete for one in items.values())


def test_a_record_that_is_named_and_cannot_be_had_is_undecided() -> None:
    items, _ = collect(
        {"results": [named("A-1", "GONE-1"), named("BAD-1")]}, A_1=vuln("A-1"), BAD_1=b"{"
    )
    assert facts(items[ONE]).undecided == ("GONE-1",)
    assert [one.id for one in facts(items[ONE]).records] == ["A-1"]
    assert not facts(items[ONE]).complete
    assert not facts(items[TWO]).complete


@pytest.mark.parametrize(
    ("turn", "cause"),
    [
        (SourceError("down"), Cause.TRANSIENT),
        (None, Cause.MALFORMED),
        ({"results": []}, Cause.MALFORMED),
        *((body, Cause.MALFORMED) for body in GARBAGE),
    ],
)
def test_no_answer_is_unknown_for_each(turn: object, cause: Cause) -> None:
    items, _ = collect(turn)
    for item in items.values():
        assert isinstance(item, Unknown)
        assert item.cause is cause
    assert set(items) == {ONE, TWO}


def test_pages_without_end_are_unknown() -> None:
    turns = [{"results": [named(token="again"), {}]}] + [{"results": [named(token="again")]}] * 50
    items, _ = collect(*turns)
    item = items[ONE]
    assert isinstance(item, Unknown)
    assert item.cause is Cause.LIMIT


def test_what_it_is_not_asked_about_is_said() -> None:
    others = (Subject("cargo", "x", "1"), Subject("pypi", "x", ""))
    items, net = collect(subjects=others)
    assert not net.asked
    assert all(isinstance(one, Unknown) for one in items.values())
    off = asyncio.run(osv_batch.collect_all([ONE], Net(), base=""))
    item = off[ONE]
    assert isinstance(item, Unknown)
    assert item.cause is Cause.UNCONFIGURED


def test_old_silence_is_no_answer() -> None:
    net = Net({URL: {"results": [{}]}}, age=8 * 86400.0)
    (item,) = asyncio.run(osv_batch.collect_all([ONE], net, base=BASE)).values()
    assert isinstance(item, Unknown)
