"""Bills of materials in every format: the same rows, what has no purl is named, and hostile ones end well."""

import json
import time
from typing import Any

import pytest
from sbom_samples import HEX, LEFT, SAMPLES, TAGS, XML, component, cyclonedx, package, spdx

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope
from ostiary.formats.inventory.catalogue import chosen


def read(data: object, path: str = "bom.json") -> Listing:
    """Read a document as an audit does: chosen by its name and its beginning."""
    raw = data if isinstance(data, bytes) else json.dumps(data, indent=1).encode()
    form = chosen(path, raw[:4096])
    assert form is not None, "nobody takes this file"
    return form.parse(path, raw)


def by_name(found: Listing) -> dict[str, Component]:
    return {one.name: one for one in found.components}


def lost(found: Listing) -> list[tuple[str, str]]:
    return [(one.name, one.reason) for one in found.unauditable]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_format_says_the_same(name: str) -> None:
    found = read(SAMPLES[name], name)
    rows = by_name(found)
    flask, jinja, left = rows["flask"], rows["jinja2"], rows["@scope/left"]
    assert set(rows) == {"flask", "jinja2", "@scope/left"}
    assert [one.purl for one in (flask, jinja, left)] == [
        "pkg:pypi/flask@3.0.0",
        "pkg:pypi/jinja2@3.1.2",
        LEFT,
    ]
    assert [str(one) for one in jinja.digests] == [f"sha256:{HEX}"]
    assert flask.digests == ()
    assert (flask.direct, jinja.direct, left.direct) == (True, False, True)
    assert (flask.parents, jinja.parents, left.parents) == ((), (flask.key,), ())
    assert (flask.scope, jinja.scope, left.scope) == (Scope.RUNTIME, Scope.OPTIONAL, Scope.DEV)
    assert dict(jinja.properties) == {"licence": "BSD-3-Clause"}
    assert lost(found) == [("org/nameless", "it has no purl, so nobody knows which package it is")]
    assert found.kind is ListingKind.SBOM
    assert found.project == "app"
    lines = SAMPLES[name].decode().splitlines()
    assert "jinja2" in "".join(lines[jinja.at.line - 1 : jinja.at.line + 1])


def test_a_bill_whose_name_of_format_comes_last_is_known_all_the_same() -> None:
    given = cyclonedx(components=[component(f"pkg:pypi/p{n}@1", f"p{n}") for n in range(200)])
    late = dict(sorted(given.items(), key=lambda item: (item[0] == "bomFormat", item[0])))
    assert len(read(late, "anything.json").components) == 200
    padded = {"components": late["components"], **late}
    assert len(read(padded, "app.cdx.json").components) == 200


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("app.spdx.json", {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}),
        ("bom.json", {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}),
        ("bom.json", {"@context": ["https://spdx.org/rdf/3.0.0/c.jsonld"], "@graph": []}),
        ("old.json", {"spdxVersion": "SPDX-1.2", "packages": []}),
        ("old.spdx", b"SPDXVersion: SPDX-1.2\n"),
    ],
)  # fmt: skip
def test_other_versions_of_spdx_are_refused_with_a_hint(name: str, data: object) -> None:
    with pytest.raises(ParseError) as caught:
        read(data, name)
    assert "SPDX 2.3" in caught.value.hint


def test_nested_components_are_asked_for_by_the_one_around_them() -> None:
    inner = component("pkg:npm/inner@1", "inner")
    middle = {"type": "library", "name": "middle", "bom-ref": "middle", "components": [inner]}
    outer = component("pkg:npm/outer@1", "outer", components=[middle])
    found = read(cyclonedx(components=[outer], dependencies=[]))
    rows = by_name(found)
    assert rows["inner"].parents == ("pkg:npm/outer@1",), "a part without a purl is passed through"
    assert lost(found)[0][0] == "middle"
    needs = [{"ref": "other", "dependsOn": ["pkg:npm/inner@1"]}]
    other = component("pkg:npm/other@1", "other", **{"bom-ref": "other"})
    rows = by_name(read(cyclonedx(components=[outer, other], dependencies=needs)))
    assert rows["inner"].parents == ("other",)
    xml = XML.replace("<pedigree>", "<components><component bom-ref='in' type='library'><name>in</name>"
                      "<purl>pkg:pypi/in@1</purl></component></components><pedigree>")  # fmt: skip
    assert by_name(read(xml.encode(), "bom.xml"))["in"].parents == ("pkg:pypi/Flask@3.0.0",)


def test_parts_of_the_project_are_listed_too() -> None:
    part = component("pkg:npm/part@1", "part")
    root = {"bom-ref": "app", "name": "app", "components": [part]}
    assert "part" in by_name(read(cyclonedx(metadata={"component": root})))


