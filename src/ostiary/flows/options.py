"""What a front door may ask of the flows."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct, field

from ostiary.policy.model import Policy


class Sources(Struct, frozen=True):
    """Where further sources answer. An empty URL switches a source off, and it counts as unknown."""

    osv: str = "https://api.osv.dev"
    depsdev: str = "https://api.deps.dev"
    scorecard: str = "https://api.scorecard.dev"
    github: str = "https://api.github.com"
    gitlab: str = "https://gitlab.com/api/v4"
    rdap: str = "https://rdap.org"
    pypistats: str = "https://pypistats.org/api"
    npm_downloads: str = ""

    @staticmethod
    def from_environ(environ: Mapping[str, str]) -> "Sources":
        """The defaults, with `OSTIARY_OSV_URL`, `OSTIARY_GITHUB_URL` and so on laid over them."""
        names = Sources.__struct_fields__
        given = {name: environ.get(f"OSTIARY_{name.upper()}_URL") for name in names}
        return Sources(**{name: url.rstrip("/") for name, url in given.items() if url is not None})


class VetOptions(Struct, frozen=True):
    """How far one `vet` goes.

    `tree` resolves and judges the dependencies, `deep` reads their code too; `all_artifacts` reads
    the files for every platform, not only those that this machine's installer could choose. `compare` says
    with how many earlier releases the abilities of this one are compared: each has to be fetched and read.
    `fresh` reads every artifact again, whatever was found in it before.
    """

    policy: Policy
    tree: bool = True
    deep: bool = False
    all_artifacts: bool = False
    allow_pre: bool = False
    compare: int = 0
    fresh: bool = False
    index_url: str = ""
    npm_registry: str = ""
    sources: Sources = field(default_factory=Sources)

    @property
    def cooldown(self) -> timedelta:
        """How long a file must have been published before it may enter without a look."""
        return timedelta(days=self.policy.cooldown_days)
