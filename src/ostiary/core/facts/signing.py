"""Who signed a model, and what the signature covers."""

from msgspec import Struct

from ostiary.core.facts.provenance import Proof


class ModelSigned(Struct, frozen=True):
    """One detached signature over a model. Identity fields are filled only from what was verified.

    `method` is `sigstore`, `certificate` or `key`; `signer` the identity in the certificate or the
    fingerprint of the key, `issuer` who vouches for it. `covered` files have the digests that were signed,
    `listed` of them by what the hub lists, since their bytes were not fetched. `uncovered` are there and not
    signed.
    """

    path: str
    proof: Proof
    method: str = ""
    signer: str = ""
    issuer: str = ""
    covered: int = 0
    listed: int = 0
    uncovered: tuple[str, ...] = ()
    reason: str = ""


class ModelSignature(Struct, frozen=True):
    """The signatures over the model `name`, at least one."""

    name: str
    signatures: tuple[ModelSigned, ...]
