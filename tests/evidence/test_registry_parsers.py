"""Pages of registries are written by strangers: a record or a `ParseError`, and nothing else."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import ParseError
from ostiary.core.facts.release import FileForm, ProjectStatus, Requirement
from ostiary.evidence.registries import npmfacts
from ostiary.evidence.registries.coremetadata import parse_core_metadata, requirements
from ostiary.evidence.registries.filename import fits_python, version_of, wheel_tags
from ostiary.evidence.registries.moments import parse_time, times_fault
from ostiary.evidence.registries.packument import parse_packument
from ostiary.evidence.registries.projectjson import json_root, licence, parse_project
from ostiary.evidence.registries.repository import plain_repository, repository_of
from ostiary.evidence.registries.simple import parse_simple

URL = "https://index.example.invalid/simple/thing/"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=20,
)


def keyed(*names: str) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, JSON))


@given(st.binary(max_size=200), st.sampled_from(["", "text/html", "application/json", "x/y+json"]))
def test_any_bytes_as_a_project_page(body: bytes, kind: str) -> None:
    try:
        parse_simple(body, URL, kind, URL)
    except ParseError:
        return


FILES = keyed(
    "hashes", "requires-python", "yanked", "size", "upload-time", "core-metadata", "provenance"
)


@given(
    st.lists(st.tuples(st.text(max_size=20), st.text(max_size=30), FILES), max_size=4),
    keyed("meta", "project-status"),
)
def test_any_json_as_a_project_page(
    files: list[tuple[str, str, dict[str, object]]], more: dict[str, object]
) -> None:
    rows = [{"filename": name, "url": url, **extra} for name, url, extra in files]
    body = json.dumps({"files": rows, **more}).encode("utf-8", "surrogatepass")
    try:
        page = parse_simple(body, URL, "application/json", URL)
    except ParseError:
        return
    assert len(page.files) + page.skipped == len(files)
    assert all(file.url.startswith(("https://", "http://")) for file in page.files)
    assert all("/" not in file.filename for file in page.files)


@given(st.text(alphabet="<>a=\"'/ hrefbs!-[]&#;%\n", max_size=120))
def test_any_markup_as_a_project_page(text: str) -> None:
    try:
        page = parse_simple(f"<!DOCTYPE html><html>{text}".encode(), URL, "text/html", URL)
    except ParseError:
        return
    assert all(file.form is not FileForm.OTHER for file in page.files)


@given(JSON, keyed("vulnerabilities", "ownership", "urls", "releases"))
def test_any_json_as_project_json(info: object, more: dict[str, object]) -> None:
    body = json.dumps({"info": info, **more}).encode("utf-8", "surrogatepass")
    try:
        parse_project(body, URL)
    except ParseError:
        return


VERSION = keyed(
    "license", "licenses", "homepage", "repository", "bugs", "author", "maintainers", "_npmUser",
    "deprecated", "scripts", "gypfile", "dependencies", "optionalDependencies", "bundleDependencies",
    "dist", "description",
)  # fmt: skip


@given(
    st.dictionaries(st.text(max_size=8), VERSION, max_size=4),
    keyed("dist-tags", "time", "maintainers"),
)
def test_any_json_as_a_packument(versions: dict[str, object], more: dict[str, object]) -> None:
    body = json.dumps({"name": "left", "versions": versions, **more}).encode(
        "utf-8", "surrogatepass"
    )
    try:
        page = parse_packument(body, URL)
    except ParseError:
        return
    for number in page.versions:
        npmfacts.release(page, number, URL)
        npmfacts.lineage(page, number, NOW)
        npmfacts.signatures(page.versions[number])
        npmfacts.attestations(page.versions[number], URL)


@given(st.binary(max_size=200))
def test_any_bytes_as_core_metadata(body: bytes) -> None:
    try:
        parse_core_metadata(body, URL)
    except ParseError:
        return


@given(st.text(max_size=60))
def test_any_text_as_anything_small(text: str) -> None:
    version_of(text + ".tar.gz", "thing")
    version_of("thing-" + text + ".whl", "thing")
    wheel_tags(text + ".whl")
    fits_python(text, "3.11.7")
    parse_time(text)
    plain_repository(text)
    plain_repository("https://github.com/" + text)
    requirements((text, f"x; {text}"))


def test_html_page_with_all_marks() -> None:
    body = b"""<!DOCTYPE html><html><head><base href="https://files.invalid/pool/">
    <meta name="pypi:project-status" content="archived">
    <meta name="pypi:project-status-reason" content="done"></head>
    <a href="thing-1.0.tar.gz#sha256=%s" data-requires-python="&gt;=3.8" data-yanked=""
       data-dist-info-metadata="sha256=%s">t</a>
    <a href="javascript:alert(1)">x</a> <a href="../">up</a></html>""" % (b"a" * 64, b"b" * 64)
    page = parse_simple(body, URL, "text/html; charset=utf-8", URL)
    (file,) = page.files
    assert file.url == "https://files.invalid/pool/thing-1.0.tar.gz"
    assert (file.requires_python, file.yanked) == (">=3.8", "")
    assert file.metadata == file.url + ".metadata"
    assert file.metadata_digest
    assert file.metadata_digest.value == "b" * 64
    assert (page.status, page.status_reason) == (ProjectStatus.ARCHIVED, "done")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"meta": {"api-version": "2.0"}, "files": []}', "application/json"),
        (b'<!DOCTYPE html><meta name="pypi:repository-version" content="2.0">', "text/html"),
        (b'{"files": 5}', "application/json"),
        (b"Forbidden", "text/html"),
        (b"", ""),
    ],
)
def test_what_is_no_project_page(body: bytes, kind: str) -> None:
    with pytest.raises(ParseError):
        parse_simple(body, URL, kind, URL)


def test_links_that_are_no_files_are_not_missed() -> None:
    body = b"""<!DOCTYPE html><a href="../">up</a><a href="?C=N;O=D">Name</a>
    <a href="thing-1.0.tar.gz.asc">s</a>
    <a href="ftp://x.invalid/thing-1.0.tar.gz">ftp</a><a href="thing-2.0.tar.gz">2</a>"""
    page = parse_simple(body, URL, "text/html", URL)
    assert ([file.filename for file in page.files], page.skipped) == (["thing-2.0.tar.gz"], 1)


@pytest.mark.parametrize(
    ("filename", "version"),
    [
        ("thing-1.0.tar.gz", "1.0"),
        ("Thing_-1.0.zip", None),
        ("thing-1.0-py3-none-any.whl", "1.0"),
        ("thing-1.0-1-py3-none-any.whl", "1.0"),
        ("other-1.0-py3-none-any.whl", None),
        ("thing-1.0-py3.8.egg", "1.0"),
        ("thing-1.0.win32-py3.8.exe", "1.0"),
        ("thing-extra-1.0.tar.gz", None),
        ("thing.tar.gz", None),
        ("thing-1.0.post1.tar.bz2", "1.0.post1"),
    ],
)
def test_versions_in_file_names(filename: str, version: str | None) -> None:
    found = version_of(filename, "thing")
    assert (str(found) if found else None) == version


def test_a_project_with_hyphens() -> None:
    assert str(version_of("a-b.c-2.0.tar.gz", "a-b-c")) == "2.0"
    assert str(version_of("a_b_c-2.0-cp311-abi3-linux_x86_64.whl", "a-b-c")) == "2.0"


def test_wheel_tags_are_expanded() -> None:
    assert wheel_tags("x-1-py2.py3-none-any.whl") == {"py2-none-any", "py3-none-any"}
    assert not wheel_tags("x-1-" + ".".join(["a"] * 50) + "-" + ".".join(["b"] * 50) + "-any.whl")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("git+https://github.com/acme/x.git", "https://github.com/acme/x"),
        ("git+ssh://git@github.com/acme/x.git#main", "https://github.com/acme/x"),
        ("git@github.com:acme/x.git", "https://github.com/acme/x"),
        ("acme/x", "https://github.com/acme/x"),
        ("gitlab:acme/x", "https://gitlab.com/acme/x"),
        ("https://github.com/acme/x/tree/main/packages/y", "https://github.com/acme/x"),
        ("https://gitlab.com/group/sub/x/-/tree/main", "https://gitlab.com/group/sub/x"),
        ("https://github.com/sponsors/acme", ""),
        ("https://github.com/acme", ""),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
    ],
)
def test_repositories(text: str, plain: str) -> None:
    assert plain_repository(text) == plain


def test_the_most_telling_link_is_the_repository() -> None:
    links = [
        ("Homepage", "https://github.com/acme/site"),
        ("Docs", "https://github.com/acme/docs"),
        ("Source Code", "https://github.com/acme/x"),
        ("Repository", "https://example.invalid/acme/y"),
    ]
    assert repository_of(links) == "https://github.com/acme/x"
    assert repository_of([("Homepage", "https://example.invalid/a/b")]) == ""


def test_licences() -> None:
    assert (
        licence({"license_expression": "MIT OR Apache-2.0", "license": "old"})
        == "MIT OR Apache-2.0"
    )
    classed = ["License :: OSI Approved :: MIT License", "Topic :: X"]
    assert licence({"license": "long\ntext", "classifiers": classed}) == "MIT License"
    assert licence({"license": "first line\nsecond"}) == "first line"
    assert licence({}) == ""


def test_json_beside_simple() -> None:
    assert json_root("https://h.invalid/api/pypi/repo/simple/") == "https://h.invalid/api/pypi/repo"
    assert json_root("https://h.invalid/team/+simple/x") == ""
    assert json_root("file:///srv/simple") == ""


def test_requirements_keep_what_they_cannot_read() -> None:
    assert requirements(("odd (>=1", 'y>1; python_version < "3"')) == (
        Requirement("odd", "odd (>=1"),
        Requirement("y", ">1", "", 'python_version < "3"'),
    )


def days(*numbers: int) -> list[datetime | None]:
    return [NOW - timedelta(days=1000 - number) for number in numbers]


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ([days(1, 2, 3), days(2, 5)], ""),
        ([days(1, 2, 1, 4, 5, 6, 7)], ""),
        ([days(5, 1), days(9, 3)], "older"),
        ([days(1), days(2), []], ""),
        ([days(1002)], "still to come"),
        (
            [[moment + timedelta(minutes=n) for n, moment in enumerate(days(*[9] * 60)) if moment]],
            "same day",
        ),
        ([[None, None]], ""),
    ],
)
def test_times_that_cannot_be_true(lines: list[list[datetime | None]], word: str) -> None:
    fault = times_fault(lines, NOW)
    assert word in fault
    assert bool(fault) == bool(word)
