"""Which file of an npm package does a specifier of JavaScript mean?

Source: Node.js documentation, Modules: Loading from `node_modules` folders; Packages: Subpath imports.
"""

from posixpath import normpath

from ostiary.program.folders import Folder, meant
from ostiary.program.namesakes import is_node
from ostiary.program.roots import locate

_INDEXES = ("", "/lib", "/dist", "/src", "/main", "/lib/main", "/dist/main")


class Specifiers:
    """Answers for one artifact: its paths, its top folder, its own name and the manifests of its folders."""

    def __init__(
        self, paths: frozenset[str], root: str, own: str, folders: tuple[Folder, ...]
    ) -> None:
        self._paths = paths
        self._root = root
        self._name = own  # for what the package requires from itself
        self._folders = folders
        self._mains = {one.path: one.main for one in folders if one.main}

    def file(self, path: str, module: str) -> str:
        """The file that `path` requires by this name; empty if it is none of the artifact."""
        if is_node(module):
            return ""
        if module.startswith("#"):
            folder, target = meant(self._folders, path, module) or ("", "")
            inside = target.startswith(".")
            return locate(target, folder, self._paths) if inside else self._bare(path, target)
        if not module.startswith((".", "/")):
            return self._bare(path, module)
        return self._located(module, path.rpartition("/")[0] + "/")

    def alias(self, path: str, module: str) -> str:
        """What a file means by a name that its manifest gives another one; the name itself for all others."""
        found = meant(self._folders, path, module) if module.startswith("#") else None
        return found[1] if found is not None else module

    def _located(self, name: str, folder: str) -> str:
        """A file by its path, or what the manifest of a folder names as what requiring it runs."""
        found = locate(name, folder, self._paths)
        main = self._mains.get(normpath(folder + name)) if self._mains and not found else None
        return locate(f"{name}/{main}", folder, self._paths) if main else found

    def _bare(self, path: str, module: str) -> str:
        """A package by name: this one itself, or one that lies bundled in `node_modules`."""
        top = self._root + "/"
        if self._name and module.startswith(self._name + "/"):
            return locate(module[len(self._name) + 1 :], top, self._paths)
        for folder in (path.rpartition("/")[0] + "/", top):
            for inner in _INDEXES:
                found = self._located(f"node_modules/{module}{inner}", folder)
                if found:
                    return found
        return ""
