"""Which code of a source tree do build back ends run because pyproject.toml or setup.cfg says so?

Sources: the manuals of hatchling, pdm-backend, poetry-core, setuptools, setuptools-scm, scikit-build-core,
sip, flit, versioningit, pbr and hatch-jupyter-builder.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.regex import regex
from ostiary.formats.inventory.python.ini_lines import Values, read_ini
from ostiary.formats.inventory.python.tables import table_of, text_in, texts_in
from ostiary.formats.python.entry_points import EntryPoint
from ostiary.formats.python.installer_calls import COMMAND_METHODS, COMMANDS

MAX_HOOKS = 500
"""Declarations of one source tree that are followed."""

LEGACY_BACKEND = "setuptools.build_meta:__legacy__"
"""What installers take when no build back end is declared. Source: PEP 517, section on source trees."""

_HATCH = (
    *("*.__init__", "*.initialize", "*.finalize", "*.clean", "*.dependencies", "*.update"),
    *("*.get_known_classifiers", "get_build_hook", "get_metadata_hook"),
)
_PDM = (
    *("pdm_build_initialize", "pdm_build_finalize", "pdm_build_clean", "pdm_build_update_files"),
    *("pdm_build_update_setup_kwargs", "pdm_build_hook_enabled", "build"),
)
_PROVIDER = ("dynamic_metadata", "dynamic_wheel", "get_requires_for_dynamic_metadata")
_GROUPS = frozenset(
    (
        *("setuptools.finalize_distribution_options", "setuptools.file_finders"),
        *("egg_info.writers", "distutils.setup_keywords"),
    )
)
"""Groups of entry points whose targets setuptools calls while it builds."""

_NAMED = frozenset({"metadata", "options", "global"})
_CALLS = regex(r"([^\W\d]\w*)[ ]*\(")
_DOTTED = regex(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


class Hook(Struct, frozen=True):
    """Code of the tree that a back end runs: a `file` below the top, or a dotted `module` below `folder`.

    `names` are called in there; `*.run` is that method of each class, and a last star any name. Where
    `literal` is set, the back end reads the value of that name first and runs nothing if it is a constant.
    With `every`, all modules directly below the folder of the module may be meant. What `starts` is put where
    every start of the interpreter runs it.
    """

    file: str = ""
    module: str = ""
    names: tuple[str, ...] = ()
    literal: str = ""
    folder: str = ""
    every: bool = False
    starts: bool = False


class Declared(Struct, frozen=True):
    """What the manifests of one source tree say: pyproject.toml, setup.cfg and entry points."""

    backend: str
    in_tree: bool
    project: Mapping[str, Any]
    config: Values
    points: tuple[EntryPoint, ...] = ()

    def tool(self, *keys: str) -> dict[str, Any]:
        """A table of one tool."""
        return table_of(self.project, "tool", *keys)

    def option(self, section: str, key: str) -> list[str]:
        """The lines of a value of setup.cfg."""
        return [text for _, text in self.config.get(section, {}).get(key, [])]


def read_config(data: bytes) -> Values:
    """The sections of a setup.cfg; none where it is malformed, as nothing is built then."""
    try:
        found = read_ini(data, "setup.cfg")
    except LimitError:
        raise
    except ParseError:
        return {}
    for section in _NAMED & found.keys():  # setuptools takes a dash for an underscore there
        found[section] = {key.replace("-", "_"): one for key, one in found[section].items()}
    return found


def declared_hooks(told: Declared) -> tuple[Hook, ...]:
    """What the back end that is named runs of the tree. One in the tree may hand on to any other."""
    found: list[Hook] = []
    for heads, reader in _FAMILIES:
        if told.in_tree or told.backend.startswith(heads) or (not heads and by_setuptools(told)):
            found += reader(told)
    found = list(dict.fromkeys(found))
    if len(found) > MAX_HOOKS:
        raise LimitError(f"more than {MAX_HOOKS} parts of the tree are run to build it")
    return tuple(found)


def by_setuptools(told: Declared) -> bool:
    """Whether the back end may be setuptools, or wrap it: any that is none of those known not to."""
    return not told.backend.startswith(_OTHERS)


def _called(target: str, *more: str, literal: bool = False, folder: str = "") -> Iterator[Hook]:
    """`module:name` or `module.name`, as tools write what they call."""
    text = target.replace(" ", "")
    module, _, name = text.partition(":") if ":" in text else text.rpartition(".")
    if _DOTTED.fullmatch(module) and _DOTTED.fullmatch(name):
        names = tuple(f"{name}.{one}" for one in more) if more else (name,)
        yield Hook(module=module, names=names, literal=name if literal else "", folder=folder)


def hatch_tables(told: Declared) -> Iterator[dict[str, Any]]:
    """The table of hatch for all builds, and those for single targets."""
    build = told.tool("hatch", "build")
    yield build
    yield from (table_of(build, "targets", one) for one in table_of(build, "targets"))


def _hatch(told: Declared) -> Iterator[Hook]:
    holders = [table_of(one, "hooks") for one in hatch_tables(told)]
    for hooks in (*holders, told.tool("hatch", "metadata", "hooks")):
        if "custom" in hooks:
            custom = table_of(hooks, "custom")
            yield Hook(file=text_in(custom, "path") or "hatch_build.py", names=_HATCH)
        yield from _called(text_in(table_of(hooks, "jupyter-builder"), "build-function"))
        if file := text_in(table_of(hooks, "autorun"), "file"):
            yield Hook(file=file, starts=True)
    version = told.tool("hatch", "version")
    if text_in(version, "source") == "code" and text_in(version, "path"):
        names = _CALLS.findall(text_in(version, "expression"))
        yield Hook(file=text_in(version, "path"), names=tuple(dict.fromkeys(names)))
    yield from _schemes(table_of(version, "raw-options"))


def _pdm(told: Declared) -> Iterator[Hook]:
    build = told.tool("pdm", "build")
    yield Hook(file=text_in(build, "custom-hook") or "pdm_build.py", names=_PDM)
    script = text_in(build, "setup-script") or text_in(told.tool("pdm"), "build")
    if script:
        yield Hook(file=script, names=("build",))
    version = told.tool("pdm", "version")
    yield from _called(text_in(version, "getter"))
    yield from _called(text_in(version, "version_format") or text_in(version, "version-format"))


def _poetry(told: Declared) -> Iterator[Hook]:
    script = text_in(told.tool("poetry", "build"), "script") or text_in(
        told.tool("poetry"), "build"
    )
    if script:
        yield Hook(file=script, names=("build", "<main>"))


def _sip(_: Declared) -> Iterator[Hook]:
    yield Hook(file="project.py", names=("*.*",))


def _enscons(_: Declared) -> Iterator[Hook]:
    yield Hook(file="SConstruct")


def _whey(told: Declared) -> Iterator[Hook]:
    for key, one in told.tool("whey", "builders").items():
        yield from _called(text_in({key: one}, key), "*", "__init__")


def _flit(told: Declared) -> Iterator[Hook]:
    """Flit reads the version off the text of the module, and imports that only where it cannot."""
    project = table_of(told.project, "project")
    if "version" in project and "description" not in texts_in(project, "dynamic"):
        return
    name = text_in(project, "name")
    module = text_in(told.tool("flit", "module"), "name") or name.replace("-", "_")
    if _DOTTED.fullmatch(module):
        yield Hook(module=module, literal="__version__")


def _scikit(told: Declared) -> Iterator[Hook]:
    several = (told.tool("scikit-build", "metadata"), told.tool("dynamic-metadata"))
    for table in (one for held in several for one in held.values() if isinstance(one, Mapping)):
        provider, folder = text_in(table, "provider"), text_in(table, "provider-path")
        if folder and _DOTTED.fullmatch(provider):
            yield Hook(module=provider, names=_PROVIDER, folder=folder)


def _setuptools(told: Declared) -> Iterator[Hook]:
    dynamic = told.tool("setuptools", "dynamic")
    attributes = [text_in(one, "attr") for one in dynamic.values() if isinstance(one, Mapping)]
    for section in ("metadata", "options"):
        lines = (one for held in told.config.get(section, {}).values() for _, one in held[:1])
        attributes += [one[5:].strip() for one in lines if one.startswith("attr:")]
    for one in attributes:
        yield from _called(one, literal=True)
    yield from _commands(told)
    for point in _points(told):
        if point.group in _GROUPS:
            yield from _called(point.target)
    for table in ("setuptools_scm", "setuptools-scm"):
        yield from _schemes(told.tool(table))
    for one in told.tool("versioningit").values():
        method = table_of(one, "method") if isinstance(one, Mapping) else {}
        target = f"{text_in(method, 'module')}:{text_in(method, 'value')}"
        yield from _called(target, folder=text_in(method, "module-dir"))
    yield from _called(text_in(told.tool("jupyter-packaging", "builder"), "factory"))
    yield from _setup_hooks(told)


def _schemes(table: Mapping[str, Any]) -> Iterator[Hook]:
    for key in ("version_scheme", "local_scheme", "parse", "version_cls"):
        yield from _called(text_in(table, key))


def _commands(told: Declared) -> Iterator[Hook]:
    """Classes in the place of a command, and whole packages of commands."""
    aliases = told.config.get("aliases")
    pairs = [(key, one) for key, one in told.tool("setuptools", "cmdclass").items()]
    pairs += [
        (key.strip(), value)
        for line in told.option("options", "cmdclass")
        for key, _, value in [line.partition("=")]
    ]
    pairs += [(one.name, one.target) for one in _points(told) if one.group == "distutils.commands"]
    for name, target in pairs:
        if isinstance(target, str) and (aliases or name in COMMANDS):
            yield from _called(target, *sorted(COMMAND_METHODS), "__init__")
    for line in told.option("global", "commands"):  # of pbr
        yield from _called(line, *sorted(COMMAND_METHODS), "__init__")
    methods = tuple(f"*.{one}" for one in sorted(COMMAND_METHODS))
    for section in ("global", "options"):
        for line in told.option(section, "command_packages"):
            for module in line.replace(",", " ").split():
                if _DOTTED.fullmatch(module):
                    yield Hook(module=module, names=methods, every=True)


def _setup_hooks(told: Declared) -> Iterator[Hook]:
    """What pbr and its like call: before all else, and around single commands."""
    for line in told.option("global", "setup_hooks"):
        yield from _called(line)
    for held in told.config.values():
        for key, lines in held.items():
            if key.startswith(("pre-hook.", "post-hook.", "pre_hook.", "post_hook.")):
                for _, text in lines:
                    yield from _called(text)


def _points(told: Declared) -> Iterator[EntryPoint]:
    """The own entry points, which setuptools finds only where it works among the sources, as it used to."""
    if told.backend != LEGACY_BACKEND:
        return
    yield from told.points
    for group, held in table_of(told.project, "project", "entry-points").items():
        for name, target in held.items() if isinstance(held, Mapping) else ():
            yield EntryPoint(group, name, target if isinstance(target, str) else "")
    for group, lines in told.config.get("options.entry_points", {}).items():
        for _, line in lines:
            name, _, target = line.partition("=")
            yield EntryPoint(group, name.strip(), target.partition("[")[0].strip())


_Reader = Callable[[Declared], Iterable[Hook]]
_FAMILIES: tuple[tuple[tuple[str, ...], _Reader], ...] = (
    (("hatch",), _hatch),
    (("pdm.", "pdm"), _pdm),
    (("poetry",), _poetry),
    (("sipbuild",), _sip),
    (("flit",), _flit),
    (("enscons",), _enscons),
    (("whey",), _whey),
    (("scikit_build_core",), _scikit),
    ((), _setuptools),
)
"""How the names of back ends begin, and who reads their tables."""

_OTHERS = ("hatch", "pdm", "poetry", "sipbuild", "flit", "maturin", "mesonpy")
