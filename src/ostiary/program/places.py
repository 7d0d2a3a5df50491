"""What a path says about when its file runs: tests, documents, packages, build scripts."""

from functools import lru_cache

from ostiary.core.facts.release import FileForm
from ostiary.core.regex import regex
from ostiary.formats.component import ENDINGS
from ostiary.formats.contents import Contents, Kind
from ostiary.program.wordlist import wordlist

CODE = frozenset({Kind.PYTHON, Kind.JAVASCRIPT, Kind.TYPESCRIPT, Kind.SHELL, Kind.BATCH})

_ASIDE = wordlist(
    "test tests testing_data __tests__ __mocks__ spec specs fixtures doc docs documentation example"
    " examples sample samples demo demos benchmark benchmarks bench asv_bench tutorials notebooks"
    " e2e .github .circleci cypress playground .evergreen .ci .buildkite .travis .azure-pipelines .gitlab"
    " .jenkins .drone"
)
"""Folders whose files nobody imports when using the package."""

_TEST_WORDS = wordlist("test tests testcase testcases testdata testsuite unittest unittests")
_TEST_FILES = frozenset({"test.py", "tests.py"})
_WORDS = regex(r"[^a-z0-9]+")
_MODULES = (".py", ".pyw", ".pyc")
_SITES = frozenset({"site-packages", "dist-packages"})
_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts", ".pyi")

_TOOLS = wordlist("script scripts tools tool bin ci build_tools dev maint maintainer contrib hack")
_DEV_FILES = wordlist(
    "setup.py conftest.py noxfile.py tasks.py fabfile.py dodo.py toxfile.py wscript waf bootstrap.py"
    " runtests.py run_tests.py versioneer.py ez_setup.py distribute_setup.py make.py build.py"
    " manage.py duties.py release.py"
)
_DEV_STEMS = ("gulpfile", "gruntfile", "karma.conf", "rollup", "webpack", "jest", "babel", "vite")


def looks_aside(path: str) -> bool:
    """Whether a path by itself seems to lie among tests, documents or examples.

    Too much is taken for it where a package bears such a name: only `Places` knows what it is called.
    """
    *folders, name = path.lower().split("/")
    return _is_aside(folders, name)


def _is_aside(folders: list[str], name: str) -> bool:
    if any(one in _ASIDE or not _TEST_WORDS.isdisjoint(_WORDS.split(one)) for one in folders):
        return True
    return (
        name.startswith("test_")
        or name in _TEST_FILES
        or name.endswith(("_test.py", "_tests.py", "conftest.py"))
        or ".test." in name
        or ".spec." in name
    )


