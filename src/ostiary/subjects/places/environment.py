"""Installed Python distributions: what an environment holds."""

from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Unauditable
from ostiary.core.location import Location
from ostiary.formats.osv_order import UncomparableError, canonical_name, order_key
from ostiary.formats.python.direct_url import parse_direct_url
from ostiary.formats.python.metadata import CoreMetadata, parse_metadata
from ostiary.subjects.places.walk import Environment, read_within

MAX_METADATA = 16 << 20
"""Bytes of one METADATA or PKG-INFO."""
FORMAT = "installed Python packages"


class Distribution(Struct, frozen=True):
    """One installed distribution: its component, and the folder of its metadata relative to the place."""

    component: Component
    info: str


def read_environment(
    root: Path, env: Environment, step: Callable[[], None]
) -> tuple[Listing, tuple[Distribution, ...]]:
    """The distributions of one environment; what cannot be read is unauditable, by name."""
    found: list[Distribution] = []
    lost: list[Unauditable] = []
    for info in env.infos:
        try:
            one = _distribution(root, info)
            found.append(one)
            lost += _misnamed(one)
        except (OSError, ParseError) as error:
            reason = (
                error.message if isinstance(error, ParseError) else error.strerror or "unreadable"
            )
            at = Location(path=info)
            lost.append(Unauditable(at, _guess(info), reason, "reinstall it", whole=True))
        step()
    joined = tuple(_with_parents(found))
    listing = Listing(
        FORMAT,
        env.path or ".",
        ListingKind.INSTALLED,
        tuple(one.component for one in joined),
        tuple(lost),
    )
    return listing, joined


def _distribution(root: Path, info: str) -> Distribution:
    path, metadata = _metadata(root, info)
    name = canonical_name("pypi", metadata.name)
    folder = path.rpartition("/")[0] if (root / info).is_dir() else info
    component = Component(
        type="pypi",
        name=name,
        version=metadata.version,
        at=Location(path=path),
        key=name,
        direct=(root / folder / "REQUESTED").exists(),
        properties=tuple(
            sorted(
                (key, value)
                for key, value in (
                    ("installer", _line(root, f"{folder}/INSTALLER")),
                    ("licence", metadata.licence),
                )
                if value
            )
        ),
        parents=tuple(
            sorted(
                {canonical_name("pypi", one.name) for one in metadata.requirements if not one.group}
            )
        ),
    )
    return Distribution(_sourced(root, folder, component), info)


def _misnamed(one: Distribution) -> Iterator[Unauditable]:
    """Metadata that tell of another release than the folder that holds them: one of the two is not true."""
    folder = one.info.removesuffix("/EGG-INFO")
    name, dash, rest = _stem(folder).partition("-")
    version = rest if folder.endswith(".dist-info") else rest.partition("-py")[0]
    told = one.component
    same = canonical_name("pypi", name) == told.name
    if same and (not dash or _same_version(version, told.version)):
        return
    said = f"its folder is called `{_stem(folder)}`, and its metadata tell of {told.name} {told.version}"
    yield Unauditable(told.at, told.name, said, "reinstall it, and find out who changed it")


def _same_version(folder: str, told: str) -> bool:
    """Compared as versions; what cannot be, as the names of files are made from it."""
    try:
        return order_key("pypi", folder.replace("_", "-")) == order_key("pypi", told)
    except UncomparableError:
        return canonical_name("pypi", folder) == canonical_name("pypi", told)


def _metadata(root: Path, info: str) -> tuple[str, CoreMetadata]:
    """Metadata of a `.dist-info` folder, an `.egg-info` folder, or an `.egg-info` file."""
    names = [info] if (root / info).is_file() else [f"{info}/METADATA", f"{info}/PKG-INFO"]
    for name in names:
        if (root / name).is_file():
            data = read_within(root, name, MAX_METADATA)
            if len(data) > MAX_METADATA:
                raise ParseError(f"metadata longer than {MAX_METADATA} bytes")
            return name, parse_metadata(data)
    raise ParseError("the folder of its metadata holds no METADATA")


def _sourced(root: Path, folder: str, component: Component) -> Component:
    """With where it was installed from, if not from an index. Source: PEP 610."""
    path = f"{folder}/direct_url.json"
    if not (root / path).is_file():
        return component
    direct = parse_direct_url(read_within(root, path, MAX_METADATA))
    origin = Origin.OWN if direct.editable else Origin(direct.kind)
    return replace(component, origin=origin, source=direct.url, digests=direct.digests)


def _with_parents(found: list[Distribution]) -> Iterator[Distribution]:
    """`parents` hold so far what each asks for; turn that round."""
    asked: dict[str, set[str]] = {}
    for one in found:
        for name in one.component.parents:
            asked.setdefault(name, set()).add(one.component.key)
    for one in found:
        parents = tuple(sorted(asked.get(one.component.name, set()) - {one.component.key}))
        yield replace(one, component=replace(one.component, parents=parents))


def _line(root: Path, path: str) -> str:
    try:
        text = read_within(root, path, 200).decode("utf-8", "replace")
    except OSError:
        return ""
    return text.strip().partition("\n")[0][:80]


def _guess(info: str) -> str:
    """The name that a folder of metadata bears, where its content says nothing."""
    return _stem(info.removesuffix("/EGG-INFO")).partition("-")[0]


def _stem(info: str) -> str:
    return info.rpartition("/")[2].rpartition(".")[0]
