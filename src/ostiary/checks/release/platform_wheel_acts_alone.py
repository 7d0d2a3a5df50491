"""Does the wheel for one platform do what the wheels for the others do not?"""

from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.declare import check
from ostiary.checks.release.weight import weigh
from ostiary.checks.wording import listed, quote
from ostiary.core.facts.release import FileForm
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.capabilities.collect import Ability, ReleaseAbilities
from ostiary.program.capabilities.record import Sort


@check(
    "platform-wheel-acts-alone",
    "the wheel for one platform does what the others do not",
    Severity.MEDIUM,
    Family.CONTENTS,
    reads=ReleaseAbilities,
    confidence=Confidence.MEDIUM,
    remedy="Read the named file in that wheel; the platform alone seldom explains a new act.",
    refs=("https://attack.mitre.org/techniques/T1195/002/",),
    ecosystems=("pypi",),
)
def platform_wheel_acts_alone(release: ReleaseAbilities) -> Iterator[Hit | Gap]:
    """One file among twenty is read by nobody: there a payload for one platform lies well."""
    wheels = [one for one in release.artifacts if one.contents.form is FileForm.WHEEL]
    if len(wheels) < 2:
        return
    for wheel in wheels:
        hits = list(_alone(wheel, [one for one in wheels if one is not wheel]))
        yield from capped(hits, "acts of that wheel alone", wheel.contents.at(""))
    unread = [one.contents.filename for one in wheels if not one.whole or _own_unread(one, wheels)]
    if unread:
        yield Gap(f"not all code of {listed(unread)} was seen through")


def _own_unread(wheel: Ability, wheels: list[Ability]) -> bool:
    """Whether it has code that nobody saw through and that is not the same, to the byte, in all wheels."""
    digests = [{row.sha256 for row in one.contents.files} for one in wheels]
    return any(not all(digest in known for known in digests) for _, digest in wheel.unread)


def _alone(wheel: Ability, others: list[Ability]) -> Iterator[Hit]:
    known = {ability for one in others for ability in one.capabilities}
    for one in wheel.capabilities:
        severity = weigh(one)
        if one in known or one.sort is Sort.BINARY or severity < Severity.LOW:
            continue
        yield Hit(
            f"of {len(others) + 1} wheels only {quote(wheel.contents.filename)} {_does(str(one))}",
            one.at,
            severity=severity,
            key=f"{one.sort}:{one.detail}",
        )


def _does(what: str) -> str:
    return f"does this: {quote(what)}"
