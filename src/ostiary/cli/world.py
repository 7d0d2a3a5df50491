"""The world as this process finds it: time, environment and the user's own folders."""

import os
from datetime import UTC, datetime
from pathlib import Path

from ostiary.core.world import World


def make_world(*, offline: bool = False) -> World:
    """Look at the process once. OSTIARY_CACHE and OSTIARY_DATA move the two folders."""
    from platformdirs import user_cache_path, user_data_path

    environ = dict(os.environ)
    cache = environ.get("OSTIARY_CACHE")
    data = environ.get("OSTIARY_DATA")
    now = datetime.now(UTC)
    return World(
        now=now,
        environ=environ,
        home=Path.home(),
        cwd=Path.cwd(),
        cache=Path(cache) if cache else user_cache_path("ostiary", appauthor=False),
        data=Path(data) if data else user_data_path("ostiary", appauthor=False),
        offline=offline or environ.get("OSTIARY_OFFLINE", "") not in {"", "0"},
        run_id=f"{now:%Y%m%dT%H%M%SZ}-{os.urandom(4).hex()}",
    )
