"""Time, randomness and environment, handed in from the edge."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath

from msgspec import Struct


class World(Struct, frozen=True):
    """What the front door knows of the outside; nothing below it asks the process.

    `now` is one aware UTC time for the whole run, so that a run is reproducible; `environ`, `home` and
    `cwd` are what the user's own clients would see.
    """

    now: datetime
    environ: Mapping[str, str]
    home: PurePath
    cwd: PurePath
    cache: PurePath
    data: PurePath
    offline: bool = False
    run_id: str = ""