def test_references_that_stand_twice_keep_every_component() -> None:
    twice = [component("pkg:pypi/a@1", "a"), component("pkg:pypi/a@1", "a")]
    third = component("pkg:pypi/b@1", "b", **{"bom-ref": "pkg:pypi/a@1"})
    needs = [{"ref": "pkg:pypi/a@1", "dependsOn": ["pkg:pypi/a@1", "pkg:pypi/c@1"]}]
    child = component("pkg:pypi/c@1", "c")
    found = read(cyclonedx(components=[*twice, third, child], dependencies=needs))
    keys = [one.key for one in found.components]
    assert len(keys) == len(set(keys)) == 4
    assert by_name(found)["c"].parents == ("pkg:pypi/a@1",)
    rows = [package("a", "a", "pkg:pypi/a@1"), package("a", "b", "pkg:pypi/b@1")]
    assert len(read(spdx(packages=rows)).components) == 2


def test_edges_through_what_is_no_component_and_in_circles() -> None:
    rows = [component("pkg:pypi/a@1", "a"), component("pkg:pypi/b@1", "b")]
    needs = [
        {"ref": "pkg:pypi/a@1", "dependsOn": ["x"]},
        {"ref": "x", "dependsOn": ["y"]},
        {"ref": "y", "dependsOn": ["x", "pkg:pypi/b@1"]},
        {"ref": "pkg:pypi/b@1", "dependsOn": ["pkg:pypi/a@1"]},
    ]
    found = by_name(read(cyclonedx(components=rows, dependencies=needs)))
    assert found["b"].parents == ("pkg:pypi/a@1",)
    assert found["a"].parents == ("pkg:pypi/b@1",)


def test_sources_and_versions_out_of_purls() -> None:
    git = component("pkg:pypi/a@1?vcs_url=git%2Bhttps://git.test/a", "a")
    later = component("pkg:pypi/b", "b", version="2")
    found = by_name(read(cyclonedx(components=[git, later])))
    assert (found["a"].origin, found["a"].source) == (Origin.GIT, "git+https://git.test/a")
    assert found["b"].version == "2"
    rows = [package("a", "a", "pkg:pypi/a", versionInfo="NOASSERTION")]
    assert read(spdx(packages=rows)).components[0].version == ""


ODD: tuple[Any, ...] = (None, 5, "x", [], {}, [None], [5], [{}], [[]], True, {"a": None})


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize(
    "key", ["type", "group", "version", "scope", "hashes", "licenses", "bom-ref"]
)
def test_an_odd_member_of_a_component_costs_nothing_else(key: str, odd: Any) -> None:
    given = cyclonedx()
    given["components"][1][key] = odd
    found = read(given)
    assert {one.purl for one in found.components} == {
        "pkg:pypi/flask@3.0.0",
        "pkg:pypi/jinja2@3.1.2",
        LEFT,
    }


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_an_odd_purl_is_said_and_the_rest_is_read(odd: Any) -> None:
    given = cyclonedx()
    given["components"][1]["purl"] = odd
    found = read(given)
    assert [one.name for one in found.components] == ["flask", "@scope/left"]
    assert ("jinja2" in {name for name, _ in lost(found)}) is True
    document = spdx()
    document["packages"][2]["externalRefs"] = odd
    found = read(document)
    assert "jinja2" in {name for name, _ in lost(found)}
    assert len(found.components) == 2


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize("key", ["metadata", "dependencies", "serialNumber", "specVersion"])
def test_an_odd_member_of_the_bill_costs_nothing_else(key: str, odd: Any) -> None:
    assert len(read(cyclonedx(**{key: odd})).components) == 3


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize("key", ["relationships", "documentDescribes", "name", "creationInfo"])
def test_an_odd_member_of_an_spdx_document_costs_nothing_else(key: str, odd: Any) -> None:
    assert len(read(spdx(**{key: odd})).components) == 3


@pytest.mark.parametrize("odd", [5, "x", {}, True])
def test_components_that_are_no_list_are_no_empty_bill(odd: Any) -> None:
    with pytest.raises(ParseError, match="are no list"):
        read(cyclonedx(components=odd))
    with pytest.raises(ParseError, match="are no list"):
        read(spdx(packages=odd))


def test_entries_that_are_no_objects_are_named() -> None:
    found = read(cyclonedx(components=[5, None, component("pkg:pypi/a@1", "a")]))
    assert lost(found) == [("component 1", "it is no object"), ("component 2", "it is no object")]
    assert len(found.components) == 1
    assert lost(read(spdx(packages=["x"]))) == [("package 1", "it is no object")]


