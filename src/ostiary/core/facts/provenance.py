"""Where a file was built, as far as signatures prove it."""

from enum import StrEnum

from msgspec import Struct


class Proof(StrEnum):
    """What verification of a file's attestations or signature came to."""

    VERIFIED = "verified"
    BROKEN = "broken"  # present, and wrong: signature, digest, identity or log entry
    NONE = "none"  # the index has none for this file
    UNCHECKED = "unchecked"  # present, and nobody here can verify its form: unknown, never a pass


class FileProvenance(Struct, frozen=True):
    """One file's attestation. Identity fields are filled only from what was verified.

    `repository` is the source repository's URL, `commit` its full hash, `workflow` the path of the
    build definition, `ref` the git reference, `builder` the identity provider or CI system.
    Sources: PEP 740; npm provenance (SLSA v1 and v0.2 predicates, npm publish attestation).
    """

    filename: str
    proof: Proof
    repository: str = ""
    commit: str = ""
    ref: str = ""
    workflow: str = ""
    builder: str = ""
    predicate: str = ""
    reason: str = ""


class Provenance(Struct, frozen=True):
    """The proofs of all files of a release, and what the project itself declares.

    `declared` is the source repository that the metadata claims; nothing in it is verified.
    `offered` says whether the index can carry attestations at all (None if unknown).
    """

    files: tuple[FileProvenance, ...]
    declared: str = ""
    offered: bool | None = None

    @property
    def verified(self) -> tuple[FileProvenance, ...]:
        """The files whose attestations hold."""
        return tuple(one for one in self.files if one.proof is Proof.VERIFIED)


class RegistrySignature(Struct, frozen=True):
    """The registry's own signature over name, version and digest (npm `dist.signatures`)."""

    proof: Proof
    keyid: str = ""
    reason: str = ""
