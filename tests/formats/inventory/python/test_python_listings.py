"""Every format of Python's locks and manifests: what is read, from which line, and what is said not to be."""

import ast
from pathlib import Path

import pytest
from listing_rows import rows
from python_samples import SAMPLES, UV_LOCK

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Listing, ListingKind, Origin, Scope
from ostiary.formats.inventory import draft
from ostiary.formats.inventory.catalogue import chosen
from ostiary.formats.inventory.python import graph, setup_py, uv_lock
from ostiary.formats.inventory.python.formats import PYTHON


def _expected() -> dict[str, tuple[str, ...]]:
    """Rows that were checked by hand against the samples, line by line."""
    text = (Path(__file__).parent / "expected.txt").read_text("utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for part in text.removeprefix("== ").split("\n== "):
        path, *lines = part.rstrip("\n").split("\n")
        found[path] = tuple(lines)
    return found


def read(path: str, text: str | bytes) -> Listing:
    data = text.encode() if isinstance(text, str) else text
    found = chosen(path, data[:4096])
    assert found, "no format takes it"
    return found.parse(path, data)


@pytest.mark.parametrize("path", SAMPLES)
def test_samples(path: str) -> None:
    assert rows(read(path, SAMPLES[path])) == _expected()[path]


def test_every_format_has_a_sample() -> None:
    assert {read(path, text).format for path, text in SAMPLES.items()} == {x.name for x in PYTHON}
    assert set(_expected()) == set(SAMPLES)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a/requirements.txt", "requirements.txt"),
        ("requirements-dev.in", "requirements.txt"),
        ("dev-requirements.txt", "requirements.txt"),
        ("constraints.txt", "requirements.txt"),
        ("a/requirements/prod.txt", "requirements.txt"),
        ("pylock.dev.toml", "pylock.toml"),
        ("Pipfile.lock", "Pipfile.lock"),
        ("pdm.prod.lock", "pdm.lock"),
        ("dev-conda-lock.yml", "conda-lock.yml"),
        ("a/UV.lock", "uv.lock"),
    ],
)
def test_names_of_files(path: str, name: str) -> None:
    found = chosen(path, b"")
    assert found
    assert found.name == name


@pytest.mark.parametrize("path", ["notes.txt", "MANIFEST.in", "pylock.a.b.toml", "a.py", "env.yml"])
def test_what_is_no_listing(path: str) -> None:
    assert chosen(path, b"import os\nname: x\n") is None


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("uv.lock", "version = 2\n"),
        ("uv.lock", 'version = 1\npackage = "x"\n'),
        ("uv.lock", "version = 1\n[[package\n"),
        ("poetry.lock", "a = 1\n"),
        ("pdm.lock", "a = 1\n"),
        ("pylock.toml", 'lock-version = "2.0"\npackages = []\n'),
        ("pylock.toml", 'lock-version = "1.0"\n'),
        ("Pipfile.lock", "[]"),
        ("Pipfile.lock", '{"default": {}}'),
        ("Pipfile.lock", "[" * 100_000),
        ("setup.cfg", "name = x\n[metadata]\n"),
        ("setup.py", "def f(:\n"),
        ("setup.py", "x = " + "(" * 5_000),
        ("setup.py", "x = " + "-" * 100_000 + "1"),
        ("environment.yml", "dependencies: {}\n"),
        ("environment.yml", "a: [\ndependencies:\n"),
        ("conda-lock.yml", "version: 1\n"),
        ("conda-lock.yml", "version: 2\npackage: []\n"),
        ("pixi.lock", "version: 3\npackages: []\n"),
        ("pixi.lock", "- a\n"),
        ("a.ipynb", "{}"),
        ("a.ipynb", "[" * 100_000),
        ("a.py", "# /// script\n# a = [\n# ///\n"),
        ("a.py", "# /// script\n# a = 1\n# ///\n\n# /// script\n# ///\n"),
        ("a.py", "# /// script\n# a = 1\n"),
        ("requirements.txt", "a\0==1\n"),
    ],
)
def test_broken_files(path: str, text: str) -> None:
    with pytest.raises(ParseError):
        read(path, text)


def test_nothing_is_asked_for() -> None:
    empty = read("requirements.txt", "# only comments\n\n")
    assert (empty.components, empty.unauditable, empty.kind) == ((), (), ListingKind.MANIFEST)
    assert read("setup.cfg", "[flake8]\nmax-line-length = 9\n").components == ()
    assert read("pyproject.toml", "[tool.ruff]\n").components == ()


@pytest.mark.parametrize(
    "coding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"]
)
def test_encodings_of_requirements(coding: str) -> None:
    text = "# Grüße\r\nFoo==1.0\r\nbar>=2  # ü\r\n"
    found = read("requirements.txt", text.encode(coding))
    assert [(x.at.line, x.name, x.version) for x in found.components] == [
        (2, "foo", "1.0"),
        (3, "bar", ""),
    ]
    assert not found.unauditable


