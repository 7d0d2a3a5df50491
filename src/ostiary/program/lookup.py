"""Which file of the artifact a name means: Python's modules and JavaScript's specifiers."""

from collections.abc import Iterable

from ostiary.core.facts.release import FileForm
from ostiary.formats.contents import Contents
from ostiary.program.cached import cached
from ostiary.program.folders import Folder
from ostiary.program.namesakes import Scripts, is_library
from ostiary.program.record import Definition, Source, drawn
from ostiary.program.specifiers import Specifiers
from ostiary.program.wordlist import wordlist

Node = tuple[str, str]
"""A scope of a file: (path, scope), with an empty scope for the module itself."""

MAX_HOPS = 6  # re-exports followed

_CREATED = frozenset({"constructor", "find_spec", "find_module"})
"""Methods without underscores that run when an object is made, or by using it as one of its kind."""

_ASKED = frozenset(
    (
        "__call__",
        "__reduce__",
        "__reduce_ex__",
        "__getstate__",
        "__setstate__",
        "__deepcopy__",
        "__copy__",
    )
)
"""Special methods that somebody has to call, or to copy or store an object for."""

_OPERATED = wordlist(
    "__getitem__ __setitem__ __delitem__ __contains__ __missing__ __len__ __iter__ __next__ __reversed__"
    " __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __neg__ __pos__ __invert__ __add__ __radd__ __iadd__"
    " __sub__ __rsub__ __isub__ __mul__ __rmul__ __imul__ __matmul__ __truediv__ __floordiv__ __mod__"
    " __rmod__ __pow__ __lshift__ __rshift__ __and__ __rand__ __or__ __ror__ __xor__"
)
"""Special methods that run only where an operator, a loop or a function that counts meets the object."""


def is_operated(scope: str) -> bool:
    """Whether a scope is a method that making an object of its class does not run."""
    return scope.rpartition(".")[2] in _OPERATED


def _runs_unasked(method: str) -> bool:
    """Whether a method runs when an object is made, or by using it in ways that look like no call.

    Source: The Python Language Reference, 3.3 Special method names.
    """
    special = method[:2] == method[-2:] == "__" and method not in _ASKED
    return special or method in _CREATED


