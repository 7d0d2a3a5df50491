"""Could somebody who means a popular package end up with this one?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.identity.likeness import Likeness, alike
from ostiary.checks.identity.weight import STRENGTH, weigh
from ostiary.checks.wording import quote
from ostiary.core.facts.names import NameContext, PopularName
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity

MAX_HITS = 3
CHANGES = {
    "homoglyph": "letters of another script that look the same",
    "look-alike": "characters that look alike",
    "separator": "other separators",
    "scope": "the scope drawn into the name or out of it",
    "scope-name": "another spelling of its scope",
    "transposed": "two letters transposed",
    "repeated": "one letter doubled or halved",
    "omitted": "one letter left out",
    "neighbour-key": "one letter replaced by its neighbour on the keyboard",
    "replaced": "one letter replaced",
    "added": "one letter added",
    "two-slips": "one letter and the separators changed",
    "digit": "a digit more, less or other",
    "version": "a number added",
    "affix": "a common word before or after it",
}


@check(
    "name-confusion",
    "the name could be taken for a popular one",
    Severity.MEDIUM,
    Family.IDENTITY,
    reads=NameContext,
    confidence=Confidence.MEDIUM,
    remedy="Compare the name, letter by letter, with the one that you mean. If this is the one, approve it.",
    refs=("https://attack.mitre.org/techniques/T1195/001/", "https://arxiv.org/abs/2502.20528"),
)
def name_confusion(context: NameContext) -> Iterator[Hit | Gap]:
    """Names one slip away from popular ones are registered to catch that slip; most are honest, though."""
    if not context.popular:
        source = context.list_source or "no source"
        yield Gap(f"there is no list of popular names to compare with ({source})")
        return
    weighed = [
        (one, weight)
        for one in alike(context.ecosystem, context.name, context.popular)
        if (weight := weigh(one, context))
    ]
    weighed.sort(
        key=lambda pair: (-pair[1].severity, -STRENGTH[pair[0].change], pair[0].target.rank)
    )
    for one, weight in weighed[:MAX_HITS]:
        message = _sentence(context.name, one)
        yield Hit(
            message, severity=weight.severity, confidence=weight.confidence, key=one.target.name
        )


def _sentence(name: str, one: Likeness) -> str:
    change = CHANGES[one.change]
    return f"{quote(name)} is {quote(one.target.name)} with {change}; {popularity(one.target)}"


def popularity(target: PopularName) -> str:
    """How popular a name is, in words."""
    rank = f"that one is number {target.rank:,} by use"
    return f"{rank}, with {target.downloads:,} downloads a month" if target.downloads else rank
