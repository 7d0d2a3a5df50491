"""Which decision do the bytes of a sample alone lead to, under the preset `balanced`?"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path, PurePosixPath

import pages
from msgspec import Struct
from msgspec.structs import replace
from spelling import Files, built

from ostiary.core.scale import Decision
from ostiary.core.verdict import Verdict
from ostiary.core.world import World
from ostiary.evidence.artifact import examine
from ostiary.flows.judging import conclude
from ostiary.flows.local import LOCAL, local
from ostiary.policy.load import preset
from ostiary.policy.model import Policy

HERE = Path(__file__).parent
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
PLACE = PurePosixPath("/nowhere")
WORLD = World(NOW, {}, PLACE, PLACE, PLACE, PLACE)
DECISIONS = {one.word: one for one in Decision}


class Case(Struct, frozen=True):
    """One sample with what it has to end as: `allow` exactly, anything else at least.

    `only` says that it must not end as more than that, either.
    """

    page: str
    id: str
    form: str  # sdist, wheel or npm
    expected: Decision
    about: str
    files: tuple[tuple[str, bytes], ...]
    only: bool = False

    @property
    def name(self) -> str:
        """Unique among all pages."""
        return f"{self.page}/{self.id}"

    def holds(self, decision: Decision) -> bool:
        """Whether a decision is what the page promises."""
        if self.expected is Decision.ALLOW or self.only:
            return decision is self.expected
        return decision >= self.expected


def cases(folder: str) -> Iterator[Case]:
    """Every sample on the pages of a folder: `### npm: id [block] what it does`."""
    for path in sorted((HERE / folder).glob("*.md")):
        yield from _cases_of(path, f"{folder}/{path.stem}")


def _cases_of(path: Path, page: str) -> Iterator[Case]:
    for sample in pages.samples(path):
        form, _, rest = sample.title.partition(": ")
        name, _, rest = rest.partition(" [")
        word, _, about = rest.partition("] ")
        assert sample.files, f"{page}: {name} has no files"
        only, word = word.startswith("only "), word.removeprefix("only ")
        yield Case(page, name, form, DECISIONS[word], about, tuple(built(sample.files)), only)


@cache
def balanced() -> Policy:
    """The default policy with what `ostiary scan` requires."""
    policy = preset("balanced")
    return replace(policy, require=tuple(kind for kind in policy.require if kind in LOCAL))


def decide(form: str, files: Files) -> Verdict:
    """Pack the files as an installer would get them, and judge them as `ostiary scan` does."""
    name, data = pages._ARCHIVES[form](files)
    examination = examine(io.BytesIO(data), name)
    looked = conclude(local(examination, name, WORLD, balanced()), balanced(), (), WORLD)
    assert looked.verdict
    return looked.verdict


def told(verdict: Verdict) -> str:
    """The verdict with its reasons in one line."""
    reasons = "; ".join(f"{one.check or one.rule}: {one.message}"[:120] for one in verdict.reasons)
    return f"{verdict.decision.word} ({verdict.score}) {reasons}"
