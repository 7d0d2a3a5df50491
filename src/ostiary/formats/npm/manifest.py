"""What does the package.json of an npm package declare?"""

from collections import deque
from collections.abc import Iterable, Iterator

from msgspec import Struct

from ostiary.core.errors import LimitError
from ostiary.core.facts.release import Release, Requirement
from ostiary.formats.npm.document import Value, load
from ostiary.formats.npm.people import emails_of
from ostiary.formats.npm.requirement import read_requirement

MAX_SCRIPTS = 2_000
MAX_REQUIREMENTS = 20_000
MAX_EXPORTS = 10_000
MAX_SAMPLE = 100
MAX_TEXT = 100_000
"""Characters of one script or name; npm itself has no such bound."""

_GROUPS = (
    ("dependencies", ""),
    ("devDependencies", "dev"),
    ("peerDependencies", "peer"),
    ("optionalDependencies", "optional"),
)
_ENTRIES = ("module", "browser", "imports", "react-native", "jsnext:main", "esnext", "es2015")
_BUNDLED = ("bundleDependencies", "bundledDependencies")


class BundledScript(Struct, frozen=True):
    """A script of a package that the tarball brings along in `node_modules`; `path` is its package.json."""

    path: str
    name: str
    command: str


class NpmManifest(Struct, frozen=True):
    """A package.json, read as npm reads it. Empty strings and tuples mean that it does not say.

    `scripts`, `bins` and `engines` are (name, text); `gyp` says that a `binding.gyp` lies at the root:
    npm then runs node-gyp, unless a script or `gypfile: false` takes its place; `gyp_commands` are the
    commands that this file itself runs; `repeated` are keys that stand more than once (the last one
    counts) and `wrong` fields of a type that npm does not expect. `script_lines` are (script, line).
    `entries` are files that bundlers or `#` imports load besides `main` and `exports`; `exports_named` those
    of `exports_sample` that only an import by their own name loads (`package/name`), and none of the package.
    A folder that npm installs needs neither name nor version: both may be empty.
    Source: npm documentation of package.json.
    """

    filename: str
    name: str
    version: str
    scripts: tuple[tuple[str, str], ...] = ()
    bins: tuple[tuple[str, str], ...] = ()
    main: str = ""
    requirements: tuple[Requirement, ...] = ()
    licence: str = ""
    repository: str = ""
    gyp: bool = False
    npmrc: bool = False
    emails: tuple[str, ...] = ()
    os: tuple[str, ...] = ()
    cpu: tuple[str, ...] = ()
    engines: tuple[tuple[str, str], ...] = ()
    exports_sample: tuple[str, ...] = ()
    path: str = ""
    gyp_commands: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    script_lines: tuple[tuple[str, int], ...] = ()
    licence_files: tuple[str, ...] = ()
    private: bool = False
    bundled_scripts: tuple[BundledScript, ...] = ()
    entries: tuple[str, ...] = ()
    exports_named: tuple[str, ...] = ()


class ManifestPair(Struct, frozen=True):
    """What the registry says about a release beside what its tarball says."""

    release: Release
    manifest: NpmManifest


def parse_manifest(data: bytes, filename: str = "", path: str = "package.json") -> NpmManifest:
    """Read a package.json. Raises `ParseError` or `LimitError`."""
    document = load(data)
    top = document.top
    scripts = _pairs(top.get("scripts"))
    if len(scripts) > MAX_SCRIPTS:
        raise LimitError(f"package.json has more than {MAX_SCRIPTS} scripts")
    name = _text(top.get("name"))
    return NpmManifest(
        filename=filename,
        name=name,
        version=_text(top.get("version")),
        scripts=scripts,
        bins=_bins(top, name),
        main=_text(top.get("main")),
        requirements=tuple(_requirements(top)),
        licence=_licence(top),
        repository=_repository(top.get("repository")),
        gyp=False,
        emails=emails_of(top),
        os=_texts(top.get("os")),
        cpu=_texts(top.get("cpu")),
        engines=_pairs(top.get("engines")),
        exports_sample=_exports(top.get("exports")),
        path=path,
        repeated=document.repeated,
        wrong=_wrong(top),
        script_lines=document.lines_of("scripts", [one for one, _ in scripts]),
        private=top.get("private") is True,
        entries=tuple(dict.fromkeys(one for key in _ENTRIES for one in _exports(top.get(key)))),
        exports_named=_named(top.get("exports")),
    )