def test_digests_that_are_none_are_left_out() -> None:
    hashes = [
        {"alg": "SHA-256", "content": "xy" * 32},
        {"alg": "SHA-256", "content": "ab"},
        {"alg": "SHA3-256", "content": HEX},
        {"alg": "MD5", "content": "ab" * 16},
        {"alg": "MD5", "content": "AB" * 16},
    ]
    found = read(cyclonedx(components=[component("pkg:pypi/a@1", "a", hashes=hashes)]))
    assert [str(one) for one in found.components[0].digests] == ["md5:" + "ab" * 16]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bom.xml", XML.replace("<bom ", "<!DOCTYPE bom [<!ENTITY a 'b'>]><bom ").encode()),
        ("bom.xml", XML.replace("<bom ", "<!DOCTYPE bom SYSTEM 'file:///etc/passwd'><bom ").encode()),
        ("bom.xml", XML.replace("Flask</name>", "&lol;</name>").encode()),
        ("bom.xml", XML[:-10].encode()),
        ("bom.cdx.xml", b"<bom>" * 100_000),
        ("bom.cdx.xml", b"<other/>"),
        ("bom.cdx.xml", b'<?xml version="1.0" encoding="UTF-0"?><bom/>'),
        ("bom.cdx.xml", b'<?xml version="1.0" encoding="rot13"?><bom/>'),
        ("bom.cdx.xml", b'<?xml version="1.0" encoding="big5"?><bom/>'),
        ("bom.cdx.xml", b"\xff\xfe<\x00"),
        ("bom.cdx.json", b'{"a":' * 200_000),
        ("bom.cdx.json", b"[" * 200_000),
        ("bom.cdx.json", b"{}"),
        ("bom.cdx.json", b"[]"),
        ("bom.cdx.json", b""),
        ("bom.spdx.json", b"\x00"),
        ("bom.spdx", TAGS.partition("</text>")[0].encode()),
    ],
)  # fmt: skip
def test_hostile_documents_are_refused(name: str, data: bytes) -> None:
    version = b"2.3" if b"SPDX-VERSION" in data else b"1.6"
    with pytest.raises(ParseError):
        read(data.replace(b"VERSION", version), name)


def test_deep_nesting_is_a_limit() -> None:
    given = component("pkg:pypi/a@1", "a")
    for _ in range(70):
        given = component("pkg:pypi/a@1", "a", components=[given])
    with pytest.raises(LimitError, match="nested more than"):
        read(cyclonedx(components=[given]))


def test_huge_texts_do_not_become_keys_or_names() -> None:
    long = "x" * 5_000_000
    rows = [
        component("pkg:pypi/a@1", "a", **{"bom-ref": long}),
        {"name": long, "group": long},
        {"name": "b", "purl": f"pkg:pypi/{long}"},
    ]
    found = read(cyclonedx(components=rows))
    assert [one.key for one in found.components] == ["pkg:pypi/a@1"]
    assert all(len(one.name) <= 300 and len(one.reason) < 300 for one in found.unauditable)
    attribute = XML.replace('type="file"', f'type="{long}"').replace("VERSION", "1.6").encode()
    assert len(read(attribute, "bom.xml").components) == 3


def test_numbers_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("cyclonedx", "cyclonedx_xml"):
        monkeypatch.setattr(f"ostiary.formats.inventory.sbom.{module}.MAX_COMPONENTS", 2)
    monkeypatch.setattr("ostiary.formats.inventory.sbom.spdx.MAX_PACKAGES", 2)
    for name in ("cyclonedx-1.6.json", "cyclonedx-1.6.xml", "spdx-2.3.json", "spdx-2.3.spdx"):
        with pytest.raises(LimitError, match="more than 2"):
            read(SAMPLES[name], name)


def test_a_chain_of_what_is_no_component_is_a_limit_not_a_hang(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ostiary.formats.inventory.sbom.graph.MAX_STEPS", 200_000)
    rows = [component(f"pkg:pypi/p{n}@1", f"p{n}") for n in range(1_000)]
    chain = [{"ref": f"x{n}", "dependsOn": [f"x{n + 1}"]} for n in range(1_000)]
    ends = {"ref": "x1000", "dependsOn": [one["bom-ref"] for one in rows]}
    start = time.process_time()
    with pytest.raises(LimitError, match="edges"):
        read(cyclonedx(components=rows, dependencies=[*chain, ends]))
    assert time.process_time() - start < 10


def test_a_large_bill_is_read_in_reasonable_time() -> None:
    rows = [component(f"pkg:pypi/p{n}@1", f"p{n}") for n in range(20_000)]
    needs = [
        {"ref": f"pkg:pypi/p{n}@1", "dependsOn": [f"pkg:pypi/p{n + 1}@1"]} for n in range(19_999)
    ]
    data = json.dumps(cyclonedx(components=rows, dependencies=needs)).encode()
    start = time.process_time()
    assert len(read(data).components) == 20_000
    assert time.process_time() - start < 20
