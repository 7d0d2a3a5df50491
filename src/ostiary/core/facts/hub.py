"""What a hub of models says about one repository at one commit, and what it served."""

from datetime import datetime

from msgspec import Struct


class HubFile(Struct, frozen=True, order=True):
    """One file of a repository as the hub lists it.

    `blob` is the SHA-1 of its git object, `sha256` that of its bytes where it is kept by LFS; both in
    hexadecimal, empty where the hub does not say.
    """

    path: str
    size: int
    blob: str = ""
    sha256: str = ""


class ModelRepository(Struct, frozen=True):
    """A model's repository at the commit that the asked revision stands for now.

    `asked` is the revision as the user wrote it, empty for none; `pinned` says whether that was the commit.
    `branches` and `tags` are (name, commit), None where the hub did not tell. `gated` is empty, `auto` or
    `manual`. `card` are (key, text) of the model card's head: what the author states. `downloads` counts the
    last 30 days, -1 where unknown, as `likes`. `scanned` is the state of the hub's own scan, `flagged` are
    (path, level) of files to which this scan objects. `now` is the time of the run.
    """

    name: str
    commit: str
    now: datetime
    asked: str = ""
    pinned: bool = False
    organisation: str = ""
    branches: tuple[tuple[str, str], ...] | None = None
    tags: tuple[tuple[str, str], ...] | None = None
    gated: str = ""
    private: bool = False
    disabled: bool = False
    licence: str = ""
    card: tuple[tuple[str, str], ...] = ()
    downloads: int = -1
    likes: int = -1
    created: datetime | None = None
    modified: datetime | None = None
    scanned: str = ""
    flagged: tuple[tuple[str, str], ...] = ()
    files: tuple[HubFile, ...] = ()


class Disagreement(Struct, frozen=True, order=True):
    """A file whose bytes are not those that the hub lists; `problem` says in what."""

    path: str
    problem: str


class ServedFiles(Struct, frozen=True):
    """What came of the files of one commit.

    `verified` were had whole and have the digest that the hub lists, `ranged` were read by their headers, so
    that no digest could be worked out. `altered` are others than listed, `unread` are (path, reason) of those
    that could not be had, `unpinned` have no digest on the hub. `fetched` are bytes from the network.
    """

    name: str
    commit: str
    verified: int = 0
    ranged: tuple[str, ...] = ()
    altered: tuple[Disagreement, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    unpinned: tuple[str, ...] = ()
    fetched: int = 0
