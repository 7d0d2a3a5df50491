"""Does a signature over the model hold, and are its files those that were signed?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.provenance import Proof
from ostiary.core.facts.signing import ModelSignature
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity


@check(
    "model-signature-broken",
    "a signature over a model does not hold",
    Severity.CRITICAL,
    Family.ORIGIN,
    reads=ModelSignature,
    remedy="Do not use the model: its files are others than those that were signed.",
    refs=("https://github.com/ossf/model-signing-spec",),
)
def model_signature_broken(signature: ModelSignature) -> Iterator[Hit | Gap]:
    """Whoever changes a file of a signed model can not sign it anew."""
    for one in signature.signatures:
        if one.proof is Proof.BROKEN:
            said = f"the signature {quote(one.path)} does not hold: {one.reason}"
            yield Hit(said, Location(signature.name, one.path))
        elif one.proof is Proof.UNCHECKED:
            yield Gap(f"the signature {quote(one.path)} could not be verified: {one.reason}")
