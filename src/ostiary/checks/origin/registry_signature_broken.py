"""Does the registry's own signature over the release hold?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.provenance import Proof, RegistrySignature
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "registry-signature-broken",
    "the registry's signature does not hold",
    Severity.CRITICAL,
    Family.ORIGIN,
    reads=RegistrySignature,
    remedy="Do not use the file; look for a mirror or proxy on the way that changes what it passes on.",
)
def registry_signature_broken(signature: RegistrySignature) -> Iterator[Hit | Gap]:
    """The signature binds name, version and digest: if it is wrong, somebody changed one of them."""
    if signature.proof is Proof.BROKEN:
        key = f" by key {quote(signature.keyid)}" if signature.keyid else ""
        why = f": {signature.reason}" if signature.reason else ""
        yield Hit(f"the registry's signature{key} does not hold{why}")
    elif signature.proof is Proof.UNCHECKED:
        yield Gap(signature.reason or "the registry's signature could not be verified")
