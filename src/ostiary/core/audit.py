"""What an audit adds to a run: places with their inventories, and what changed since an earlier one."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from ostiary.core.inventory import Component, Listing, Unauditable
from ostiary.core.location import NOWHERE, Location
from ostiary.core.scale import Decision
from ostiary.core.subject import Subject
from ostiary.core.verdict import Reason


class Place(Struct, frozen=True):
    """One place that was audited: `name` as it was asked for, `path` absolute, `kind` folder, file, ...

    `models` are (path, bytes) of files that were seen and have the name of a model, of which `not_models` are
    none by their content; `models_left` says why they were not examined, empty if they were. `files` counts
    the files that were passed.
    """

    name: str
    path: str
    kind: str
    listings: tuple[Listing, ...] = ()
    unauditable: tuple[Unauditable, ...] = ()
    models: tuple[tuple[str, int], ...] = ()
    files: int = 0
    models_left: str = ""
    not_models: int = 0

    @property
    def subject(self) -> Subject:
        """The place as a thing with a verdict of its own."""
        short = self.path.rstrip("/").rpartition("/")[2] or "root"
        return Subject("generic", short, "", (), self.path, self.path)

    @property
    def components(self) -> tuple[Component, ...]:
        """Every component of every listing."""
        return tuple(one for listing in self.listings for one in listing.components)


class ChangeKind(StrEnum):
    """How a component differs from the earlier audit."""

    NEW = "new"
    GONE = "gone"
    UPDATED = "updated"  # another version
    ALTERED = "altered"  # the same version, other bytes


class Change(Struct, frozen=True):
    """One component that is not as it was; `before` and `after` are versions, or digests for `ALTERED`."""

    kind: ChangeKind
    place: str
    type: str
    name: str
    before: str = ""
    after: str = ""
    at: Location = NOWHERE


class Remembered(Struct, frozen=True):
    """A finding of the earlier audit, as far as a report needs it."""

    fingerprint: str
    subject: str
    check: str
    message: str
    advisory: str = ""


class Handover(StrEnum):
    """How those who stand behind a component differ from what was known before."""

    LOST = "trusted-publishing-lost"  # a trusted build service or provenance before, none now
    IDENTITY = "build-identity-changed"  # built from another repository or by another workflow
    PUBLISHER = "publisher-changed"
    ADDED = "maintainer-added"
    REMOVED = "maintainer-removed"


class People(Struct, frozen=True):
    """Who may publish a component, and who published the release in use, as its registry said at `at`.

    `maintainers` are the accounts that could publish then, sorted; `publisher` is an account or the name of
    a build service, `publishing` is `trusted`, `token`, or empty. `attested` says whether the registry names
    provenance of the release (None if it never tells); `identities` are repository and workflow of proofs
    that were verified. Empty means that the registry does not say.
    """

    type: str
    name: str
    version: str
    at: datetime
    maintainers: tuple[str, ...] = ()
    publisher: str = ""
    publishing: str = ""
    attested: bool | None = None
    identities: tuple[str, ...] = ()


class PeopleChange(Struct, frozen=True):
    """One difference; `before` and `after` name accounts or identities, `version` is the release in use."""

    kind: Handover
    type: str
    name: str
    version: str
    before: str = ""
    after: str = ""
    at: Location = NOWHERE


class Vetted(Struct, frozen=True):
    """How the vetting of a release ended that came into use between two audits.

    `decision` is that of `at`, with the messages of its `reasons`; None says that nobody has vetted it, since
    that was switched off.
    """

    type: str
    name: str
    version: str
    at: datetime
    decision: Decision | None
    reasons: tuple[str, ...] = ()


class Changes(Struct, frozen=True):
    """What differs from an earlier audit (`run`, `at`) or from a baseline.

    `fresh` are fingerprints of findings that were not there; `fixed` are findings that are gone; `unread` is
    what could not be read or checked now, and was no such case before. `decision` is what the policy makes
    of all that is new, with its `reasons`; until somebody has judged it, it is insufficient. `people` are new
    or gone behind components that are in use; they lead the report, and do not decide.
    """

    run: str
    at: datetime
    what: str = "audit"
    components: tuple[Change, ...] = ()
    fresh: tuple[str, ...] = ()
    fixed: tuple[Remembered, ...] = ()
    unread: tuple[Unauditable, ...] = ()
    decision: Decision = Decision.INSUFFICIENT
    reasons: tuple[Reason, ...] = ()
    people: tuple[PeopleChange, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether all is as it was."""
        return not (self.components or self.fresh or self.fixed or self.people or self.unread)


class Pressing(Struct, frozen=True):
    """How pressing a finding about an advisory is: `rank` sorts (higher comes first), `words` explain it.

    `ssvc` is the decision of CISA's tree, `inputs` its answers with where each is from.
    """

    fingerprint: str
    subject: str
    rank: tuple[float, ...]
    words: tuple[str, ...]
    ssvc: str = ""
    inputs: tuple[str, ...] = ()


class Audit(Struct, frozen=True):
    """All that an audit found out beyond verdicts.

    `unchecked` are components about which no advisory source could say anything, each with the reason;
    `pressing` says for each finding about an advisory how pressing it is;
    `trend` has one row for each earlier audit of the same places: time, components, open findings.
    `people` are those behind components, asked now or kept from an earlier audit; `unasked` says of how many
    it is not known now, by reason. `vetted` are releases in use that came after the first audit, each as it
    was vetted last. `new_only` says that only what is new counts for the headline and the exit code.
    """

    places: tuple[Place, ...]
    unchecked: tuple[Unauditable, ...] = ()
    changes: Changes | None = None
    pressing: tuple[Pressing, ...] = ()
    trend: tuple[tuple[datetime, int, int], ...] = field(default=())
    people: tuple[People, ...] = ()
    unasked: tuple[tuple[str, int], ...] = ()
    vetted: tuple[Vetted, ...] = ()
    new_only: bool = False
