"""Whom do we believe: a pinned set of authorities and logs, read without a network."""

import base64
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ostiary.core.digest import sha256
from ostiary.core.errors import UsageError

if TYPE_CHECKING:
    from sigstore.models import TrustedRoot

MAX_ROOT = 4 * 1024 * 1024
"""Bytes of a trust root; the public one is 7 kB."""

_STORE = "sigstore._store"
_PUBLIC = "https%3A%2F%2Ftuf-repo-cdn.sigstore.dev"


class TrustRoot(Struct, frozen=True):
    """Certificate authorities and transparency logs. `label` says where it is from, `digest` which one.

    `logs` and `authorities` are key identifiers, to tell a stranger from an impostor: material of a log
    or authority that the root does not know may be forged, or newer than the root. `newest` is the
    day on which its newest key came into use (ISO 8601): the root is no older than that.

    Source: Sigstore protobuf-specs, `trustroot/v1/sigstore_trustroot.proto`.
    """

    label: str
    digest: str
    root: "TrustedRoot"
    logs: frozenset[bytes]
    authorities: frozenset[bytes]
    newest: str = ""

    @classmethod
    def embedded(cls) -> "TrustRoot":
        """The public good instance, as pinned in the installed sigstore library; asks no network."""
        return _embedded()

    @classmethod
    def from_file(cls, path: Path) -> "TrustRoot":
        """A trust root of one's own (`trusted_root.json`). Raises `UsageError`."""
        return _load(path, str(path))


@cache
def _embedded() -> TrustRoot:
    from importlib import metadata, resources

    file = resources.files(_STORE) / _PUBLIC / "trusted_root.json"
    with resources.as_file(file) as path:
        return _load(path, f"sigstore {metadata.version('sigstore')}, embedded")


def _load(path: Path, label: str) -> TrustRoot:
    from sigstore.errors import Error
    from sigstore.models import TrustedRoot

    hint = "give a Sigstore `trusted_root.json`"
    try:
        if path.stat().st_size > MAX_ROOT:
            raise UsageError(f"{label} is larger than a trust root can be", hint)
        data = path.read_bytes()
        root = TrustedRoot.from_file(str(path))
        return TrustRoot(label, sha256(data), root, _logs(data), _authorities(root), _newest(data))
    except (OSError, ValueError, LookupError, TypeError, Error) as error:
        raise UsageError(f"{label} is no trust root: {error}", hint) from None


def _logs(data: bytes) -> frozenset[bytes]:
    wire = json.loads(data)
    logs = [*wire["tlogs"], *wire["ctlogs"]]
    ids = [log[field] for log in logs for field in ("logId", "checkpointKeyId") if field in log]
    return frozenset(base64.b64decode(one["keyId"]) for one in ids)


def _newest(data: bytes) -> str:
    wire = json.loads(data)
    logs = [log["publicKey"] for log in (*wire["tlogs"], *wire["ctlogs"])]
    every = [*logs, *wire["certificateAuthorities"], *wire.get("timestampAuthorities", ())]
    starts = [one.get("validFor", {}).get("start", "") for one in every]
    return max((start[:10] for start in starts if isinstance(start, str)), default="")


def _authorities(root: "TrustedRoot") -> frozenset[bytes]:
    """Key identifiers as written in the certificates, and as RFC 5280 would compute them."""
    from cryptography.x509 import SubjectKeyIdentifier

    certificates = root.get_fulcio_certs()
    computed = {
        SubjectKeyIdentifier.from_public_key(one.public_key()).digest for one in certificates
    }
    written = {
        extension.value.digest
        for one in certificates
        for extension in one.extensions
        if isinstance(extension.value, SubjectKeyIdentifier)
    }
    return frozenset(computed | written)
