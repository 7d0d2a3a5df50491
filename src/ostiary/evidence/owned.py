"""Which pickles of a package ask for nothing but the package's own classes, and for such that only hold data?

A stranger's class may do anything. A class whose source lies in the same artifact was read with it, and
what its package loads was written by its author: such a pickle is data of the package, like any other file of
it, provided that making its objects does no more than set what they hold. That is asked of the source; where
it is not the one that would be loaded, is not plain, or was not seen in full, the calls stand as they stood.
"""

import re
import sys
from collections.abc import Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from ostiary.core.facts.release import FileForm
from ostiary.core.regex import regex
from ostiary.formats.contents import Contents
from ostiary.formats.model.record import Called, ModelFile, Models, Standing
from ostiary.program.engine.run import Texts
from ostiary.program.loading.fold import fold
from ostiary.program.loading.owned import ModuleTree, harmless_class, module_of
from ostiary.program.model import Program

MAX_CLASSES = 20
"""Classes of one artifact that are looked at."""
_FORMS = frozenset({FileForm.WHEEL, FileForm.SDIST})
_ROOTS = {FileForm.WHEEL: ("",), FileForm.SDIST: ("", "src/")}
"""Folders of an artifact from which its packages are imported."""
_MAKES = frozenset({"NEWOBJ", "NEWOBJ_EX"})
"""Opcodes that make an object and do not run its constructor."""
_NAMES = frozenset({"GLOBAL", "STACK_GLOBAL"})
_CALLS = frozenset({*_MAKES, *_NAMES, "REDUCE", "INST", "OBJ"})
_BINDS = (
    rb"\b(?:class|def)\s{1,99}@\b|\b@\s{0,99}(?:\.\s{0,9}\w{1,99}\s{0,99})?(?::[^=\n]{0,300})?=(?!=)"
    rb"|[\"']@[\"']\s{0,99}\]\s{0,99}=(?!=)|attr\s{0,99}\([^)\n]{0,300}\b@\b|\bas\s{1,99}@\b"
)
"""How code gives a name (`@`) to something, or changes what bears it."""
_LOADED = regex(r"\.(?:py|pyc|pyo|pyd|so|dll|dylib)$|\.(?:cpython|abi3|pypy|cp\d)[^/]*$")


def owned(models: Models, contents: Contents, texts: Texts, program: Program) -> Models:
    """The same model files, with what was found to be a plain class of the artifact's own listed as such."""
    if contents.form not in _FORMS or texts.lost:
        return models
    if not any(one.standing is Standing.UNLISTED for file in models.files for one in file.calls):
        return models
    place = _Place(contents, texts, program)
    return replace(models, files=tuple(place.lifted(one) for one in models.files))


