"""How are encoded layers and built files written so that a person can read what is in them?

A page holds the plain text; the sample that is examined holds the encoded one. `«base64|text»` stands for
the text in base64, and marks nest, so three layers are three marks. Paths may say how a file is made:
`a.zip!b.js` is a file in an archive, `a.pyc!a.py` is compiled, `a.png!` and `a.node!` put the text behind the
head of such a file, `p/m_{1-9}.py` are nine files, `«n»` is the number of each.
"""

import base64
import codecs
import gzip
import hashlib
import io
import json
import py_compile
import re
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import jsfuck
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

MARK = re.compile(r"«([a-z0-9-]+)(?: ([^|«»]*))?\|([^«»]*)»")
RANGE = re.compile(r"\{(\d+)-(\d+)\}")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c6364f8cf500f000386018035d46a7f0000000049454e44ae426082"
)
ELF = bytes.fromhex("7f454c4602010100000000000000000003003e0001000000").ljust(64, b"\0")

Files = list[tuple[str, bytes]]


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _codes(text: str, argument: str) -> str:
    shift = int(argument or 0)
    return ",".join(str(ord(one) + shift) for one in text)


def _xor(text: str, argument: str) -> str:
    key = argument.encode()
    return bytes(byte ^ key[n % len(key)] for n, byte in enumerate(text.encode())).hex()


def _aes(text: str, argument: str) -> str:
    data = text.encode()
    data += bytes([16 - len(data) % 16]) * (16 - len(data) % 16)
    key = hashlib.sha256(argument.encode()).digest()
    cipher = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    return (cipher.update(data) + cipher.finalize()).hex()


def _rc4(text: str, argument: str) -> str:
    key, state, j = argument.encode(), list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in text.encode():
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return _b64(bytes(out))


def _invisible(text: str, _: str) -> str:
    """One variation selector a byte, which no editor shows."""
    return "".join(chr(0xFE00 + b if b < 16 else 0xE0100 + b - 16) for b in text.encode())


def _zero_width(text: str, _: str) -> str:
    bits = "".join(f"{byte:08b}" for byte in text.encode())
    return bits.replace("0", "\u200b").replace("1", "\u200c")


SPELLINGS: dict[str, Callable[[str, str], str]] = {
    "aes": _aes,
    "base32": lambda text, _: base64.b32encode(text.encode()).decode(),
    "base64": lambda text, _: _b64(text.encode()),
    "base85": lambda text, _: base64.b85encode(text.encode()).decode(),
    "char": lambda _, argument: chr(int(argument, 16)),
    "codes": _codes,
    "escape": lambda text, _: "".join(f"\\x{ord(one):02x}" for one in text),
    "gzip": lambda text, _: _b64(gzip.compress(text.encode(), mtime=0)),
    "hex": lambda text, _: text.encode().hex(),
    "invisible": _invisible,
    "jsfuck": lambda text, _: jsfuck.encode(text),
    "pad": lambda text, argument: " " * int(argument) + text,
    "quote": lambda text, _: json.dumps(text)[1:-1],
    "repeat": lambda text, argument: text * int(argument),
    "reverse": lambda text, _: text[::-1],
    "rc4": _rc4,
    "rot13": lambda text, _: codecs.encode(text, "rot13"),
    "unicode": lambda text, _: "".join(f"\\u{ord(one):04x}" for one in text),
    "xor": _xor,
    "zero-width": _zero_width,
    "zlib": lambda text, _: _b64(zlib.compress(text.encode())),
}


def spell(text: str) -> str:
    """The text with every mark replaced, innermost first."""
    while match := MARK.search(text):
        name, argument, body = match.groups()
        text = text[: match.start()] + SPELLINGS[name](body, argument or "") + text[match.end() :]
    return text


def built(files: Iterable[tuple[str, bytes]]) -> Files:
    """The files of a sample as they are in its archive."""
    plain: Files = []
    inner: dict[str, Files] = {}
    for path, data in _numbered(files):
        outer, bang, name = path.partition("!")
        if bang:
            inner.setdefault(outer, []).append((name, data))
        else:
            plain.append((path, data))
    return plain + [(path, _made(path, held)) for path, held in inner.items()]


def _numbered(files: Iterable[tuple[str, bytes]]) -> Iterable[tuple[str, bytes]]:
    for path, data in files:
        text = data.decode("utf-8", "surrogateescape")
        found = RANGE.search(path)
        numbers = range(int(found[1]), int(found[2]) + 1) if found else (0,)
        for n in numbers:
            one = spell(text.replace("«n»", str(n))) if "«" in text else text
            yield RANGE.sub(str(n), path), one.encode("utf-8", "surrogateescape")


def _made(path: str, held: Files) -> bytes:
    suffix = path.rpartition(".")[2]
    data = held[0][1]
    if suffix == "pyc":
        return compiled(data)
    if suffix == "zip":
        return zipped(held)
    if suffix == "tgz":
        return _tarred(held)
    if suffix == "gz":
        return gzip.compress(data, mtime=0)
    head = {"png": PNG, "node": ELF, "so": ELF}.get(suffix, b"")
    return head + data


def zipped(files: Files) -> bytes:
    """A zip archive of the files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


def _tarred(files: Files) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def compiled(source: bytes) -> bytes:
    """Bytecode of Python source, made by the interpreter that runs the tests; nothing of it is run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "module.py")
        path.write_bytes(source)
        py_compile.compile(str(path), cfile=str(path) + "c", dfile="module.py", doraise=True)
        return Path(str(path) + "c").read_bytes()