def test_a_comment_may_name_the_encoding() -> None:
    found = read("requirements.txt", "# -*- coding: cp1252 -*-\na==1 # €\n".encode("cp1252"))
    assert found.components[0].version == "1"
    with pytest.raises(ParseError, match="no text in utf-16"):
        read("requirements.txt", b"\xff\xfea")


def test_lines_count_as_editors_count_them() -> None:
    found = read("requirements.txt", "a==1\x0cb==2\r\n\nc==3\n")
    assert [(x.at.line, x.name) for x in found.components] == [(1, "a"), (1, "b"), (3, "c")]


def test_continuations_end_at_comments_and_at_the_end() -> None:
    found = read("requirements.txt", "a==1 \\\n# why\nb==2 \\\n\nc>=1, \\\n  <2\\")
    assert [(x.at.line, x.name, x.version or x.requirement) for x in found.components] == [
        (1, "a", "1"),
        (3, "b", "2"),
        (5, "c", ">=1, <2"),
    ]


def test_options_of_one_requirement() -> None:
    digest = "a" * 64
    found = read("requirements.txt", f'a==1 --hash sha256:{digest} --config-settings="x=-y"\n')
    assert [one.value for one in found.components[0].digests] == [digest]
    assert found.kind is ListingKind.LOCK
    assert not found.unauditable


def test_included_files_are_relative_to_the_place() -> None:
    found = read(
        "a/b/requirements.txt", "-r ../c.txt\n-c=d.txt\n-r https://x.test/e.txt\n-r ./f.txt\n"
    )
    assert found.includes == ("a/c.txt", "a/b/d.txt", "a/b/f.txt")
    assert [(one.at.line, "x.test" in one.reason) for one in found.unauditable] == [(3, True)]


def test_constraints_are_marked() -> None:
    found = read("constraints.txt", "a==1\n")
    assert found.components[0].properties == (("constraint", "true"),)


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("requirements.txt", Scope.RUNTIME),
        ("requirements-dev.txt", Scope.DEV),
        ("tests/requirements.txt", Scope.DEV),
        ("requirements/build.txt", Scope.BUILD),
        ("developers-choice/requirements.txt", Scope.RUNTIME),
    ],
)
def test_scope_by_the_name_of_a_file(path: str, scope: Scope) -> None:
    assert read(path, "a==1\n").components[0].scope is scope


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "requirements.txt",
            "a @ git+https://user:hunter2@git.test/a\n-e https://hunter2@x.test/y\n",
        ),
        ("uv.lock", UV_LOCK.replace("token@", "hunter2@")),
        (
            "Pipfile.lock",
            '{"_meta": {}, "default": {"a": {"git": "https://u:hunter2@git.test/a"}}}',
        ),
        (
            "pyproject.toml",
            '[project]\nname="x"\ndependencies = ["a @ https://u:hunter2@x.test/a.zip"]',
        ),
    ],
)
def test_secrets_stay_where_they_are(path: str, text: str) -> None:
    assert "hunter2" in text
    assert "hunter2" not in repr(read(path, text))


def test_one_broken_entry_leaves_the_others() -> None:
    text = 'version = 1\n[[package]]\nname = "a"\nversion = "1"\n[[package]]\nversion = "2"\n'
    found = read("uv.lock", text)
    assert [(one.name, one.at.line) for one in found.components] == [("a", 2)]
    assert [(one.reason, one.at.line) for one in found.unauditable] == [
        ("a package without a name", 5),
        ("a source that is not known: {}", 2),
    ]


def test_rows_of_one_key_all_stay() -> None:
    row = '[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "https://x.test" }\n'
    odd = row.replace('"1"', '"1#1"')
    found = read("uv.lock", "version = 1\n" + row + odd + row + row)
    assert len({one.key for one in found.components}) == 4


def test_a_workspace_with_a_root_that_is_no_project() -> None:
    text = """version = 1
[manifest]
members = ["one"]
[manifest.dependency-groups]
dev = [{ name = "tool" }]
[[package]]
name = "one"
version = "0"
source = { editable = "one" }
[[package]]
name = "tool"
version = "1"
source = { registry = "https://x.test" }
"""
    one, tool = read("uv.lock", text).components
    assert (one.origin, tool.scope, tool.groups, tool.direct) == (
        Origin.OWN, Scope.DEV, ("dev",), True,
    )  # fmt: skip


