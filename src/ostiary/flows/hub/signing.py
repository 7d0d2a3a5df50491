"""The signatures that lie beside a model, verified against the digests of its files."""

from collections.abc import Mapping
from pathlib import Path

from ostiary.attest.keys import Trusted
from ostiary.attest.model import Believed, Signed, verify_model
from ostiary.attest.trust import TrustRoot
from ostiary.core.errors import OstiaryError
from ostiary.core.evidence import Absent, Cause, Evidence, Item, Unknown
from ostiary.core.facts.signing import ModelSignature
from ostiary.core.subject import Subject
from ostiary.core.world import World
from ostiary.evidence.folder import read_file
from ostiary.formats.contents import Contents

SOURCE = "signatures beside the model"

SIGNATURES = (".sig", ".sigstore", ".sigstore.json")
"""Names of detached signatures, at the top of a model."""

MAX_SIGNATURES = 8
MAX_SIGNATURE = 16 << 20
"""Bytes of one signature: it names each file of the model."""


def is_signature(path: str) -> bool:
    """Whether a file is called as a detached signature over the whole model is."""
    return "/" not in path and path.endswith(SIGNATURES)


def signed(
    name: str, signatures: Mapping[str, bytes], files: Signed, subject: Subject, world: World
) -> Item:
    """The signatures as one fact; none at all is neutral."""
    if not signatures:
        return Absent(subject, ModelSignature, SOURCE, "nobody signed it")
    try:
        believed = _believed(world)
    except OstiaryError as error:
        cause = Cause.UNCONFIGURED
        return Unknown(subject, ModelSignature, SOURCE, cause, error.message, error.hint)
    found = tuple(
        verify_model(path, data, files, believed)
        for path, data in sorted(signatures.items())[:MAX_SIGNATURES]
    )
    return Evidence(subject, ModelSignature(name, found), SOURCE, world.now)


def signed_folder(
    folder: Path, contents: Contents, subject: Subject, world: World
) -> tuple[Item, ...]:
    """The same of a folder on disk; nothing where no signature lies in it."""
    top = [row for row in contents.files if row.depth == 0]
    names = [row.path for row in top if is_signature(row.path)][:MAX_SIGNATURES]
    if not names or not folder.is_dir():
        return ()
    found = {one: read_file(folder / one, MAX_SIGNATURE) for one in names}
    files = Signed({row.path: row.sha256 for row in top})
    return (signed(contents.filename, found, files, subject, world),)


def _believed(world: World) -> Believed:
    """Whom we believe: the pinned root or the user's own, and the user's own keys and authorities."""
    own = world.environ.get("OSTIARY_TRUST_ROOT", "")
    keys = world.environ.get("OSTIARY_MODEL_TRUST", "")
    trusted = Trusted.from_file(Path(keys)) if keys else Trusted()
    trust = TrustRoot.from_file(Path(own)) if own else TrustRoot.embedded()
    return Believed(trust, trusted, world.now)
