"""What a registry answered about one release."""

from msgspec import Struct

from ostiary.core.evidence import Item
from ostiary.core.facts.release import Release, ReleaseFile
from ostiary.core.subject import Subject


class Answer(Struct, frozen=True):
    """The release, the files of it to examine, and every fact or lack of one that the registry told.

    `signatures` are npm's (key id, base64 signature) over `name@version:integrity`; `attestations` is the
    URL of npm's attestation bundle, empty if the registry names none; `signs` says whether the registry
    signed any version of the package. `described` holds, for each version on a Python index, the file
    whose core metadata can be had by itself (PEP 658), or a wheel that may have such beside it.
    """

    subject: Subject
    release: Release
    files: tuple[ReleaseFile, ...]
    items: tuple[Item, ...] = ()
    signatures: tuple[tuple[str, str], ...] = ()
    integrity: str = ""
    attestations: str = ""
    signs: bool = False
    described: tuple[tuple[str, ReleaseFile], ...] = ()
