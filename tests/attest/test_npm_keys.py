from datetime import UTC, datetime

import pytest
from authority import b64, new_key, sign, spki
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ostiary.attest.npm_keys import RegistryKey, parse_keys, verify_npm_signature
from ostiary.core.errors import ParseError
from ostiary.core.facts.provenance import Proof

INTEGRITY = "sha512-abcd=="
KEY = new_key()
ROW = RegistryKey("SHA256:one", b64(spki(KEY)))
GOOD = ("SHA256:one", b64(sign(KEY, f"@a/b@1.0.0:{INTEGRITY}".encode())))
ENDED = replace(ROW, expires=datetime(2025, 1, 29, tzinfo=UTC))


def proof(
    *signatures: tuple[str, str],
    keys: tuple[RegistryKey, ...] = (ROW,),
    version: str = "1.0.0",
    integrity: str = INTEGRITY,
    published: datetime | None = None,
) -> Proof:
    return verify_npm_signature("@a/b", version, integrity, signatures, keys, published).proof


def test_a_signature_holds_for_exactly_what_was_signed() -> None:
    assert proof(GOOD) is Proof.VERIFIED
    assert proof(GOOD, version="1.0.1") is Proof.BROKEN
    assert proof(GOOD, integrity="sha512-efgh==") is Proof.BROKEN
    assert proof() is Proof.NONE


def test_all_signatures_must_hold() -> None:
    forged = ("SHA256:one", b64(sign(new_key(), f"@a/b@1.0.0:{INTEGRITY}".encode())))
    assert proof(GOOD, forged) is Proof.BROKEN
    assert proof(("SHA256:one", "not base64")) is Proof.BROKEN


def test_keys_that_are_missing_or_ended() -> None:
    assert proof(GOOD, keys=()) is Proof.UNCHECKED
    assert proof(("SHA256:two", GOOD[1])) is Proof.BROKEN
    assert proof(GOOD, keys=(ENDED,)) is Proof.UNCHECKED
    assert proof(GOOD, keys=(ENDED,), published=datetime(2024, 1, 1, tzinfo=UTC)) is Proof.VERIFIED
    assert proof(GOOD, keys=(ENDED,), published=datetime(2025, 6, 1, tzinfo=UTC)) is Proof.BROKEN


def test_keys_of_other_kinds_are_unchecked() -> None:
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    edwards = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes(*form)
    larger = ec.generate_private_key(ec.SECP384R1()).public_key().public_bytes(*form)
    for key in ("", "no key", b64(b"no key"), b64(edwards), b64(larger)):
        assert proof(GOOD, keys=(replace(ROW, key=key),)) is Proof.UNCHECKED
    assert proof(GOOD, keys=(replace(ROW, scheme="rsa"),)) is Proof.UNCHECKED


def test_the_registrys_list_of_keys() -> None:
    body = (
        b'{"keys":[{"expires":"2025-01-29T00:00:00.000Z","keyid":"SHA256:a","keytype":'
        b'"ecdsa-sha2-nistp256","scheme":"ecdsa-sha2-nistp256","key":"AAAA"},'
        b'{"expires":null,"keyid":"SHA256:b","scheme":"ecdsa-sha2-nistp256","key":"BBBB"}]}'
    )
    ended, lasting = parse_keys(body)
    assert ended.expires == datetime(2025, 1, 29, tzinfo=UTC)
    assert (lasting.keyid, lasting.key, lasting.expires) == ("SHA256:b", "BBBB", None)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"keys": 1}', b'{"keys": [1]}', b'{"keys": [{}]}', b"[" * 100_000,
     b'{"keys": [{"keyid": "a", "key": "b", "expires": "soon"}]}'],
)  # fmt: skip
def test_what_is_no_list_of_keys(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse_keys(body)


@given(st.lists(st.tuples(st.text(), st.text()), max_size=3), st.text(), st.text())
def test_nothing_made_up_verifies(
    signatures: list[tuple[str, str]], version: str, key: str
) -> None:
    keys = (RegistryKey("k", key), ROW)
    assert proof(*signatures, keys=keys, version=version) is not Proof.VERIFIED
