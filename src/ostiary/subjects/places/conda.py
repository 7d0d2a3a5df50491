"""Installed conda packages: one small file of metadata each."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from ostiary.core.digest import Digest
from ostiary.core.inventory import Component, Listing, ListingKind, Unauditable
from ostiary.core.location import Location
from ostiary.subjects.places.walk import read_within

MAX_META = 64 << 20


class _Meta(msgspec.Struct):
    name: str
    version: str
    build: str = ""
    channel: str = ""
    url: str = ""
    sha256: str = ""
    requested_spec: str = ""


_DECODER = msgspec.json.Decoder(_Meta)


def read_conda(root: Path, paths: Iterable[str]) -> list[Listing]:
    """One listing for each `conda-meta` folder; what cannot be read is unauditable."""
    found: dict[str, list[Component]] = {}
    lost: dict[str, list[Unauditable]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        found.setdefault(folder, [])
        try:
            data = read_within(root, path, MAX_META)
            meta = _DECODER.decode(data)
        except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            gap = Unauditable(
                Location(path=path),
                name.removesuffix(".json"),
                f"unreadable: {error}",
                whole=True,
            )
            lost.setdefault(folder, []).append(gap)
            continue
        digests = (Digest("sha256", meta.sha256.lower()),) if meta.sha256 else ()
        details = (("build", meta.build), ("channel", meta.channel))
        found[folder].append(
            Component(
                type="conda",
                name=meta.name,
                version=meta.version,
                at=Location(path=path),
                key=meta.name,
                digests=digests,
                direct=bool(meta.requested_spec),
                source=meta.url,
                properties=tuple((key, value) for key, value in details if value),
            )
        )
    return [
        Listing(
            "conda-meta",
            folder,
            ListingKind.INSTALLED,
            tuple(every),
            tuple(lost.get(folder, ())),
        )
        for folder, every in found.items()
    ]
