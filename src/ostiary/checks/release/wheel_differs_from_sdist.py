"""Does a wheel hold code that acts, and that its source distribution does not hold?"""

from collections import defaultdict
from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.contents.counterpart import Sources, pythons
from ostiary.checks.declare import check
from ostiary.checks.release.weight import weigh
from ostiary.checks.wording import listed, quote
from ostiary.core.facts.release import FileForm
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.formats.python.places import site_path
from ostiary.program.capabilities.collect import Ability, ReleaseAbilities
from ostiary.program.capabilities.record import Capability, distinct


@check(
    "wheel-differs-from-sdist",
    "code that only the wheel holds does something of note",
    Severity.MEDIUM,
    Family.CONTENTS,
    reads=ReleaseAbilities,
    confidence=Confidence.MEDIUM,
    remedy="Read the named file: whoever reviewed the source has not seen it.",
    refs=("https://attack.mitre.org/techniques/T1195/002/",),
    ecosystems=("pypi",),
)
def wheel_differs_from_sdist(release: ReleaseAbilities) -> Iterator[Hit | Gap]:
    """A file that differs is a question; one that differs and opens the network is nearly the answer."""
    wheels = [one for one in release.artifacts if one.contents.form is FileForm.WHEEL]
    sdists = [one for one in release.artifacts if one.contents.form is FileForm.SDIST]
    for sdist in sdists[:1]:
        for wheel in wheels:
            hits = list(_against(wheel, sdist))
            yield from capped(hits, "files that act only in the wheel", wheel.contents.at(""))
            yield from _unread(wheel, Sources(sdist.contents))
        if wheels and not all(one.whole for one in (sdist, *wheels)):
            yield Gap("one of the files does more than is compared")


def _against(wheel: Ability, sdist: Ability) -> Iterator[Hit]:
    sources = Sources(sdist.contents)
    known = _by_end(sdist)
    doing = _by_path(wheel)
    for inner, row in pythons(wheel.contents).items():
        if sources.agrees(inner, row.sha256) or row.path not in doing:
            continue
        fresh = [one for one in doing[row.path] if one not in known.get(inner, ())]
        weight = max(map(weigh, fresh), default=Severity.INFO)
        if weight < Severity.LOW:
            continue
        where = "has other bytes than" if sources.has(inner) else "is not"
        what = listed(str(one) for one in fresh if weigh(one) is weight)
        yield Hit(
            f"{quote(inner)} {where} in the source distribution, and there: {what}",
            fresh[0].at,
            severity=weight,
            key=inner,
        )


def _unread(wheel: Ability, sources: Sources) -> Iterator[Gap]:
    paths = [path for path, digest in wheel.unread if not sources.agrees(site_path(path), digest)]
    if paths:
        yield Gap(f"not seen through, and not in the source distribution: {listed(paths)}")


def _by_path(artifact: Ability) -> dict[str, tuple[Capability, ...]]:
    found: dict[str, list[Capability]] = defaultdict(list)
    for one in artifact.seen:
        found[one.at.path].append(one)
    return {path: distinct(every) for path, every in found.items()}


def _by_end(sdist: Ability) -> dict[str, set[Capability]]:
    """What the files of the sdist do, by every end of their path: a build may leave out leading folders."""
    found: dict[str, set[Capability]] = defaultdict(set)
    for path, every in _by_path(sdist).items():
        parts = sdist.contents.inner(path).split("/")[-20:]
        for start in range(len(parts)):
            found["/".join(parts[start:])].update(every)
    return found
