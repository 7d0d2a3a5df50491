"""What is here: every listing of a place, with the files that listings name."""

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from ostiary.core.audit import Place
from ostiary.core.errors import ParseError, UsageError
from ostiary.core.inventory import Listing, Unauditable
from ostiary.core.location import Location
from ostiary.core.ports import Progress
from ostiary.flows.audit.drift import disguised
from ostiary.flows.audit.options import AuditOptions
from ostiary.flows.audit.stock import Stock
from ostiary.formats.inventory.catalogue import chosen, headed
from ostiary.formats.inventory.format import HEAD

MAX_LISTING = 64 << 20
"""Bytes of one lockfile, manifest or SBOM."""
MAX_INCLUDES = 1000
"""Files that listings of one place may name beyond those that the walk finds."""


def take_stock(name: str, options: AuditOptions, progress: Progress) -> Stock:
    """Everything in use at one place. Raises `UsageError` if there is no such place."""
    path = Path(name)
    if path.is_dir():
        if _is_image(b"", path):
            return _image(name, path, options, progress)
        return _folder(name, path, options, progress)
    if path.is_file():
        return _file(name, path, options, progress)
    raise UsageError(f"there is no file or folder `{name}`", "check the path")


def _folder(name: str, root: Path, options: AuditOptions, progress: Progress) -> Stock:
    from ostiary.subjects.places.walk import every, walk, walk_modules

    place, here = root.resolve(), Path.cwd() / root
    modules = here.name == "node_modules"  # paths are relative to the folder above it
    root = here.parent if modules else place
    seen = walk_modules(root) if modules else walk(root)
    progress.start("read", sum(1 for _ in every(seen)))
    reader = _Reader(root, progress)
    for path in seen.listings:
        reader.read(path)
    listings, lost = _crossed(reader.listings), [*seen.unauditable, *reader.lost]
    stock = Stock(Place(name, str(place), "folder"))
    if seen.environments:
        from ostiary.flows.audit.environments import look_at

        listings += look_at(root, seen.environments, stock, options, progress)
    if seen.packages:
        from ostiary.subjects.places.modules import read_modules

        found = read_modules(root, seen.packages, lambda: progress.step("read"))
        stock.unchecked += disguised(found, listings)
        listings += found
    if seen.conda:
        from ostiary.subjects.places.conda import read_conda

        listings += read_conda(root, seen.conda)
    progress.stop("read")
    stock.own, stock.groups = tuple(seen.own), tuple(seen.groups)
    stock.unchecked += [one for one in lost if not one.whole]
    lost = [one for one in lost if one.whole]
    stock.place = Place(
        name,
        str(place),
        "folder",
        tuple(listings),
        (*lost, *(one for listing in listings for one in listing.unauditable if one.whole)),
        tuple(seen.models),
        seen.files,
    )
    return stock


def _crossed(listings: list[Listing]) -> list[Listing]:
    """Locks that do not tell by themselves what is asked for directly, by the manifests that do."""
    return [_by_manifests(one, listings) for one in listings]


def _by_manifests(lock: Listing, listings: Sequence[Listing]) -> Listing:
    if lock.format == "yarn.lock":
        from ostiary.formats.inventory.node.scoped import scoped

        folder = lock.path.rpartition("/")[0]
        below = f"{folder}/" if folder else ""
        return scoped(
            lock,
            [
                one
                for one in listings
                if one.format == "package.json" and one.path.startswith(below)
            ],
        )
    if lock.format == "poetry.lock":
        from ostiary.formats.inventory.python.scoped import scoped as by_project

        beside = posixpath.join(posixpath.dirname(lock.path), "pyproject.toml")
        for manifest in (one for one in listings if one.path == beside):
            return by_project(lock, manifest)
    return lock


def _file(name: str, path: Path, options: AuditOptions, progress: Progress) -> Stock:
    """One listing, or one image in an archive."""
    from ostiary.subjects.places.models import alone, is_model, size_of
    from ostiary.subjects.places.walk import read_within

    path = path.resolve()
    reader = _Reader(path.parent, None)
    try:
        head = read_within(path.parent, path.name, HEAD)[:HEAD]
    except OSError:
        head = b""  # which the reader says
    if chosen(path.name, head) is None and _is_image(head, path):
        return _image(name, path, options, progress)
    if chosen(path.name, head) is None and is_model(str(path.parent), path.name):
        models = ((path.name, size_of(str(path))),)
        return Stock(Place(name, str(path), "file", models=models, files=1), groups=(alone(path),))
    reader.read(path.name, asked=True)
    whole = [one for listing in reader.listings for one in listing.unauditable if one.whole]
    place = Place(name, str(path), "file", tuple(reader.listings), (*reader.lost, *whole), files=1)
    return Stock(place)