def _text(value: Value) -> str:
    return value.strip()[:MAX_TEXT] if isinstance(value, str) else ""


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (_text(value),)
    return (
        tuple(_text(one) for one in value if isinstance(one, str))
        if isinstance(value, list)
        else ()
    )


def _pairs(value: Value) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        return ()
    return tuple((key, _text(one)) for key, one in value.items() if isinstance(one, str))


def _bins(top: dict[str, Value], name: str) -> tuple[tuple[str, str], ...]:
    value = top.get("bin")
    if isinstance(value, str):
        return ((name.rpartition("/")[2], _text(value)),)
    if isinstance(value, list):
        return tuple((one.rpartition("/")[2], one) for one in _texts(value))
    return _pairs(value)


def _requirements(top: dict[str, Value]) -> Iterator[Requirement]:
    count = 0
    for field, group in _GROUPS:
        for name, constraint in _pairs(top.get(field)):
            count += 1
            yield read_requirement(name, constraint, group)
    for field in _BUNDLED:
        if top.get(field) is True:  # all of them
            yield Requirement("*", "", "bundled")
        for name in _texts(top.get(field)):
            count += 1
            yield Requirement(name, "", "bundled")
    if count > MAX_REQUIREMENTS:
        raise LimitError(f"package.json has more than {MAX_REQUIREMENTS} dependencies")


def _licence(top: dict[str, Value]) -> str:
    found = list(_licences(top.get("license"))) or list(_licences(top.get("licenses")))
    return " OR ".join(found)[:200]


def _licences(value: Value) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        kind = one.get("type", one.get("name")) if isinstance(one, dict) else one
        if isinstance(kind, str) and kind.strip():
            yield kind.strip()


def _repository(value: Value) -> str:
    return _text(value.get("url")) if isinstance(value, dict) else _text(value)


def _exports(value: Value) -> tuple[str, ...]:
    """Some targets of `exports`, to know which files are meant to be imported.

    The condition `types` (`types@>=5` too) is TypeScript's own, no runtime's: a declaration that it
    names is left out.
    """
    found: list[str] = []
    waiting: deque[Value] = deque([value])
    for _ in range(MAX_EXPORTS):
        if not waiting or len(found) >= MAX_SAMPLE:
            break
        one = waiting.popleft()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            waiting.extend(target for key, target in one.items() if not _tells(key, target))
        elif isinstance(one, list):
            waiting.extend(one)
    return tuple(found)


def _named(value: Value) -> tuple[str, ...]:
    """The targets of names below the package (`./x`) that stand under no other key."""
    if not isinstance(value, dict):
        return ()
    below = {key: one for key, one in value.items() if key.startswith("./")}
    own = set(_exports({key: one for key, one in value.items() if key not in below}))
    return tuple(one for one in _exports(below) if one not in own)


def _tells(condition: str, target: Value) -> bool:
    declares = isinstance(target, str) and target.endswith((".d.ts", ".d.mts", ".d.cts"))
    return declares and condition.partition("@")[0] == "types"


_TYPES: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("name", (str,)),
    ("version", (str,)),
    ("scripts", (dict,)),
    ("dependencies", (dict,)),
    ("devDependencies", (dict,)),
    ("peerDependencies", (dict,)),
    ("optionalDependencies", (dict,)),
    ("bin", (str, dict, list)),
    ("main", (str,)),
)


def _wrong(top: dict[str, Value]) -> tuple[str, ...]:
    fields = [name for name, types in _TYPES if name in top and not isinstance(top[name], types)]
    return (*fields, *_mixed(top, ("scripts", "dependencies", "optionalDependencies")))


def _mixed(top: dict[str, Value], fields: Iterable[str]) -> Iterator[str]:
    for field in fields:
        value = top.get(field)
        if isinstance(value, dict) and not all(isinstance(one, str) for one in value.values()):
            yield f"{field}.*"
