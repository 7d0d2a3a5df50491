"""What can be fuzzed: each target is a function of bytes that returns features of what happened.

To add one, write a function that raises only for a real bug, name its seeds, and add a line to TARGETS. A
feature is a short string without numbers; an input with a feature never seen before is kept and mutated on.
"""

import ast
import base64
import bz2
import gzip
import io
import lzma
import re
import sys
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path

import fuzz_declared
import fuzz_manifest
import fuzz_model_containers
import fuzz_model_formats
import zstandard
from fuzz_builds import built, built_seeds
from fuzz_listings import listing, listing_seeds, vex, vex_seeds
from fuzz_model_pickle import pickle_seeds, pickled
from fuzz_programs import evaluated_javascript, evaluated_python, javascript_seeds, python_seeds
from fuzz_shells import shell_seeds, shells
from msgspec.structs import replace

from ostiary.core.coverage import PARTLY
from ostiary.core.errors import ParseError
from ostiary.evidence.artifact import examine
from ostiary.formats.archive.limits import Limits
from ostiary.formats.archive.member import Member
from ostiary.formats.archive.read import read
from ostiary.formats.content import classify
from ostiary.formats.contents import Contents, Kind
from ostiary.formats.known_files import (
    KnownFile,
    KnownFiles,
    KnownShape,
    parse_known_files,
    render_known_files,
)
from ostiary.formats.native.read import read_native
from ostiary.program.bytecode.lower import read_bytecode
from ostiary.program.likeness.known import KnownIndex
from ostiary.program.likeness.sketch import SIZE, likeness, sketch
from ostiary.program.likeness.tokens import tokens

sys.path.insert(0, str(Path(__file__).parents[1] / "formats" / "archive"))
import archive_samples as samples

sys.path.insert(0, str(Path(__file__).parents[1] / "program"))
from bytecode_samples import COMPILED

sys.path.insert(0, str(Path(__file__).parents[1] / "checks"))
import native_samples

LIMITS = Limits(
    members=500,
    member_bytes=1 << 20,
    total_bytes=1 << 23,
    depth=3,
    ratio_floor=1 << 19,
    names_bytes=1 << 20,
)
_NUMBERS = re.compile(r"`.*?`|\d+|^\S+(?= script$)", re.DOTALL)


def archive(data: bytes) -> Iterable[str]:
    """Members, faults or `ParseError`, within limits, printable as UTF-8."""
    features: set[str] = set()
    total = 0
    try:
        for item in read(io.BytesIO(data), "fuzz.tar.gz", LIMITS):
            item.path.encode("utf-8")
            if isinstance(item, Member):
                total += len(item.data)
                assert len(item.data) <= LIMITS.member_bytes, "member over its limit"
                assert item.whole == (item.size == len(item.data)), "a part that seems whole"
                part = "" if item.whole else "part of a "
                features.add(f"{part}member at depth {item.depth}")
                classify(item.path, item.data)
            else:
                item.message.encode("utf-8")
                features.add(f"{item.kind.value}: {_NUMBERS.sub('#', item.message)[:60]}")
    except ParseError as error:
        features.add(f"refused: {_NUMBERS.sub('#', error.message)[:60]}")
    assert total <= 4 * LIMITS.total_bytes, "more bytes than the limit over all"
    return features


def examined(data: bytes) -> Iterable[str]:
    """A whole examination or `ParseError`; one row for each file, the same again, and nothing lost."""
    features: set[str] = set()
    for name in ("p-1.0.tar.gz", "p-1.0-py3-none-any.whl", "p-1.0.tgz"):
        try:
            found = examine(io.BytesIO(data), name, LIMITS)
        except ParseError as error:
            features.add(f"refused: {_NUMBERS.sub('#', error.message)[:60]}")
            continue
        contents = found.facts[0]
        assert isinstance(contents, Contents)
        listed = {(row.path, row.sha256) for row in contents.files}
        assert listed <= {(row.path, row.sha256) for row in found.coverage}, "a file without a row"
        for row in found.coverage:
            f"{row.path} {row.reason}".encode()
            assert row.understood == (row.opaque in {"", *PARTLY}), "understood and opaque"
            assert row.understood or row.reason, "unread without a reason"
            reason = _NUMBERS.sub("#", row.reason)[:40]
            features.add(f"{name[-3:]} {row.reach.value} {row.opaque} {reason}")
        features |= {f"{name[-3:]} {type(fact).__name__}" for fact in found.facts}
        features |= {f"problem {kind.__name__}" for kind, _, _ in found.problems}
    return features


