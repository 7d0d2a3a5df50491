"""A release seen against those before it."""

from datetime import datetime, timedelta

from msgspec import Struct


class Publisher(Struct, frozen=True):
    """Who published: `kind` is `trusted` (CI identity), `token` (an account) or empty if unknown."""

    name: str = ""
    kind: str = ""


class Past(Struct, frozen=True):
    """One release, as far as history needs it. None and empty mean that the index does not say.

    `maintainers` are the accounts that could publish at that time; `attested` says whether the
    index lists provenance for it (None if the index never tells); `requirements` are names;
    `hooks` whether it declares code that runs on install (None if not known).
    """

    version: str
    published: datetime | None = None
    yanked: bool = False
    deprecated: bool = False
    prerelease: bool = False
    publisher: Publisher = Publisher()
    maintainers: tuple[str, ...] = ()
    attested: bool | None = None
    licence: str = ""
    requirements: tuple[str, ...] | None = None
    hooks: bool | None = None
    repository: str = ""


class Lineage(Struct, frozen=True):
    """The release under question, with those before and after it in order of version, oldest first.

    `trusted_times` is False when the index's publish times cannot be true publish times (a mirror
    that stamps its own), and then `times_fault` says why. `now` is the time of the run.
    """

    ecosystem: str
    name: str
    current: Past
    lower: tuple[Past, ...]
    higher: tuple[Past, ...]
    now: datetime
    trusted_times: bool = True
    times_fault: str = ""

    @property
    def earlier(self) -> tuple[Past, ...]:
        """Releases published before the current one, oldest first; by version where times cannot tell."""
        moment = self.current.published
        if not self.trusted_times or moment is None:
            return self.lower
        dated = [past for past in (*self.lower, *self.higher) if past.published]
        before = [past for past in dated if past.published and past.published < moment]
        before.sort(key=lambda past: (past.published or moment, past.version))
        return (*before, *(past for past in self.lower if past.published == moment))


class FileAge(Struct, frozen=True):
    """When one file of the release was uploaded; files added late to an old release count by themselves."""

    filename: str
    uploaded: datetime | None


class ReleaseAge(Struct, frozen=True):
    """The age of a release and of each of its files, against the cooldown of the policy."""

    version: str
    files: tuple[FileAge, ...]
    now: datetime
    cooldown: timedelta
    trusted_times: bool = True
    times_fault: str = ""
