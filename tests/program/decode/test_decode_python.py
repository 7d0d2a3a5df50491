"""Python's decoders answer as the real functions do."""

import ast
import base64
import binascii
import codecs
import hashlib
import hmac
import html
import json
import quopri
import struct
from collections.abc import Callable
from urllib import parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.program.decode.catalogue import DECODERS, answer, decode, known
from ostiary.program.decode.given import weight
from ostiary.program.decode.limits import MAX_INPUT, MAX_ITERATIONS, MAX_OUTPUT

Z85 = (
    b"HelloWorld",
    bytes((0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B)),
)  # the example of ZeroMQ's RFC 32

PAIRS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("base64.b64decode", base64.b64encode),
    ("base64.standard_b64decode", base64.standard_b64encode),
    ("base64.urlsafe_b64decode", base64.urlsafe_b64encode),
    ("base64.decodebytes", base64.encodebytes),
    ("base64.decodestring", base64.encodebytes),
    ("base64.b32decode", base64.b32encode),
    ("base64.b32hexdecode", base64.b32hexencode),
    ("base64.b16decode", base64.b16encode),
    ("base64.a85decode", base64.a85encode),
    ("base64.b85decode", base64.b85encode),
    ("binascii.unhexlify", binascii.hexlify),
    ("binascii.a2b_hex", binascii.b2a_hex),
    ("binascii.a2b_base64", binascii.b2a_base64),
    ("binascii.a2b_qp", binascii.b2a_qp),
    ("quopri.decodestring", quopri.encodestring),
)


@pytest.mark.parametrize(("name", "encode"), PAIRS)
@given(raw=st.binary(max_size=200))
def test_alphabets_go_there_and_back(
    name: str, encode: Callable[[bytes], bytes], raw: bytes
) -> None:
    if name.endswith(("_qp", "decodestring")) and name != "base64.decodestring":
        raw = raw.replace(b"\r", b"").replace(b"\n", b"")  # line ends are not kept
    packed = encode(raw)
    assert decode(name, (packed,), {}) == raw
    assert decode(name, (packed.decode("ascii"),), {}) == raw


REAL: dict[str, Callable[..., object]] = {
    "base64.b64decode": base64.b64decode,
    "base64.urlsafe_b64decode": base64.urlsafe_b64decode,
    "base64.b32decode": base64.b32decode,
    "base64.b16decode": base64.b16decode,
    "base64.a85decode": base64.a85decode,
    "base64.b85decode": base64.b85decode,
    "binascii.a2b_base64": binascii.a2b_base64,
    "binascii.a2b_uu": binascii.a2b_uu,
    "binascii.unhexlify": binascii.unhexlify,
    "bytes.fromhex": bytes.fromhex,
    "urllib.parse.unquote": parse.unquote,
    "urllib.parse.unquote_plus": parse.unquote_plus,
    "urllib.parse.unquote_to_bytes": parse.unquote_to_bytes,
    "html.unescape": html.unescape,
    "json.loads": json.loads,
    "str.encode": str.encode,
}
SOUP = st.text(
    st.sampled_from('aAbBZz019+/=-_~<>%&#;x{}[]",:. \n\téß'), max_size=40
) | st.sampled_from(["%E2%82%AC+1", "&lt;&#x41;&#65;&amp", '{"a": [1, 2.5, null]}', "#0V%T\n"])


@pytest.mark.parametrize("name", REAL)
@given(soup=SOUP)
def test_any_text_gives_what_the_real_function_gives(name: str, soup: str) -> None:
    try:
        expected = REAL[name](soup)
    except (ValueError, TypeError):
        expected = None
    assert decode(name, (soup,), {}) == expected


def test_options_of_base64() -> None:
    assert decode("base64.b64decode", ("Y*W#Jj!",), {}) == b"abc"
    assert decode("base64.b64decode", ("Y*W#Jj!",), {"validate": True}) is None
    assert decode("base64.b64decode", ("++..", b"+."), {}) == base64.b64decode("++..", b"+.")
    assert answer("base64.b64decode", ("++..", b"+.-"), {}) is None
    assert answer("base64.b32decode", ("MFRGG===", False, "lI"), {}) is None
    assert decode("base64.b32decode", ("mfrgg===", True), {}) == b"abc"
    assert decode("base64.a85decode", (b"<~87cURDZ~>",), {"adobe": True}) == b"Hello"
    assert decode("base64.z85decode", (Z85[0],), {}) == Z85[1]
    assert decode("base64.z85encode", (Z85[1],), {}) == Z85[0]