def test_an_extra_of_the_project_that_names_another_of_its_extras() -> None:
    text = """version = 1
[[package]]
name = "app"
version = "0"
source = { virtual = "." }
[package.optional-dependencies]
all = [{ name = "app", extra = ["plus"] }]
plus = [{ name = "one" }]
[[package]]
name = "one"
version = "1"
source = { registry = "https://x.test" }
"""
    one = read("uv.lock", text).components[1]
    assert (one.scope, one.groups) == (Scope.OPTIONAL, ("extra:all", "extra:plus"))


def test_sources_of_uv_tell_where_a_requirement_comes_from() -> None:
    text = """[project]
name = "app"
dependencies = ["a>=1", "b", "c", "d", "e @ https://x.test/e-1.0-py3-none-any.whl"]
[tool.uv.sources]
A = { git = "https://git.test/a", tag = "v1" }
b = { workspace = true }
c = [{ index = "inner" }, { path = "../c", marker = "os_name == 'nt'" }]
d = { index = "inner" }
e = { path = "../e" }
"""
    found = read("pyproject.toml", text)
    assert {one.name: (one.origin, one.source) for one in found.components[1:]} == {
        "a": (Origin.GIT, "https://git.test/a@v1"),
        "b": (Origin.OWN, ""),
        "c": (Origin.PATH, "../c"),
        "d": (Origin.REGISTRY, ""),
        "e": (Origin.URL, "https://x.test/e-1.0-py3-none-any.whl"),
    }
    assert [one.name for one in found.unauditable] == ["a", "c"]


def test_setup_py_is_never_run(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    text = (
        f"open({str(mark)!r}, 'w')\nfrom setuptools import setup\nsetup(install_requires=['a'])\n"
    )
    compile(text, "setup.py", "exec")
    assert [one.name for one in read("setup.py", text).components] == ["a"]
    assert not mark.exists()


@pytest.mark.parametrize(
    ("body", "names", "missed"),
    [
        ("setup(install_requires=open('r').readlines())", [], 1),
        ("A = ['a']\nA = ['b']\nsetup(install_requires=A)", [], 1),
        ("A = ['a']\nif x:\n    A += ['b']\nsetup(install_requires=A)", [], 1),
        ("A = ['a']\nA[0] = 'b'\nsetup(install_requires=A)", [], 1),
        ("A = B\nB = A\nsetup(install_requires=A)", [], 1),
        ("A: list = ['a']\nsetup(install_requires=A + ('b',))", ["a", "b"], 0),
        (
            "import setuptools\nsetuptools.setup(install_requires='''a\n  b>=1 # c\n''')",
            ["a", "b"],
            0,
        ),
        ("setup(**{'install_requires': ['a']})", ["a"], 0),
        ("setup()", [], 0),
        ("print()", [], 1),
        ("setup(install_requires=None)", [], 0),
    ],
)
def test_what_of_setup_py_is_literal(body: str, names: list[str], missed: int) -> None:
    found = read("setup.py", body)
    assert [one.name for one in found.components] == names
    assert len(found.unauditable) == missed


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft, "MAX_COMPONENTS", 3)
    with pytest.raises(LimitError, match="more than 3 components"):
        read("requirements.txt", "a==1\nb==1\nc==1\nd==1\n")
    with pytest.raises(LimitError, match="more than 3 files"):
        read("requirements.txt", "-r a\n-r b\n-r c\n-r d\n")
    monkeypatch.setattr(draft, "MAX_COMPONENTS", 2)
    with pytest.raises(LimitError, match="more than 2 entries"):
        read("requirements.txt", "1 1\n2 2\n3 3\n")
    monkeypatch.setattr(setup_py, "MAX_ITEMS", 5)
    with pytest.raises(LimitError):
        read("setup.py", "setup(install_requires=['a', 'b', 'c', 'd', 'e', 'f'] + ['g'])")
    deep = "+".join(["['a']"] * 80)
    monkeypatch.setattr(setup_py, "MAX_ITEMS", 1_000)
    with pytest.raises(LimitError):
        read("setup.py", f"setup(install_requires={deep})")
    ast.parse(deep)


def test_limits_of_graphs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph, "MAX_STEPS", 3)
    with pytest.raises(LimitError, match="3 steps"):
        read("uv.lock", UV_LOCK)
    monkeypatch.setattr(uv_lock, "MAX_EDGES", 3)
    with pytest.raises(LimitError, match="3 dependencies"):
        read("uv.lock", UV_LOCK)


def test_many_rows_of_one_name_take_no_square_of_time() -> None:
    row = '[[package]]\nname = "a"\nversion = "1"\ndependencies = [{ name = "a" }]\n'
    with pytest.raises(LimitError, match="dependencies"):
        read("uv.lock", "version = 1\n" + row * 1_500)
    groups = "".join(f'g{n} = [{{include-group = "g{n + 1}"}}]\n' for n in range(200))
    found = read("pyproject.toml", f"[dependency-groups]\n{groups}")
    assert found.unauditable