def _image(name: str, path: Path, options: AuditOptions, progress: Progress) -> Stock:
    """An image: listings are taken out of its layers, and read like those of a folder.

    What lies beside the layers in a layout on disk is audited as well: a project is not hidden by two files.
    """
    from tempfile import TemporaryDirectory

    from ostiary.subjects.places.image import spread

    path = path.resolve()
    stock = Stock(Place(name, str(path), "image"))
    if path.is_dir():
        stock = _folder(name, path, options, progress)
    beside = stock.place
    lost = [*beside.unauditable]
    with TemporaryDirectory(prefix="ostiary-image-") as folder:
        try:
            taken = spread(path, Path(folder))
        except ParseError as error:
            lost.append(_whole(path.name, error.message, error.hint))
            stock.place = replace(beside, kind="image", unauditable=tuple(lost))
            return stock
        inner = _folder(name, Path(folder), replace(options, integrity=False), progress)
    listings = (_layered(one, taken.layers) for one in inner.place.listings)
    lost += [*inner.place.unauditable, *(_whole(path.name, one) for one in taken.lost)]
    stock.unchecked += inner.unchecked
    stock.place = Place(
        name,
        str(path),
        "image",
        (*beside.listings, *listings),
        tuple(lost),
        (*beside.models, *inner.place.models),
        beside.files + taken.members,
    )
    return stock


def _layered(listing: Listing, layers: Mapping[str, str]) -> Listing:
    """Components with the layer that brought them."""
    every = (
        replace(one, properties=tuple(sorted((*one.properties, ("layer", layers[one.at.path])))))
        if one.at.path in layers
        else one
        for one in listing.components
    )
    return replace(listing, components=tuple(every))


def _is_image(head: bytes, path: Path) -> bool:
    """Whether a file can be an image in an archive, or a folder an OCI layout."""
    if path.is_dir():
        return (path / "oci-layout").is_file()
    return head[257:262] == b"ustar" or head[:2] == b"\x1f\x8b"


class _Reader:
    """Reads listings below one folder, each once, those that others name included."""

    def __init__(self, root: Path, progress: Progress | None) -> None:
        self._root = root
        self._progress = progress
        self._done: set[str] = set()
        self.listings: list[Listing] = []
        self.lost: list[Unauditable] = []

    def read(self, path: str, *, asked: bool = False) -> None:
        """Read a file if it is a listing; `asked` means that somebody named it as one."""
        waiting = [(path, asked, False)]
        while waiting:
            one, named, included = waiting.pop()
            if one in self._done:
                continue
            self._done.add(one)
            listing = self._parse(one, named=named, included=included)
            if listing is not None:
                self.listings.append(listing)
                waiting += [(inner, True, True) for inner in self._includes(listing)]
        if self._progress:
            self._progress.step("read")

    def _includes(self, listing: Listing) -> Iterable[str]:
        for inner in listing.includes:
            if inner.startswith(("/", "..")):
                self.lost.append(
                    _whole(listing.path, f"it includes `{inner}`, which lies outside of the place")
                )
            elif len(self._done) > MAX_INCLUDES + len(self.listings):
                self.lost.append(_whole(listing.path, f"more than {MAX_INCLUDES} included files"))
            else:
                yield self._spelt(posixpath.normpath(inner))

    def _spelt(self, path: str) -> str:
        """A local action may be called either way; nobody says which."""
        other = path.removesuffix("action.yml") + "action.yaml"
        if path.endswith("/action.yml") and not (self._root / path).exists():
            return other if (self._root / other).exists() else path
        return path

    def _parse(self, path: str, *, named: bool, included: bool) -> Listing | None:
        from ostiary.subjects.places.walk import OUTSIDE, leads_out, read_within

        if included and leads_out(self._root, path):
            self.lost.append(_whole(path, f"cannot be read: {OUTSIDE}"))
            return None
        try:
            if not named and headed(path):
                head = read_within(self._root, path, HEAD - 1)
                if chosen(path, head) is None:
                    return None  # most files of such a name are something else
            data = read_within(self._root, path, MAX_LISTING)
        except OSError as error:
            self.lost.append(_whole(path, f"cannot be read: {error.strerror}"))
            return None
        if len(data) > MAX_LISTING:
            self.lost.append(_whole(path, f"longer than {MAX_LISTING} bytes"))
            return None
        form = chosen(path, data[:HEAD])
        if form is None:
            if not named:
                return None
            # pip reads what `-r` names as requirements, whatever it is called
            text = included or path.endswith((".txt", ".in"))
            form = chosen("requirements.txt", data[:HEAD]) if text else None
            if form is None:
                self.lost.append(_whole(path, "nobody here reads this format"))
                return None
        try:
            return form.parse(path, data)
        except ParseError as error:
            self.lost.append(_whole(path, f"{form.name}: {error.message}", error.hint))
            return None


def _whole(
    path: str, reason: str, hint: str = "repair or remove it, and audit again"
) -> Unauditable:
    return Unauditable(Location(path=path), "", reason, hint, whole=True)