class Places:
    """Answers about the paths of one artifact."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.kinds = {row.path: row.kind for row in contents.files}
        self._own = _own_names(contents, self.kinds)
        self._packages = {
            path.rpartition("/")[0] for path in self.kinds if path.endswith("/__init__.py")
        }

        tops = (contents.inner(f"{one}/").partition("/")[0].lower() for one in self._packages)
        self._whole = not self._own.isdisjoint(tops)

    def aside(self, path: str) -> bool:
        """Whether the file lies among tests, documents or examples."""
        *folders, name = self.contents.inner(path).lower().split("/")
        own = folders[1:] if folders[:1] == ["src"] else folders
        if own and own[0].replace("-", "_").replace(".", "_") in self._own:
            own = own[1:]  # a package may be called `sample`
        if name in _TEST_FILES and name.partition(".")[0] in self._own:
            return False  # the one module of a release of that name
        return _is_aside(own, name)

    def importable(self, path: str) -> bool:
        """Whether a user of the package would import the file by its place."""
        kind = self.kinds.get(path, Kind.UNKNOWN)
        if self.declares(path):
            return False
        if kind is Kind.PYTHON:
            return self._python(path)
        if kind in {Kind.JAVASCRIPT, Kind.TYPESCRIPT}:
            return self._javascript(path)
        return False

    def declares(self, path: str) -> bool:
        """Whether the file only tells types: nothing runs it unless it is named in full."""
        return path.lower().endswith(_DECLARATIONS)

    def surface(self, path: str) -> bool:
        """Whether an importable file is what `import package` itself loads, and no part further in."""
        if self.kinds.get(path) is not Kind.PYTHON:
            return self.contents.form is not FileForm.NPM
        folder, _, name = path.rpartition("/")
        if name == "__init__.py":
            folder, _, name = folder.rpartition("/")
        if folder in self._packages:
            return False
        above = [one for one in self.contents.inner(f"{folder}/").split("/") if one]
        if above and self._whole and above[0].lower() not in self._own:
            return False  # a loose folder beside the package that bears the name of the release
        if self.contents.form is not FileForm.SDIST or len(above) < 2:
            return True
        return name.removesuffix(".py").lower() in self._own

    def loadable(self, path: str) -> bool:
        """Whether a package could load this JavaScript file under a name that it works out."""
        kind = self.kinds.get(path, Kind.UNKNOWN)
        scripts = kind in {Kind.JAVASCRIPT, Kind.TYPESCRIPT} and not self.declares(path)
        scripts = scripts and not path.lower().endswith(ENDINGS)  # only bundlers load components
        return scripts and self.contents.form is FileForm.NPM and self._ordinary(path)

    def in_package(self, path: str) -> bool:
        """Whether a Python file belongs to what is installed, and is no helper of the installer."""
        if path.rpartition("/")[0] in self._packages:
            return True
        folder, _, name = self.contents.inner(path).rpartition("/")
        return folder in {"", "src"} and name.removesuffix(".py").lower() in self._own

    def is_loose(self, path: str) -> bool:
        """Whether a script lies beside a package of the release's name, so that nobody installs it."""
        inner = self.contents.inner(path)
        stem, _, ending = inner.partition(".")
        beside = (
            self.contents.form is FileForm.SDIST and "/" not in inner and f".{ending}" in _MODULES
        )
        return beside and self._whole and stem.lower() not in self._own and inner not in _DEV_FILES

    def _python(self, path: str) -> bool:
        inner = self.contents.inner(path)
        folders = inner.split("/")[:-1]
        stem = inner.rpartition("/")[2].partition(".")[0]
        if not inner.lower().endswith(_MODULES) or not stem.isidentifier():
            return False  # no `import` finds it: it is a program, and is started
        if self.contents.form in {FileForm.WHEEL, FileForm.EGG, FileForm.CONDA}:
            if any(one.endswith((".dist-info", "EGG-INFO")) for one in folders):
                return False
            return not (inner.partition("/")[0].endswith(".data") and _beside(folders[1:]))
        if not folders:
            return inner.lower() not in _DEV_FILES and not self.is_loose(path)
        if self.in_package(path):
            return True
        return folders[0] in {"src", "lib", "python"} and not any(one in _TOOLS for one in folders)

    def _javascript(self, path: str) -> bool:
        if self.contents.form in {FileForm.WHEEL, FileForm.EGG, FileForm.SDIST, FileForm.CONDA}:
            return False  # what a Python package serves to browsers
        if self.contents.form is FileForm.NPM and "/node_modules/" not in path:
            return False  # the manifest says what is
        return self._ordinary(path)

    def _ordinary(self, path: str) -> bool:
        *folders, name = self.contents.inner(path).lower().split("/")
        if any(one in _TOOLS for one in folders):
            return False
        return not (name.startswith((*_DEV_STEMS, ".")) or ".config." in name)


def _beside(folders: list[str]) -> bool:
    """Whether a folder of a wheel's data is put where no import looks: programs, documents, headers."""
    return folders[:1] not in (["purelib"], ["platlib"]) and _SITES.isdisjoint(folders)


def _own_names(contents: Contents, kinds: dict[str, Kind]) -> set[str]:
    """The names under which an artifact's own code lies, as folders and modules.

    The name of the release; the only top folder of Python code of a wheel; and of a tree of sources in which
    nothing bears that name, all packages at its top if each of them has the name of a folder for tests,
    documents or examples: then it is these that are installed.
    """
    whole = contents.root or contents.filename
    name = whole.rpartition("-")[0] if contents.root else whole.partition("-")[0]
    own = name.lower().replace("-", "_")
    inner = {contents.inner(path).lower(): kind for path, kind in kinds.items()}
    if contents.form is FileForm.WHEEL:
        code = (path for path, kind in inner.items() if kind is Kind.PYTHON)
        tops = {path.partition("/")[0] for path in code if "/" in path}
        return {own} | (tops if len(tops) == 1 else set())
    if contents.form is not FileForm.SDIST:
        return {own}
    inside = {path.removeprefix("src/") for path in inner}
    tops = {path.partition("/")[0] for path in inside if path.endswith(_PACKAGE)}
    named = own in tops or f"{own}.py" in inside
    aside = not named and all(_is_aside([one], "") for one in tops)
    return {own} | (tops if aside else set())


_PACKAGE = "/__init__.py"


class _Same:
    """A key that is equal only to itself: hashing a whole listing for each path would be a square."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents

    def __hash__(self) -> int:
        return id(self.contents)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.contents is self.contents


@lru_cache(maxsize=4)
def _places(key: _Same) -> Places:
    return Places(key.contents)


def places(contents: Contents) -> Places:
    """The places of an artifact, worked out once."""
    return _places(_Same(contents))
