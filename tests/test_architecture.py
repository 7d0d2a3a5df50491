"""The house checks itself: cycles, purity, size, start-up, and what must never be in the tree."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

from ostiary.formats.model.catalogue import FORMATS

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "ostiary"
MODULES = sorted(SOURCE.rglob("*.py"))
PURE = ("core", "formats", "program", "checks", "policy", "report")

LONG_FILES: dict[str, int] = {}
"""Files over 300 lines with the length that they may have; this list only shrinks."""

LONG_FUNCTIONS: frozenset[str] = frozenset()
"""Functions over 50 lines; this list only shrinks."""

HEAVY = (
    "asyncio",
    "cryptography",
    "httpx",
    "isal",
    "jinja2",
    "packaging",
    "platformdirs",
    "pydantic",
    "rich",
    "rtoml",
    "sigstore",
    "sqlite3",
    "tree_sitter",
    "yaml",
    "zstandard",
)


def test_no_import_cycles() -> None:
    """import-linter does not see a cycle through a package's own `__init__`; a sort does."""
    graph = grimp.build_graph("ostiary")
    imports = {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}
    list(TopologicalSorter(imports).static_order())


@pytest.mark.parametrize("floor", PURE)
def test_pure_floors_touch_nothing(floor: str) -> None:
    """What import-linter cannot name: calls that read files, clocks or the network."""
    forbidden = {"open", "input", "print", "breakpoint", "exec", "eval", "__import__"}
    members = {
        "read_text",
        "read_bytes",
        "write_text",
        "write_bytes",
        "now",
        "utcnow",
        "today",
        "urlopen",
    }
    # importlib.resources: presets and lists ship with the code
    allowed = {"policy/load.py", "program/loading/shelf.py"}
    for path in (SOURCE / floor).rglob("*.py"):
        if path.relative_to(SOURCE).as_posix() in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            name = called.id if isinstance(called, ast.Name) else ""
            attribute = called.attr if isinstance(called, ast.Attribute) else ""
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            assert name not in forbidden, where
            assert attribute not in members, where


def test_files_can_be_held_in_the_head() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in MODULES
    }
    long = {name: lines for name, lines in lengths.items() if lines > LONG_FILES.get(name, 300)}
    assert not long
    assert not [name for name in LONG_FILES if lengths.get(name, 0) <= 300], "take it off the list"


def test_functions_are_short() -> None:
    long = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if body and (node.end_lineno or 0) - body[0].lineno >= 50:
                    long.add(f"{path.relative_to(ROOT).as_posix()}:{node.name}")
    assert long == set(LONG_FUNCTIONS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_every_module_says_what_it_answers(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_names_are_those_of_the_field() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
    assert not [path for path in MODULES if path.stem in vague]


@pytest.mark.parametrize("words", [["--version"], ["--help"]])
def test_start_up_loads_nothing_heavy(words: list[str]) -> None:
    """The bar is CPU time at start-up; the list of what may not be loaded is what guards it."""
    code = (
        "import sys\nfrom ostiary.cli.main import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit:\n    pass\n"
        "print('|', *sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.rpartition("|")[2].split())
    assert not loaded & set(HEAVY)


SELDOM = (
    "ostiary.attest",
    "ostiary.evidence.owned",
    "ostiary.evidence.registries.pyfacts",
    "ostiary.formats.native.elf",
    "ostiary.formats.python.opcodes",
    "ostiary.program.bytecode",
    "ostiary.program.loading",
    "html",
)
"""What a worker needs for few packages, or never."""


def test_workers_share_nothing_that_few_packages_need() -> None:
    code = (
        "import sys\nfrom importlib import import_module\nfrom ostiary.flows.apart import PLAN\n"
        "for one in PLAN.modules:\n    import_module(one)\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not [one for one in done.stdout.split() if one.startswith(SELDOM)]


def test_what_recognises_model_files_loads_no_reader_of_them() -> None:
    code = "import sys\nimport ostiary.flows.local\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    readers = {f"ostiary.formats.model.{one.reader}" for one in FORMATS}
    assert "ostiary.formats.model.hdf5.marks" in loaded
    assert {"ostiary.formats.model.hdf5.read", "ostiary.formats.model.onnx.read"} <= readers
    assert not loaded & readers
    aside = {"ostiary.formats.model.pickle.machine", "ostiary.formats.yaml_document"}
    assert not loaded & {*aside, "pyexpat", "xml", "xml.etree"}


def test_whoever_reports_loads_no_layer_of_confinement() -> None:
    code = "import sys\nimport ostiary.flows.scan\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {
        "ctypes",
        "ostiary.cluster.confine",
        "ostiary.cluster.nest",
    }


def test_no_dependency_runs_code_at_interpreter_start() -> None:
    """A dependency with a `.pth` of its own would run in every process of every user."""
    from importlib.metadata import distributions

    tools = {
        "setuptools",
        "ostiary",
        "virtualenv",
        "coverage",
    }  # not ours, or ours in editable form
    found = [
        str(file)
        for one in distributions()
        if one.name not in tools
        for file in one.files or ()
        if file.suffix == ".pth" and len(file.parts) == 1
    ]
    assert not found


def test_no_registry_host_and_no_local_path_in_the_tree() -> None:
    hosts = (
        "pypi" + ".org",
        "pythonhosted" + ".org",
        "npmjs" + ".org",
        "npmjs" + ".com",
        "yarnpkg" + ".com",
    )
    paths = ("/" + "work/", "/" + "root/")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    wrong = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        text = path.read_text("utf-8", "replace") if path.is_file() else ""
        wrong += [f"{name}: {one}" for one in (*hosts, *paths) if one in text]
    assert not wrong