@pytest.mark.parametrize(
    "name", ["utf-8", "UTF8", "utf_16", "utf-16-le", "utf-32", "utf-7", "utf-8-sig", "U8", None]
)
@given(text=st.text(max_size=60))
def test_text_codecs(name: str | None, text: str) -> None:
    rest = (name,) if name else ()
    raw = text.encode(*rest)
    assert decode("str.encode", (text, *rest), {}) == raw
    assert decode("codecs.encode", (text, *rest), {}) == raw
    assert decode("bytes.decode", (raw, *rest), {}) == raw.decode(*rest)
    assert decode("codecs.decode", (raw,), {"encoding": name or "utf-8"}) == raw.decode(*rest)


@given(st.binary(max_size=100))
def test_codecs_of_bytes(raw: bytes) -> None:
    for name in ("hex", "base64", "zlib", "bz2", "uu", "quopri", "hex_codec", "zip"):
        packed = codecs.encode(raw, name)
        assert decode("codecs.decode", (packed, name), {}) == codecs.decode(packed, name), name
        assert decode("str.decode", (packed.decode("latin-1"), name), {}) == codecs.decode(
            packed, name
        )
    assert decode("codecs.encode", (raw, "hex"), {}) == raw.hex().encode()


@given(st.text(max_size=60))
def test_rot13(text: str) -> None:
    for name in ("rot13", "rot_13", "rot-13", "ROT13"):
        assert decode("codecs.decode", (text, name), {}) == codecs.decode(text, "rot13")
        assert decode("codecs.encode", (text,), {"encoding": name}) == codecs.encode(text, "rot13")


def test_escapes_error_handlers_and_refused_codecs() -> None:
    assert decode("codecs.decode", (r"\x41\u20ac\d", "unicode_escape"), {}) == "A€\\d"
    assert decode("bytes.decode", (rb"\u20ac", "raw_unicode_escape"), {}) == "€"
    assert decode("bytes.decode", (b"a\xff", "utf-8", "ignore"), {}) == "a"
    assert decode("bytes.decode", (b"a\xff",), {"errors": "replace"}) == "a\ufffd"
    assert decode("bytes.decode", (b"a\xff",), {}) is None
    assert decode("str.encode", ("€", "ascii", "xmlcharrefreplace"), {}) == b"&#8364;"
    for name in ("idna", "punycode", "undefined", "mbcs", "os", "no.such", "\0"):
        assert decode("bytes.decode", (b"abc", name), {}) is None
    assert decode("str", (b"abc", "ascii"), {}) == "abc"
    assert decode("bytes", ("é", "utf-8"), {}) == b"\xc3\xa9"
    assert decode("bytes", ([1, 2, 255],), {}) == b"\x01\x02\xff"
    assert decode("bytes", ([256],), {}) is None


@given(st.integers(-(2**70), 2**70), st.integers(0, 12), st.sampled_from(["big", "little"]))
def test_integers(value: int, length: int, order: str) -> None:
    named = {"signed": True}
    try:
        expected = value.to_bytes(length, order, signed=True)  # type: ignore[arg-type]
    except OverflowError:
        assert decode("int.to_bytes", (value, length, order), named) is None
        return
    assert decode("int.to_bytes", (value, length, order), named) == expected
    assert decode("int.from_bytes", (expected, order), named) == value


