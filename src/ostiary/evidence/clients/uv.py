"""What uv would use: its variables, `uv.toml` and the `[tool.uv]` table of the project."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from ostiary.core.world import World
from ostiary.evidence.clients.options import Option, basic, part, read_text
from ostiary.evidence.clients.settings import Credential

MACHINE = Path("/etc/uv/uv.toml")
_YES = {"1", "true", "yes", "on"}


class UvIndexes(Struct, frozen=True):
    """The indexes of uv: `default` replaces the built-in one, `extra` come before it."""

    default: Option | None = None
    extra: tuple[Option, ...] = ()
    links: tuple[Option, ...] = ()
    no_index: bool = False
    credentials: tuple[Credential, ...] = ()


def uv_indexes(world: World) -> UvIndexes:
    """All indexes in uv's order: environment, project, user, system.

    Source: uv's documentation, "Package indexes" and "Configuration files". An index that is
    `explicit` serves only packages pinned to it, so it is left out.
    """
    notes = _Notes()
    notes.environment(world.environ)
    for table, origin in _tables(world):
        notes.table(table, origin, world.environ)
    return UvIndexes(
        notes.default[0] if notes.default else None,
        tuple(notes.extra),
        tuple(notes.links),
        notes.no_index,
        tuple(notes.secrets),
    )


class _Notes(Struct):
    """What accumulates from the strongest place to the weakest."""

    default: list[Option] = field(default_factory=list)
    extra: list[Option] = field(default_factory=list)
    links: list[Option] = field(default_factory=list)
    secrets: list[Credential] = field(default_factory=list)
    no_index: bool = False

    def environment(self, environ: Mapping[str, str]) -> None:
        self.no_index = environ.get("UV_NO_INDEX", "").lower() in _YES
        for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"):
            if value := environ.get(name, ""):
                self.default.append(Option(_unnamed(value), f"${name}"))
        for name in ("UV_INDEX", "UV_EXTRA_INDEX_URL"):
            words = environ.get(name, "").split()
            self.extra += [Option(_unnamed(one), f"${name}") for one in words]
        value = environ.get("UV_FIND_LINKS", "")
        self.links += [Option(one, "$UV_FIND_LINKS") for one in value.replace(",", " ").split()]

    def table(self, table: Mapping[str, Any], origin: str, environ: Mapping[str, str]) -> None:
        self.no_index = self.no_index or table.get("no-index") is True
        rows = table.get("index")
        for row in rows if isinstance(rows, list) else []:
            if (
                isinstance(row, dict)
                and isinstance(row.get("url"), str)
                and not row.get("explicit")
            ):
                option = Option(row["url"], origin)
                (self.default if row.get("default") is True else self.extra).append(option)
                self.secrets += _secret(row, environ, origin)
        if isinstance(table.get("index-url"), str):
            self.default.append(Option(table["index-url"], origin))
        self.extra += [Option(one, origin) for one in _texts(table.get("extra-index-url"))]
        self.links += [Option(one, origin) for one in _texts(table.get("find-links"))]


def _secret(
    row: Mapping[str, Any], environ: Mapping[str, str], origin: str
) -> Iterator[Credential]:
    """`UV_INDEX_<NAME>_USERNAME` and `..._PASSWORD` belong to the index of that name."""
    name = "".join(c if c.isalnum() else "_" for c in str(row.get("name", ""))).upper()
    user = environ.get(f"UV_INDEX_{name}_USERNAME", "")
    password = environ.get(f"UV_INDEX_{name}_PASSWORD", "")
    if name and (user or password):
        clean, _ = part(row["url"], origin)
        yield Credential(clean, basic(user, password), f"$UV_INDEX_{name}_PASSWORD")


def _tables(world: World) -> Iterator[tuple[Mapping[str, Any], str]]:
    environ = world.environ
    if environ.get("UV_NO_CONFIG", "").lower() in _YES:
        return
    if own := environ.get("UV_CONFIG_FILE"):
        yield _toml(Path(own)), own
        return
    cwd = Path(world.cwd)
    for folder in (cwd, *cwd.parents):
        if (folder / "uv.toml").is_file():
            yield _toml(folder / "uv.toml"), str(folder / "uv.toml")
            break
        table = _toml(folder / "pyproject.toml").get("tool", {})
        if isinstance(table, dict) and isinstance(table.get("uv"), dict):
            yield table["uv"], f"{folder / 'pyproject.toml'} [tool.uv]"
            break
    config = environ.get("XDG_CONFIG_HOME") or str(Path(world.home) / ".config")
    for path in (Path(config) / "uv" / "uv.toml", MACHINE):
        yield _toml(path), str(path)


def _toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(read_text(path) or "")
    except tomllib.TOMLDecodeError:
        return {}


def _unnamed(value: str) -> str:
    """`name=URL` without the name; a query may hold `=` too, but a name holds no `:` and no `/`."""
    name, equals, url = value.partition("=")
    return url if equals and not set(name) & {":", "/"} else value


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