def content(data: bytes) -> Iterable[str]:
    """A kind and a printable detail, for any bytes under any name."""
    features = set()
    for name in ("a", "b.py", "c.txt", "d.png", "e.ts", "f.json", "g.pyc"):
        kind, detail = classify(name, data)
        assert isinstance(kind, Kind)
        detail.encode("utf-8")
        features.add(f"{name} {kind.value} {_NUMBERS.sub('#', detail)[:40]}")
    return features


def native(data: bytes) -> Iterable[str]:
    """A record or `ParseError`, and every text in it printable."""
    try:
        found = read_native("fuzz", data)
    except ParseError as error:
        return {f"refused: {_NUMBERS.sub('#', error.message)[:60]}"}
    texts = (*found.strings.urls, *found.exports, *(one.name for one in found.imports))
    "".join((*texts, *found.libraries, *(one.name for one in found.sections))).encode("utf-8")
    features = {
        f"{found.format} {found.role.value} {one}" for one in (*found.missing, found.overlay)
    }
    tables = found.imports, found.exports, found.libraries, found.sections, found.embedded
    return features | {f"{found.format} table {at}" for at, one in enumerate(tables) if one}


def bytecode(data: bytes) -> Iterable[str]:
    """A module whose every node has a line and no body is empty, or `ParseError`."""
    try:
        tree, version, faults = read_bytecode("a.pyc", data)
    except ParseError as error:
        return {f"refused: {_NUMBERS.sub('#', error.message)[:60]}"}
    features = {f"Python {'.'.join(map(str, version))}, understood {faults.understood:.1f}"}
    nodes = 0
    for node in ast.walk(tree):
        nodes += 1
        if isinstance(node, ast.expr | ast.stmt):
            assert node.lineno >= 1, "a node without a line"
        assert getattr(node, "body", True), "a body without statements"
        features.add(type(node).__name__)
    assert nodes < 200 * (len(data) + 100), "a tree much larger than its file"
    return features


def archive_seeds() -> list[bytes]:
    """Small honest and odd archives of every container."""
    files = {"p/__init__.py": b"import os\n" * 3, "p/data.bin": bytes(range(256)), "q": b""}
    plain = samples.honest_tar(files)
    inner = samples.honest_zip(files)
    nested = samples.honest_tar(
        {"a.zip": inner, "b.gz": gzip.compress(b"text" * 20, mtime=0), "c.tar": plain}
    )
    tars = [
        plain,
        nested,
        samples.honest_tar({"n" * 180 + "/x": b"1"}, form=tarfile.GNU_FORMAT),
        samples.honest_tar({"n" * 180 + "/x": b"1"}, form=tarfile.PAX_FORMAT),
        samples.tar(
            samples.file(b"f"),
            samples.header(b"l", kind=b"2", link=b"f"),
            samples.header(b"h", kind=b"1", link=b"f"),
            samples.header(b"d", kind=b"2", link=b"p"),
            samples.file(b"p/x"),
        ),
        samples.tar(samples.pax((b"size", b"600")), samples.header(b"a", 3) + bytes(1024)),
        samples.tar(samples.pax((b"GNU.sparse.major", b"1"), (b"GNU.sparse.realsize", b"900")),
                    samples.file(b"s", b"1\n5\n3\n".ljust(512, b"\0") + b"abc")),
        samples.file(b"a") + bytes(512) + samples.file(b"b") + bytes(1024),
    ]  # fmt: skip
    packed = [
        pack(plain) for pack in (gzip.compress, bz2.compress, lzma.compress, zstandard.compress)
    ]
    described = samples.Entry(b"d", b"data")
    described.local.update(flags=8, crc=0, packed=0, size=0)
    described.central["flags"] = 8
    zips = [samples.honest_zip(files, method) for method in (0, 8, 12, 14)]
    odd = [
        samples.zipped(
            samples.Entry(b"a"), samples.Entry(b"l", b"a", mode=0o120777), prefix=b"#!/x\n"
        ),
        samples.zipped(described, comment=b"hello"),
        samples.zipped(samples.Entry(b"a"), between=samples.Entry(b"stray").local_bytes()),
        plain + inner,
    ]
    return [*tars, *packed, *zips, *odd]


