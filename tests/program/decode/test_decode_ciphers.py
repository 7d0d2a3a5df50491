"""Ciphers with constant keys give the plain text back, whichever library's call it is."""

import base64
import os
import warnings

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.decrepit.ciphers import algorithms as old
from cryptography.hazmat.decrepit.ciphers import modes as old_modes
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM
from hypothesis import given
from hypothesis import strategies as st

from ostiary.program.decode.catalogue import decode
from ostiary.program.decode.ciphers import unpad

TEXT = b"attack at dawn, no"
KEY, IV = bytes([1]) * 32, bytes([2]) * 16

NODE = {
    # name: key length, vector length, what Node.js makes of TEXT
    "aes-256-cbc": (32, 16, "0d7cb766b04bfb294977ee53213441002601f92c66c62e07e4a85a7918ddf801"),
    "aes-256-gcm": (32, 16, "1142e32bbcaa0f75aa0c167dd234ff0a98d6"),
    "id-aes256-gcm": (32, 12, "66a2bd28293ce19ca7ecd8a92bc9ee92ccda"),
    "AES-256-CTR": (32, 16, "03da669247d4ca69a1d611d4646c479fcbc2"),
    "chacha20": (32, 16, "71903f7d0d7ad2045a5bdbafa0a1d22da9b1"),
    "des-ede3-cbc": (24, 8, "b75f8394754b3e52097269fbcd96b98e593e2e403d87b99b"),
    "aes-128-cfb": (16, 16, "76a260921ac215f103c931168a5fee2a53fd"),
    "aes-128-cfb8": (16, 16, "760166516df0c89c91e78945ae1ca137071d"),
    "aes-128-ofb": (16, 16, "76a260921ac215f103c931168a5fee2a31d7"),
    "aes-192-ecb": (24, 0, "ffd91debd000093abd685c5e3e65f11e4b785f93245488138753606bcea68248"),
    "aes-128-ccm": (16, 12, "306c5d3bdabc42efda0364e1183206f19520"),
}


@pytest.mark.parametrize("name", NODE)
def test_node(name: str) -> None:
    key, iv, packed = NODE[name]
    vector = IV[:iv] if iv else None
    given = (name, KEY[:key], vector, bytes.fromhex(packed))
    assert decode("crypto.createDecipheriv", given, {}) == TEXT
    coded = (name, KEY[:key], vector, packed, "hex")
    assert decode("node:crypto.createDecipheriv", coded, {}) == TEXT
    assert decode("crypto.createDecipheriv", (name, KEY[: key - 1], *given[2:]), {}) is None


@given(st.binary(max_size=80), st.sampled_from([16, 24, 32]))
def test_aes_of_pycryptodome(raw: bytes, size: int) -> None:
    key = KEY[:size]
    padder = padding.PKCS7(128).padder()
    whole = padder.update(raw) + padder.finalize()
    for mode, number, made in (
        ("MODE_CBC", 2, modes.CBC(IV)),
        ("MODE_ECB", 1, modes.ECB()),
        ("AES.MODE_OFB", 5, old_modes.OFB(IV)),
        ("CFB", 3, old_modes.CFB8(IV)),
        ("CTR", 6, modes.CTR(IV[:8] + bytes(8))),
    ):
        working = Cipher(algorithms.AES(key), made).encryptor()
        packed = working.update(whole) + working.finalize()
        vector = None if number == 1 else IV[:8] if number == 6 else IV
        for named in (mode, number):
            plain = decode("Crypto.Cipher.AES.decrypt", (key, named, vector, packed), {})
            assert plain == whole
            assert decode("Crypto.Util.Padding.unpad", (plain, 16), {}) == raw
    assert decode("Cryptodome.Cipher.AES.new.decrypt", (key, "CBC", None, packed), {}) is None


@given(st.binary(max_size=60), st.binary(min_size=8, max_size=40))
def test_authenticated_modes_without_their_tags(raw: bytes, nonce: bytes) -> None:
    packed = AESGCM(KEY).encrypt(nonce, raw, None)
    given = (KEY, "MODE_GCM", nonce, packed[:-16], packed[-16:])
    assert decode("Crypto.Cipher.AES.new.decrypt_and_verify", given, {}) == raw
    short = nonce[:12]
    packed = AESCCM(KEY).encrypt(short, raw, None)
    assert decode("Crypto.Cipher.AES.decrypt", (KEY, "CCM", short, packed[:-16]), {}) == raw


def test_eax_against_the_vector_of_its_paper() -> None:
    """Bellare, Rogaway and Wagner, "The EAX mode of operation", appendix G, the third vector."""
    key = bytes.fromhex("01F74AD64077F2E704C0F60ADA3DD523")
    nonce = bytes.fromhex("70C3DB4F0D26368400A10ED05D2BFF5E")
    packed = bytes.fromhex("D851D5BAE03A59F238A23E39199DC9266626C40F80")
    plain = decode("Crypto.Cipher.AES.decrypt", (key, "EAX", nonce, packed[:-16]), {})
    assert plain == bytes.fromhex("1A47CB4933")