class Lookup:
    """Answers for one artifact."""

    def __init__(
        self,
        contents: Contents,
        sources: Iterable[Source],
        own: str = "",
        folders: tuple[Folder, ...] = (),
    ) -> None:
        self.sources = {one.path: one for one in sources}
        self.paths = frozenset(row.path for row in contents.files)
        self._contents = contents
        self._specifiers = Specifiers(self.paths, contents.root, own, folders)
        self._scopes: dict[str, dict[str, Definition]] = {}
        self._modules: dict[str, str] = {}
        self._own: dict[str, str] = {}
        self._asked: dict[tuple[str, str, int], list[Node]] = {}
        self._found: dict[tuple[str, str], list[str]] = {}
        self._above: dict[tuple[str, int], str] = {}
        self._along: dict[str, list[str]] = {}  # by absolute name, which many files import
        self._imports: dict[str, tuple[str, ...]] = {}
        self._unasked: dict[str, dict[str, list[Node]]] = {}  # by path and class
        # An empty `__init__` is no source, and makes its folder a package all the same.
        packages = {
            one.rpartition("/")[0]
            for one in self.paths
            if one.endswith(("/__init__.py", "/__init__.pyc"))
        }
        top = f"{contents.root}/" if contents.root else ""
        self._scripts = Scripts(self.sources, packages, top)
        loose: list[tuple[str, str]] = []
        for path, source in sorted(self.sources.items()):
            if (
                source.language == "python"
                and path.endswith((".py", ".pyc"))
                and "__pycache__" not in path
            ):
                names = self._names(path, packages)
                # What is relative to a file of no package is told by the folder that it lies in.
                self._own[path] = names["." not in names[0]]
                loose.append((names[0], path))
                for name in names[1:]:
                    self._modules.setdefault(name, path)
        for name, path in loose:  # what lies where it is installed has its name first
            self._modules.setdefault(name, path)
        self._cached = {} if contents.form is FileForm.SDIST else cached(self.sources)

    def _names(self, path: str, packages: set[str]) -> list[str]:
        """Dotted names of a module: from the top of its package, and from the artifact's root."""
        parts = path.removesuffix("c").removesuffix(".py").removesuffix("/__init__").split("/")
        top = len(parts) - 1
        while top > 0 and "/".join(parts[:top]) in packages:
            top -= 1
        return [".".join(parts[top:]), *self._whole(path)]

    def _whole(self, path: str) -> tuple[str, str]:
        """The dotted names of a module from the artifact's root."""
        inner = self._contents.inner(path).removesuffix("c").removesuffix(".py")
        whole = inner.removesuffix("/__init__").replace("/", ".")
        return whole, whole.removeprefix("src.")

    def scopes(self, path: str) -> dict[str, Definition]:
        """The definitions of a file by scope."""
        found = self._scopes.get(path)
        if found is None:
            source = self.sources.get(path)
            found = {one.scope: one for one in source.definitions} if source else {}
            self._scopes[path] = found
        return found

    def shorten(self) -> list[Source]:
        """Keep of the sources what is asked for once the moments are spread; gives what is kept."""
        self.sources = {path: drawn(one) for path, one in self.sources.items()}
        return list(self.sources.values())

    def forget(self) -> None:
        """Let go of what was worked out about scopes; it is worked out again if anybody asks."""
        self._scopes.clear()
        self._asked.clear()

    def modules(self, path: str, module: str) -> list[str]:
        """The files that run when `path` imports `module`: packages on the way included."""
        key = (path, module)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._files(path, module)
        return found

    def beside(self, path: str) -> tuple[str, ...]:
        """The bytecode that may run in the place of a file, and says something else."""
        return self._cached.get(path, ())

    def imports(self, path: str) -> tuple[str, ...]:
        """The files that the imports of a file run, whenever it makes them; each once."""
        found = self._imports.get(path)
        if found is None:
            source = self.sources.get(path)
            several = {one.module for one in source.imports} if source is not None else ()
            files = (one for module in sorted(several) for one in self.modules(path, module))
            found = self._imports[path] = tuple(dict.fromkeys(files))
        return found

    def _files(self, path: str, module: str) -> list[str]:
        source = self.sources.get(path)
        if source and source.language in {"javascript", "typescript"}:
            one = self._specifiers.file(path, module)
            return [one] if one else []
        name = self._absolute(path, module)
        if path and name == module and is_library(name):
            return self._scripts.files(path, name)
        found = self._along.get(name)
        if found is None:
            parts = name.split(".")
            names = [".".join(parts[:count]) for count in range(1, len(parts) + 1)][:20]
            several = (self._modules[one] for one in names if one in self._modules)
            found = [each for one in several for each in (*self._cached.get(one, ()), one)]
            self._along[name] = found
        return found

    def doubtful(self, path: str, module: str, known: frozenset[str]) -> bool:
        """Whether an import in Python may mean a library, though a file bears its name.

        Python's own always may; one of `known`, which are installed, where the file lies elsewhere than
        an installer would put it: `tests/requests.py` answers only to what was started beside it.
        """
        if not path or module.startswith("."):
            return False
        if is_library(module):
            return True
        first = module.partition(".")[0]
        found = self._modules.get(first) if first in known else None
        return found is not None and first not in self._whole(found)

    def alias(self, path: str, module: str) -> str:
        """What a file of JavaScript means by a name; the name itself where no manifest says otherwise."""
        return self._specifiers.alias(path, module)

    def _absolute(self, path: str, module: str) -> str:
        """A relative module name made absolute by the place of the file that uses it."""
        if not module.startswith("."):
            return module
        tail = module.lstrip(".")
        key = (path, len(module) - len(tail))
        above = self._above.get(key)
        if above is None:
            above = self._above[key] = self._parent(*key)
        return f"{above}.{tail}" if above and tail else above or tail

    def _parent(self, path: str, level: int) -> str:
        """The package that so many dots mean in a file."""
        here = self._own.get(path, "")
        parts = here.split(".") if here else []
        up = level - 1 if path.endswith("/__init__.py") else level
        return ".".join(parts[: max(len(parts) - up, 0)])

    def nodes(self, path: str, symbol: str, hops: int = 0) -> list[Node]:
        """The scopes that run when `path` calls `symbol`; each question is answered once.

        Without the memory, files that import a name from each other many times cost as much as there
        are ways through them.
        """
        asked = (path, symbol, hops)
        if asked not in self._asked:
            self._asked[asked] = list(dict.fromkeys(self._nodes(path, symbol, hops)))
        return self._asked[asked]

    def _nodes(self, path: str, symbol: str, hops: int) -> list[Node]:
        plain = symbol.replace("()", "")
        if plain.startswith("@"):
            name = plain[1:] + ".__call__" if symbol.endswith("()") else plain[1:]
            return self._inside(path, name, hops)
        source = self.sources.get(path)
        if source and source.language in {"javascript", "typescript"}:
            module, _, name = plain.partition("#")
            found = self._specifiers.file(path, module)
            return self._inside(found, name, hops) if found and name else []
        name = self._absolute(path, plain)
        parts = name.split(".")
        if name == plain and is_library(name):
            files = self._scripts.files(path, name.rpartition(".")[0])
            return self._inside(files[-1], ".".join(parts[len(files) :]), hops) if files else []
        for count in range(len(parts) - 1, 0, -1):
            found = self._modules.get(".".join(parts[:count]), "")
            if found and found != path:
                return self._inside(found, ".".join(parts[count:]), hops)
        return []

    def _inside(self, path: str, name: str, hops: int) -> list[Node]:
        scopes = self.scopes(path)
        if name.endswith(".*"):
            top = name[:-2]
            return [(path, one) for one in scopes if one == top or one.startswith(f"{top}.")]
        one = scopes.get(name)
        if one and one.kind == "class":
            return [(path, name), *self._methods(path).get(name, ())]
        if one:
            return [(path, name)]
        if name.endswith(".start") and f"{name[:-6]}.run" in scopes:
            return [(path, f"{name[:-6]}.run")]  # a thread
        return self._elsewhere(path, name, hops) if hops < MAX_HOPS else []

    def _methods(self, path: str) -> dict[str, list[Node]]:
        """For each class of a file its methods that the language calls by itself."""
        found = self._unasked.get(path)
        if found is None:
            found = self._unasked[path] = {}
            for scope in self.scopes(path):
                holder, _, method = scope.rpartition(".")
                if holder and _runs_unasked(method):
                    found.setdefault(holder, []).append((path, scope))
        return found

    def _elsewhere(self, path: str, name: str, hops: int) -> list[Node]:
        """Something that the file inherits, or only passes on from another file."""
        holder, _, method = name.rpartition(".")
        held = self.scopes(path).get(holder)
        found: list[Node] = []
        if held:
            for base in held.bases:
                if base:
                    found += self.nodes(path, f"{base}.{method}", hops + 1)
            return found
        first, _, rest = name.partition(".")
        source = self.sources.get(path)
        for item in source.imports if source else ():
            if not item.scope and item.module.rpartition(".")[2] == first and "." in item.module:
                found += self.nodes(path, f"{item.module}.{rest}".rstrip("."), hops + 1)
        return found