def content_seeds() -> list[bytes]:
    """First bytes of formats, and short programs that do nothing."""
    return [
        b"\x7fELF\2\1\1" + bytes(9) + b"\3\0\x3e\0" + bytes(40),
        b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0\x64\x86",
        b"\xcf\xfa\xed\xfe\7\0\0\1" + bytes(8),
        b"\xca\xfe\xba\xbe\0\0\0\2" + bytes(40),
        b"\x80\4\x95\3\0\0\0\0\0\0\0N.",
        b"\xa7\r\r\n" + bytes(12) + b"\xe3" + bytes(20),
        b"\x93NUMPY\1\0v\0{'descr': '|O', 'fortran_order': False}",
        b"\x89PNG\r\n\x1a\n" + bytes(20) + b"IEND\xaeB`\x82",
        b'{"a": [1, 2]}',
        b"import os\nprint(os.name)\n",
        b"#!/usr/bin/env -S python3 -E\npass\n",
        b"const a = require('x');\nmodule.exports = a;\n",
        b"text\n",
        b"RIFF\0\0\0\0WEBP",
        b"cos\nname\n(tR.",
        "Größe\n".encode("latin-1"),
        b"\xff\xfea\0b\0",
        b"x\x9c\x03\0\0\0\0\1",
    ]


def bytecode_seeds() -> list[bytes]:
    """A harmless program as several versions compile it, with and without the header."""
    whole = [base64.b64decode(text) for text in COMPILED.values()]
    return [*whole, *(one[16:] for one in whole), whole[0][8:], whole[1][12:]]


def examine_seeds() -> list[bytes]:
    """Small packages of each ecosystem: manifests, hooks, and code that names but never does."""
    sdist = {
        "PKG-INFO": b"Metadata-Version: 2.1\nName: p\nVersion: 1.0\n",
        "setup.py": b"# coding: latin-1\nfrom setuptools import setup\nimport p.sub\nsetup(name='p')\n",
        "pyproject.toml": b'[build-system]\nrequires = []\nbuild-backend = "be"\nbackend-path = ["."]\n',
        "be.py": b"def build_wheel(a):\n    return ''\n",
        "p/__init__.py": b"import os\r\nfrom .tests import data\n",
        "p/tests/data.py": b"open('x').close()\n",
        "p/ext.c": b"int x;\n",
    }
    wheel = {
        "p/__init__.py": b"import subprocess\n",
        "p/lib.so": b"\x7fELF\2\1\1" + bytes(9) + b"\3\0\x3e\0" + bytes(40),
        "p.pth": b"import p\n./x\n",
        "p-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: p\nVersion: 1.0\nRequires-Dist: q\n",
        "p-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "p-1.0.dist-info/entry_points.txt": b"[console_scripts]\np = p:main\n",
        "p-1.0.dist-info/RECORD": b"p/__init__.py,,\np.pth,,\n",
    }
    manifest = b'{"name": "p", "version": "1.0.0", "main": "a.js", "bin": {"p": "b"}, "scripts": '
    npm = {
        "package/package.json": manifest + b'{"postinstall": "node c.js && sh d.sh"}}',
        "package/a.js": b"const a = require('./c');\nmodule.exports = a;\n",
        "package/b": b"#!/usr/bin/env node\nrequire('./e.dat');\n",
        "package/c.js": b"export const x = [1, 2];\n",
        "package/d.sh": b"echo hello\n",
        "package/e.dat": b"module.exports = 1;\n",
        "package/binding.gyp": b"{'targets': []}",
    }
    return [
        samples.honest_tar({f"p-1.0/{path}": data for path, data in sdist.items()}),
        samples.honest_zip(wheel),
        samples.honest_zip(wheel, 0),
        samples.honest_tar(npm),
        gzip.compress(samples.honest_tar(npm), mtime=0),
        samples.honest_tar(
            {"p-1.0/setup.py": b"import p\n", "p-1.0/x.zip": samples.honest_zip(wheel)}
        ),
    ]