def test_older_ciphers() -> None:
    for name, made, key in (
        ("DES3", old.TripleDES(KEY[:8] + IV[:8] + KEY[:8]), KEY[:8] + IV[:8]),
        ("DES", old.TripleDES(IV[:8] * 3), IV[:8]),
        ("Blowfish", old.Blowfish(KEY[:11]), KEY[:11]),
        ("CAST", old.CAST5(KEY[:16]), KEY[:16]),
    ):
        working = Cipher(made, modes.CBC(IV[:8])).encryptor()
        packed = working.update(b"sixteen letters." * 2)
        given = (key, "CBC", IV[:8], packed)
        assert decode(f"Crypto.Cipher.{name}.decrypt", given, {}) == b"sixteen letters." * 2


@given(st.binary(max_size=60))
def test_stream_ciphers(raw: bytes) -> None:
    packed = Cipher(old.ARC4(KEY[:16]), None).encryptor().update(raw)
    assert decode("Crypto.Cipher.ARC4.decrypt", (KEY[:16], packed), {}) == raw
    nonce = bytes(range(12))
    packed = Cipher(algorithms.ChaCha20(KEY, bytes(4) + nonce), None).encryptor().update(raw)
    assert decode("Crypto.Cipher.ChaCha20.decrypt", (KEY, nonce, packed), {}) == raw
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    packed = ChaCha20Poly1305(KEY).encrypt(nonce, raw, None)[:-16]
    assert decode("Crypto.Cipher.ChaCha20_Poly1305.decrypt", (KEY, nonce, packed), {}) == raw


def test_rc4_with_a_key_of_any_length() -> None:
    """The pairs that every description of the cipher gives."""
    for key, text, packed in (
        (b"Key", b"Plaintext", "BBF316E8D940AF0AD3"),
        (b"Wiki", b"pedia", "1021BF0420"),
    ):
        assert decode("Crypto.Cipher.ARC4.decrypt", (key, bytes.fromhex(packed)), {}) == text


@given(st.binary(max_size=60))
def test_fernet(raw: bytes) -> None:
    key = base64.urlsafe_b64encode(KEY)
    token = Fernet(key).encrypt(raw)
    assert decode("cryptography.fernet.Fernet.decrypt", (key, token), {}) == raw
    assert decode("cryptography.fernet.Fernet.decrypt", (key.decode(), token.decode()), {}) == raw
    assert decode("cryptography.fernet.Fernet.decrypt", (key, token[:-4]), {}) is None
    assert decode("cryptography.fernet.Fernet.decrypt", (key, token), {"ttl": 5}) is None


def test_cryptojs() -> None:
    import hashlib

    salt = bytes(range(1, 9))
    first = hashlib.md5(b"secret" + salt).digest()
    second = hashlib.md5(first + b"secret" + salt).digest()
    iv = hashlib.md5(second + b"secret" + salt).digest()
    working = Cipher(algorithms.AES(first + second), modes.CBC(iv)).encryptor()
    raw = b"Salted__" + salt + working.update(b"print(1) # layer" + bytes([16]) * 16)
    packed = base64.b64encode(raw).decode()
    assert decode("CryptoJS.AES.decrypt", (packed, "secret"), {}) == b"print(1) # layer"
    # what `openssl enc -aes-256-cbc -md md5 -pass pass:secret -S 0102030405060708` writes
    by_tool = b"Salted__" + salt + base64.b64decode("BVPhTg2f1fTP2TXnxINDPZd+yT46l3FFF24B/8qc+Gc=")
    assert decode("CryptoJS.AES.decrypt", (by_tool, "secret"), {}) == b"print(1) # a layer\n"
    assert decode("CryptoJS.AES.decrypt", (packed, "wrong"), {}) is None
    settings = {"mode": "CryptoJS.mode.ECB", "padding": "CryptoJS.pad.NoPadding"}
    one = Cipher(algorithms.AES(KEY), modes.ECB()).encryptor().update(IV)
    assert decode("CryptoJS.AES.decrypt", (one, KEY, settings), {}) == IV


def test_objects_of_cryptography() -> None:
    packed = bytes.fromhex(NODE["aes-256-cbc"][2])
    name = "cryptography.hazmat.primitives.ciphers.Cipher.decrypt"
    plain = decode(name, ("algorithms.AES", KEY, "modes.CBC", IV, packed), {})
    unpadder = "cryptography.hazmat.primitives.padding.PKCS7.unpad"
    assert decode(unpadder, (128, plain), {}) == TEXT


@given(st.binary(max_size=40), st.sampled_from([8, 16]))
def test_paddings(raw: bytes, size: int) -> None:
    for style, made in (("pkcs7", padding.PKCS7(size * 8)), ("x923", padding.ANSIX923(size * 8))):
        padder = made.padder()
        assert unpad(padder.update(raw) + padder.finalize(), size, style) == raw
    whole = raw + b"\x80" + bytes(-(len(raw) + 1) % size)
    assert unpad(whole, size, "iso7816") == raw
    for wrong in (raw, b"a" * size, bytes(size), b"\x02\x03" * size):
        for style in ("pkcs7", "x923", "iso7816", "other"):
            answer = decode("Crypto.Util.Padding.unpad", (wrong, size, style), {})
            assert answer is None or len(str(answer)) < 200


def test_nothing_warns() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for mode in ("CBC", "CFB", "OFB", "CTR", "GCM"):
            packed = os.urandom(16)
            given = (IV, mode, IV[:15] if mode == "CTR" else IV, packed)
            assert decode("Crypto.Cipher.AES.decrypt", given, {}) is not None