@given(st.integers(0, 2**32 - 1), st.binary(min_size=4, max_size=4))
def test_structures(number: int, raw: bytes) -> None:
    packed = struct.pack("<I4s?", number, raw, True)
    assert decode("struct.pack", ("<I4s?", number, raw, True), {}) == packed
    assert decode("struct.unpack", ("<I4s?", packed), {}) == (number, raw, True)
    assert decode("struct.unpack", ("<I", packed), {}) is None
    assert decode("struct.pack", ("99999999999x",), {}) is None


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(PLAIN)
def test_json_and_literals(value: object) -> None:
    assert decode("json.loads", (json.dumps(value),), {}) == value
    strict = "Infinity" not in json.dumps(value)
    assert decode("JSON.parse", (json.dumps(value),), {}) == (value if strict else None)
    written = repr(value)
    try:
        expected = ast.literal_eval(written)
    except ValueError:
        expected = None
    assert decode("ast.literal_eval", (written,), {}) == expected


def test_no_set_no_constant_and_no_depth() -> None:
    assert decode("ast.literal_eval", ("{1, 2}",), {}) is None
    assert decode("JSON.parse", ("[NaN]",), {}) is None
    assert decode("json.loads", ("[" * 100_000,), {}) is None
    assert decode("ast.literal_eval", ("(" * 10_000,), {}) is None
    assert decode("ast.literal_eval", ("-" * 100_000 + "1",), {}) is None
    assert decode("json.loads", ("9" * 100_000,), {}) is None


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_digests(raw: bytes, key: bytes) -> None:
    for name in ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b"):
        made = hashlib.new(name, raw)
        assert decode(f"hashlib.{name}.digest", (raw,), {}) == made.digest()
        assert decode(f"hashlib.{name}.hexdigest", (raw,), {}) == made.hexdigest()
        assert decode("hashlib.new.digest", (name, raw), {}) == made.digest()
        assert (
            decode("hmac.new.hexdigest", (key, raw, name), {})
            == hmac.new(key, raw, name).hexdigest()
        )
        assert decode("hmac.digest", (key, raw, name), {}) == hmac.digest(key, raw, name)
    assert decode("hashlib.shake_128.hexdigest", (raw, 9), {}) == hashlib.shake_128(raw).hexdigest(
        9
    )
    assert decode("hashlib.pbkdf2_hmac", ("sha256", raw, key, 7), {"dklen": 50}) == (
        hashlib.pbkdf2_hmac("sha256", raw, key, 7, 50)
    )
    assert decode("Crypto.Protocol.KDF.PBKDF2", (raw, key, 32), {"count": 3}) == (
        hashlib.pbkdf2_hmac("sha1", raw, key, 3, 32)
    )


def test_rounds_of_a_derivation_are_bounded() -> None:
    rounds = MAX_ITERATIONS // 2 + 1
    assert decode("hashlib.pbkdf2_hmac", ("sha256", b"a", b"b", MAX_ITERATIONS + 1), {}) is None
    assert decode("hashlib.pbkdf2_hmac", ("sha256", b"a", b"b", rounds, 64), {}) is None
    assert decode("hashlib.shake_256.digest", (b"a", 1 << 40), {}) is None


def test_names() -> None:
    assert decode("builtins.bytes.fromhex", ("6162",), {}) == b"ab"
    assert known("builtins.bytes.fromhex")
    assert not known("os.system")
    assert decode("os.system", ("true",), {}) is None
    assert decode("pickle.loads", (b"N.",), {}) is None
    assert decode("base64.b64decode", (b"A" * (MAX_INPUT + 4),), {}) is None


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.binary(max_size=20)
    | st.sampled_from(["hex", "base64", "utf-8", "aes-128-cbc", "CBC", "md5", 1 << 70, b"k" * 16]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(st.sampled_from(["iv", "mode", "padding"]), inner, max_size=2)
    ),
    max_leaves=5,
)


@given(
    st.sampled_from(sorted(DECODERS)),
    st.lists(ANYTHING, max_size=6),
    st.dictionaries(
        st.sampled_from(["validate", "encoding", "errors", "data", "iv", "wbits"]),
        ANYTHING,
        max_size=1,
    ),
)
def test_whatever_is_given_only_documented_errors_arise(
    name: str, values: list[object], named: dict[str, object]
) -> None:
    """`decode` has a last safeguard; below it nothing undocumented may be left to catch."""
    assert weight(answer(name, tuple(values), named)) <= MAX_OUTPUT