def native_seeds() -> list[bytes]:
    """One small program of each format, each class and each byte order."""
    return native_samples.one_of_each()


def listed(data: bytes) -> Iterable[str]:
    """A list of known-bad files, or `ParseError`; what was read is written and read again as it was."""
    try:
        known = parse_known_files(data)
    except ParseError as error:
        return {f"refused: {_NUMBERS.sub('#', error.message)[:60]}"}
    again = parse_known_files(render_known_files(known))
    assert again == (known if known.built else replace(known, sources=()))
    index = KnownIndex(known)
    return {f"{bool(known.files)} {bool(known.shapes)} {index.comparable}"}


def listed_seeds() -> list[bytes]:
    """A small list, as made from samples and as kept."""
    files = (KnownFile("ab" * 32, "sample", "us"), KnownFile("cd" * 32, "other", note="n"))
    known = KnownFiles(files, (KnownShape((1, 2, 3), "sample"),), 1)
    made = render_known_files(known)
    return [
        made,
        made + made,
        render_known_files(replace(known, built="now", sources=(("a", "b"),))),
    ]


def likened(data: bytes) -> Iterable[str]:
    """The sketch of any bytes in any language: bounded, ascending, alike to itself."""
    features: set[str] = set()
    for language in ("python", "javascript", "shell"):
        found = sketch(language, data)
        assert list(found) == sorted(set(found))[:SIZE]
        assert not found or likeness(found, found) == 1.0
        words = tokens(language, data)
        features |= {f"{language} {len(found) > 0}", *(f"{language} {one}" for one in words[:500])}
    return features


def likened_seeds() -> list[bytes]:
    """Code with every sort of token, some of it cut short."""
    body = b"import os, requests\nrequests.post(b'x' + os.environ['A'], data=open('y').read())\n"
    return [body * 9, b"a = `x${b}` /* c */ // d\n", b"''''\\" + body, b'"""\\""', b"#" + body]


TARGETS: dict[str, Callable[[bytes], Iterable[str]]] = {
    "archive": archive,
    "builds": built,
    "bytecode": bytecode,
    "content": content,
    "evaluate-javascript": evaluated_javascript,
    "evaluate-python": evaluated_python,
    "examine": examined,
    "listed": listed,
    "likened": likened,
    "listing": listing,
    "model-pickle": pickled,
    "shell": shells,
    "vex": vex,
    "native": native,
    **fuzz_model_containers.TARGETS,
    **fuzz_declared.TARGETS,
    **fuzz_manifest.TARGETS,
    **fuzz_model_formats.TARGETS,
}
SEEDS: dict[str, Callable[[], list[bytes]]] = {
    "archive": archive_seeds,
    "builds": built_seeds,
    "bytecode": bytecode_seeds,
    "content": content_seeds,
    "evaluate-javascript": javascript_seeds,
    "evaluate-python": python_seeds,
    "examine": examine_seeds,
    "listed": listed_seeds,
    "likened": likened_seeds,
    "listing": listing_seeds,
    "model-pickle": pickle_seeds,
    "shell": shell_seeds,
    "vex": vex_seeds,
    "native": native_seeds,
    **fuzz_model_containers.SEEDS,
    **fuzz_declared.SEEDS,
    **fuzz_manifest.SEEDS,
    **fuzz_model_formats.SEEDS,
}
