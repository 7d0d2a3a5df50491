"""Does a signed model have files that nobody signed?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.provenance import Proof
from ostiary.core.facts.signing import ModelSignature
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity

MAX_NAMED = 5
"""Files that are named; the rest is counted."""


@check(
    "model-unsigned-file",
    "a signed model with files that nobody signed",
    Severity.MEDIUM,
    Family.ORIGIN,
    reads=ModelSignature,
    remedy="Ask who signed it to sign all files, or to name those that the signature leaves out.",
    refs=("https://github.com/ossf/model-signing-spec",),
)
def model_unsigned_file(signature: ModelSignature) -> Iterator[Hit | Gap]:
    """A file that is laid beside signed ones looks as if it were signed too."""
    good = [one for one in signature.signatures if one.proof is Proof.VERIFIED]
    left = set.intersection(*(set(one.uncovered) for one in good)) if good else set()
    left -= {one.path for one in signature.signatures}
    for one in good[:1]:
        named = ", ".join(quote(path) for path in sorted(left)[:MAX_NAMED])
        more = f" and {len(left) - MAX_NAMED} more" if len(left) > MAX_NAMED else ""
        if left:
            yield Hit(f"{named}{more}: not covered by {quote(one.path)}", Location(signature.name))
