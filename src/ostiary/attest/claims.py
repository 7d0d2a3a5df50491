"""Which build, of which repository, does a signing certificate name?"""

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

GITHUB = "https://token.actions.githubusercontent.com"
GITLAB = "https://gitlab.com"
GOOGLE = "https://accounts.google.com"
CIRCLECI = "https://oidc.circleci.com"
BUILDERS = {
    GITHUB: "GitHub Actions",
    GITLAB: "GitLab CI/CD",
    GOOGLE: "Google Cloud",
    CIRCLECI: "CircleCI",
}

_ARC = "1.3.6.1.4.1.57264.1."
_UTF8_STRING = 0x0C


class Claims(Struct, frozen=True):
    """What the certificate authority wrote down about the builder; empty where it says nothing.

    `config` is the URI of the build definition, with `@` and the reference at its end.
    Source: Fulcio, `docs/oid-info.md`.
    """

    issuer: str = ""
    signer: str = ""
    repository: str = ""
    commit: str = ""
    ref: str = ""
    config: str = ""

    @property
    def builder(self) -> str:
        """The build service by its name, or the issuer's URL."""
        return BUILDERS.get(self.issuer, self.issuer)

    @property
    def workflow(self) -> str:
        """The path of the build definition in the repository, or all of its URI if it is elsewhere."""
        config = self.config.rpartition("@")[0] or self.config
        if self.repository and config.startswith(self.repository + "/"):
            return config[len(self.repository) :].lstrip("/")
        return config


def read_claims(certificate: "Certificate") -> Claims:
    """The claims of a certificate, which the caller has verified. Raises `ValueError`."""
    found: dict[int, str] = {}
    for extension in certificate.extensions:
        oid = extension.oid.dotted_string
        if oid.startswith(_ARC):
            number = int(oid[len(_ARC) :])
            value: bytes = extension.value.public_bytes()
            found[number] = value.decode() if number < 7 else _utf8_string(value)
    issuer = found.get(8) or found.get(1, "")
    repository = found.get(12, "")
    if not repository and found.get(5) and issuer == GITHUB:
        repository = f"https://github.com/{found[5]}"
    if repository and "://" not in repository:
        repository = f"https://{repository}"
    return Claims(
        issuer=issuer,
        signer=found.get(9, ""),
        repository=repository,
        commit=found.get(13) or found.get(3, ""),
        ref=found.get(14) or found.get(6, ""),
        config=found.get(18, ""),
    )


def _utf8_string(der: bytes) -> str:
    if len(der) < 2 or der[0] != _UTF8_STRING:
        raise ValueError("a certificate claim that is no UTF-8 string")
    length, start = der[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(der[2:start], "big")
    if len(der) != start + length:
        raise ValueError("a certificate claim of the wrong length")
    return der[start:].decode()
