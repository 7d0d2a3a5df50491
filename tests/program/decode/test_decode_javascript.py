"""JavaScript's decoders answer as Node.js does: the expected values were read off its version 20."""

import base64
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.program.decode.catalogue import decode

BASE64 = {
    "YQ==YQ==": "61",
    "YW Jj": "616263",
    "YW-_": "616fbf",
    "YWJ": "6162",
    "YW": "61",
    "Y": "",
    "YWJj=YWJj": "616263",
    "YWJj*YWJj": "616263616263",
    "YQ=YQ": "61",
    "YWJjZA===": "61626364",
    "é YWJj": "616263",
    "Y Q = =": "61",
    "=YWJj": "",
    "YWJjZ": "616263",
    "YWJj.ZGVm=": "616263646566",
}


@pytest.mark.parametrize("text", BASE64)
def test_buffers_take_any_base64(text: str) -> None:
    for encoding in ("base64", "base64url", "BASE64"):
        assert decode("Buffer.from", (text, encoding), {}) == bytes.fromhex(BASE64[text])


ATOB = {
    "YQ==": b"a",
    "YQ=": None,
    "YQ": b"a",
    "Y": None,
    "YW Jj\n": b"abc",
    "YW-_": None,
    "YQ===": None,
    "=YQ": None,
    "YQ=Q": None,
    "": b"",
    "/+7/": b"\xff\xee\xff",
}


@pytest.mark.parametrize("text", ATOB)
def test_atob(text: str) -> None:
    raw = ATOB[text]
    assert decode("atob", (text,), {}) == (raw if raw is None else raw.decode("latin-1"))


@given(st.binary(max_size=100))
def test_btoa_and_texts_of_buffers(raw: bytes) -> None:
    text = raw.decode("latin-1")
    coded = base64.b64encode(raw).decode()
    assert decode("btoa", (text,), {}) == coded
    assert decode("window.atob", (coded,), {}) == text
    for encoding in ("hex", "base64", "base64url", "latin1", "binary"):
        shown = decode("Buffer.toString", (raw, encoding), {})
        assert decode("Buffer.from", (shown, encoding), {}) == raw
    assert decode("btoa", ("€",), {}) is None


HEX = {"6162": "6162", "616": "61", "61zz62": "61", "0x61": "", "é1": "", "61 62": "61"}


def test_other_encodings() -> None:
    for text, raw in HEX.items():
        assert decode("Buffer.from", (text, "hex"), {}) == bytes.fromhex(raw)
    assert decode("Buffer.from", ([256, -1, 1.9],), {}) == b"\x00\xff\x01"
    assert decode("Buffer.from", ("é\U0001f600Ā", "latin1"), {}) == bytes.fromhex("e93d0000")
    assert decode("Buffer.from", ("éĀ", "ascii"), {}) == bytes.fromhex("e900")
    assert decode("Buffer.from", ("\ud800a",), {}) == bytes.fromhex("efbfbd61")
    assert decode("Buffer.from", ("\ud83d\ude00", "utf-8"), {}) == "\U0001f600".encode()
    assert decode("Buffer.from", ("\ud800a", "utf16le"), {}) == bytes.fromhex("00d86100")
    assert decode("Buffer.toString", (b"\xc3\xa9A\xff", "ascii"), {}) == "C)A\x7f"
    assert decode("Buffer.toString", (b"\xff\xe2\x82A",), {}) == "\ufffd\ufffdA"
    assert decode("Buffer.toString", (b"abcdef", "utf8", 1, 3), {}) == "bc"
    assert decode("TextDecoder.decode", (b"\xef\xbb\xbfa",), {}) == "a"
    assert decode("Buffer.concat", ([b"a", b"b"],), {}) == b"ab"
    assert decode("Buffer.from", ("a", "klingon"), {}) is None