class _Place(Struct):
    """One artifact, and what was found out about its classes."""

    contents: Contents
    texts: Texts
    program: Program
    _trees: dict[str, ModuleTree | None] = field(default_factory=dict)
    _said: dict[tuple[str, str, bool, bool], str] = field(default_factory=dict)
    _bound: dict[tuple[str, str], bool] = field(default_factory=dict)
    _paths: frozenset[str] = frozenset()
    _stems: dict[str, int] | None = None

    def lifted(self, file: ModelFile) -> ModelFile:
        """One file; unchanged unless all that it calls beside the list are plain classes of its package."""
        strange = [one for one in file.calls if one.standing is not Standing.INERT]
        if not strange or file.opaque or not all(_own_call(one) for one in strange):
            return file
        prefix = self._prefix(file.path)
        if prefix is None:
            return file
        more = len(strange) < len(file.calls)
        for told in (False, True) if not more else (True,):
            found = {one: self._reason(prefix, one, told=told) for one in strange}
            if all(found.values()):
                return replace(file, calls=tuple(sorted(_listed(one, found) for one in file.calls)))
        return file

    def _prefix(self, path: str) -> tuple[str, str] | None:
        """The folder from which the package of a file is imported, and the name of that package."""
        if "!/" in path:
            return None
        inner = self.contents.inner(path)
        for root in reversed(_ROOTS[self.contents.form]):
            top, slash, _ = inner.removeprefix(root).partition("/")
            known = self._at(f"{root}{top}/__init__.py") in self._files()
            if inner.startswith(root) and slash and known:
                return root, top
        return None

    def _files(self) -> frozenset[str]:
        """The paths of all files; an empty `__init__` is one, and no code."""
        if not self._paths:
            self._paths = frozenset(row.path for row in self.contents.files)
        return self._paths

    def _at(self, inner: str) -> str:
        return f"{self.contents.root}/{inner}" if self.contents.root else inner

    def _reason(self, prefix: tuple[str, str], call: Called, *, told: bool) -> str:
        """Why a class is harmless, empty if nobody can say so."""
        root, top = prefix
        module, _, name = call.name.rpartition(".")
        if (
            module.partition(".")[0] != top
            or top in sys.stdlib_module_names
            or fold(call.name) != call.name
        ):
            return ""
        built = call.how not in _MAKES
        key = f"{root}{module}", name, built, told
        if key not in self._said:
            room = len(self._said) < 4 * MAX_CLASSES
            self._said[key] = (
                self._class(root, module, name, built=built, told=told) if room else ""
            )
        return self._said[key]

    def _class(self, root: str, module: str, name: str, *, built: bool, told: bool) -> str:
        path = self._source(root, module)
        if not path or self._elsewhere(path, name):
            return ""
        if path not in self._trees:
            small = len(self._trees) < MAX_CLASSES
            self._trees[path] = module_of(self.texts.code[path][1]) if small else None
        tree = self._trees[path]
        lines = harmless_class(tree, name, built=built, told=told) if tree else ()
        if not lines or self._acts(path, lines):
            return ""
        said = f"{self.contents.inner(path)}:{lines[0][0]}"
        return f"a class of this package, of which making one only sets what it holds ({said})"

    def _source(self, root: str, module: str) -> str:
        """The file that a module is loaded from; empty where another one may be taken for it."""
        stem = root + module.replace(".", "/")
        if any(not self._is_package(root, module, end) for end in range(1, module.count(".") + 1)):
            return ""
        paths = [self._at(f"{stem}.py"), self._at(f"{stem}/__init__.py")]
        found = [one for one in paths if self.texts.code.get(one, ("",))[0] == "python"]
        return found[0] if len(found) == 1 and self._counted(module) == 1 else ""

    def _is_package(self, root: str, module: str, end: int) -> bool:
        folder = root + "/".join(module.split(".")[:end])
        return self._at(f"{folder}/__init__.py") in self._files()

    def _counted(self, module: str) -> int:
        """How many files could be this module, wherever they lie."""
        if self._stems is None:
            self._stems = {}
            for row in self.contents.files:
                stem = _stem(row.path)
                if stem:
                    for one in _ends(stem):
                        self._stems[one] = self._stems.get(one, 0) + 1
        return self._stems.get(module.replace(".", "/"), 0)

    def _elsewhere(self, path: str, name: str) -> bool:
        """Whether other code of the artifact gives the name of a class to something, or changes the class."""
        if (path, name) not in self._bound:
            word = re.escape(name.encode())
            bound = re.compile(_BINDS.replace(b"@", word))
            self._bound[path, name] = any(
                other != path and name.encode() in data and bound.search(data)
                for other, (_, data) in self.texts.code.items()
            )
        return self._bound[path, name]

    def _acts(self, path: str, lines: Iterable[tuple[int, int]]) -> bool:
        """Whether the engine saw a class do anything, in any of its methods, or could not see it through."""
        if path in self.program.exhausted:
            return True
        places = [one.at for one in self.program.calls] + [one.at for one in self.program.flows]
        seen = [one for one in places if one.path == path]
        spans = tuple(lines)
        return any(first <= one.line <= last for one in seen for first, last in spans)


def _own_call(one: Called) -> bool:
    return one.standing is Standing.UNLISTED and one.how in _CALLS


def _listed(one: Called, found: dict[Called, str]) -> Called:
    return replace(one, standing=Standing.INERT, reason=found[one]) if one in found else one


def _stem(path: str) -> str:
    """The path of a module without what says of which kind its file is; empty for other files."""
    match = _LOADED.search(path)
    if not match:
        return ""
    folder, _, name = path.rpartition("/")
    folder = folder.removesuffix("__pycache__").rstrip("/")
    stem = name.partition(".")[0]
    return folder if stem == "__init__" else f"{folder}/{stem}".lstrip("/")


def _ends(stem: str) -> Iterable[str]:
    """A path, and what is left of it when folders are taken from its start."""
    parts = stem.split("/")
    return ("/".join(parts[start:]) for start in range(max(0, len(parts) - 12), len(parts)))
