"""Do the artifacts of one release hold different code?"""

from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.contents.counterpart import Sources, is_generated, pythons
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.release import FileForm
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.formats.contents import Contents, ReleaseContents

MAX_SHARE = 0.5
"""Where more of a wheel's files differ, it was transformed as a whole, and single names say little."""
MIN_FILES = 8


@check(
    "artifacts-disagree",
    "wheel and source distribution hold different code",
    Severity.MEDIUM,
    Family.CONTENTS,
    reads=ReleaseContents,
    confidence=Confidence.MEDIUM,
    remedy="Compare the named files with the repository at the tag of this release.",
    refs=("https://attack.mitre.org/techniques/T1195/002/",),
    ecosystems=("pypi",),
)
def artifacts_disagree(release: ReleaseContents) -> Iterator[Hit | Gap]:
    """Reviewers read the source, machines install the wheel: code may stand in one of them only."""
    wheels = [one for one in release.artifacts if one.form in {FileForm.WHEEL, FileForm.EGG}]
    sdists = [one for one in release.artifacts if one.form is FileForm.SDIST]
    for sdist in sdists[:1]:
        sources = Sources(sdist)
        for wheel in wheels:
            yield from _against(wheel, sources)
    if len(wheels) > 1:
        yield from _between(wheels)


def _against(wheel: Contents, sources: Sources) -> Iterator[Hit]:
    code = pythons(wheel)
    repaired = "__init__.py" if _bundles(wheel) else "\0"
    hits = []
    for inner, row in code.items():
        if is_generated(inner, row.size) or sources.agrees(inner, row.sha256):
            continue
        known = sources.has(inner)
        if not known and sources.made_from_template(inner):
            continue
        what = "has other bytes than in" if known else "is not in"
        hits.append(
            Hit(
                f"{quote(inner)} {what} the source distribution",
                wheel.at(row.path),
                severity=Severity.LOW if known and inner.endswith(repaired) else Severity.MEDIUM,
                key=inner,
            )
        )
    if len(hits) > max(MIN_FILES, MAX_SHARE * len(code)):
        message = f"{len(hits)} of {len(code)} Python files differ from the source distribution"
        yield Hit(message, wheel.at(""), key="most")
        return
    yield from capped(hits, "files that differ from the source distribution", wheel.at(""))


def _bundles(wheel: Contents) -> bool:
    """Tools that bundle shared libraries also write lines into `__init__.py` that load them."""
    return any(row.path.partition("/")[0].endswith(".libs") for row in wheel.files)


def _between(wheels: list[Contents]) -> Iterator[Hit]:
    """Python files that are not the same on every platform, each named once."""
    seen: dict[str, tuple[str, Contents]] = {}
    hits: dict[str, Hit] = {}
    repaired = any(map(_bundles, wheels))
    for wheel in wheels:
        for inner, row in pythons(wheel).items():
            digest, other = seen.setdefault(inner, (row.sha256, wheel))
            if digest == row.sha256 or inner in hits or is_generated(inner, row.size):
                continue
            mild = repaired and inner.endswith("__init__.py")
            hits[inner] = Hit(
                f"{quote(inner)} has other bytes than in {quote(other.filename)}",
                wheel.at(row.path),
                severity=Severity.LOW if mild else Severity.MEDIUM,
                key=inner,
            )
    yield from capped(list(hits.values()), "files that differ between wheels", wheels[0].at(""))