NAN = math.nan
NUMBERS: dict[str, tuple[float, float, float, float, float]] = {
    # parseInt, with radix 16, with radix 36, Number, parseFloat
    "0x1f": (31, 31, 42819, 31, 0),
    "12px": (12, 18, 50181, NAN, 12),
    "  -42": (-42, -66, -146, -42, -42),
    "-0x1F": (-31, -31, -42819, NAN, 0),
    "0b11": (0, 2833, 14293, 3, 0),
    "": (NAN, NAN, NAN, 0, NAN),
    "1e3": (1, 483, 1803, 1000, 1000),
    "zz": (NAN, NAN, 1295, NAN, NAN),
    "0x": (NAN, NAN, 33, NAN, 0),
    "+7": (7, 7, 7, 7, 7),
    " \n\ufeff8": (8, 8, 8, 8, 8),
    "99999999999999999999": (1e20, 7.253554917687775e23, 3.4373557385598175e30, 1e20, 1e20),
    "1_0": (1, 1, 1, NAN, 1),
}


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers(text: str) -> None:
    got = (
        decode("parseInt", (text,), {}),
        decode("parseInt", (text, 16), {}),
        decode("parseInt", (text, 36), {}),
        decode("Number", (text,), {}),
        decode("parseFloat", (text,), {}),
    )
    assert got == pytest.approx(NUMBERS[text], nan_ok=True, rel=1e-15)
    assert decode("parseInt", (text, 1), {}) == pytest.approx(NAN, nan_ok=True)


def test_odd_numbers() -> None:
    assert decode("parseInt", (None, 36), {}) == 1112745
    assert decode("Number", ("Infinity",), {}) == math.inf
    assert decode("parseFloat", ("-.5e-3x",), {}) == -0.0005
    assert decode("parseFloat", ("Infinityx",), {}) == math.inf
    assert decode("parseFloat", ("1e",), {}) == 1
    assert decode("Number", (True,), {}) == 1
    assert isinstance(decode("Number", ("1.",), {}), int)
    assert decode("parseInt", ("z" * 1_000_000, 36), {}) == math.inf
    assert decode("parseInt", ("0" * 1_000_000 + "7",), {}) == 7


def test_percent_signs() -> None:
    assert decode("unescape", ("%u0041%41%4%u004%zz",), {}) == "AA%4%u004%zz"
    assert decode("unescape", ("%uD83D%uDE00",), {}) == "\U0001f600"
    assert decode("escape", ("aé€ +/@*_-.,\U0001f600",), {}) == (
        "a%E9%u20AC%20+/@*_-.%2C%uD83D%uDE00"
    )
    assert decode("decodeURI", ("%2f%41%20%23%3b",), {}) == "%2fA %23%3b"
    assert decode("decodeURI", ("%E2%82%AC%2F%41",), {}) == "€%2FA"
    assert decode("decodeURIComponent", ("%2f%41%20%23%3b",), {}) == "/A #;"
    assert decode("encodeURIComponent", ("aé'()*!~-_. /",), {}) == "a%C3%A9'()*!~-_.%20%2F"
    assert decode("encodeURI", ("é;/?:@&=+$,# []%",), {}) == "%C3%A9;/?:@&=+$,#%20%5B%5D%25"
    for malformed in ("%", "%4", "%zz", "%ff", "%e2%82"):
        assert decode("decodeURIComponent", (malformed,), {}) is None


@given(st.text(max_size=50))
def test_percent_signs_there_and_back(text: str) -> None:
    for there, back in (
        ("escape", "unescape"),
        ("encodeURIComponent", "decodeURIComponent"),
        ("encodeURI", "decodeURI"),
    ):
        assert decode(back, (decode(there, (text,), {}),), {}) == text


def test_characters() -> None:
    given = (0x1F600, 0xD83D, 0xDE00, "65", 66.9, -1, NAN)
    assert decode("String.fromCharCode", given, {}) == "\uf600\U0001f600AB\uffff\0"
    assert decode("String.fromCodePoint", (0x1F600, 65), {}) == "\U0001f600A"
    assert decode("String.fromCodePoint", (0x110000,), {}) is None
    assert decode("String.fromCharCode", (0xD83D,), {}) == "\ud83d"
