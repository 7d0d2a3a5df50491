"""Tiny real wheels, sdists and npm archives, made in memory, which pip, uv and npm can install."""

import base64
import gzip
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from typing import Any

STAMP = (2024, 1, 2, 3, 4, 6)
Files = Mapping[str, str | bytes]


def metadata(name: str, version: str, extra: str = "", requires: tuple[str, ...] = ()) -> str:
    """Core metadata; `extra` holds further header lines."""
    rows = "".join(f"Requires-Dist: {one}\n" for one in requires)
    return (
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nSummary: A thing for tests\n"
        f"License: MIT\n{rows}{extra}\n"
    )


def wheel(
    name: str,
    version: str,
    files: Files | None = None,
    *,
    tag: str = "py3-none-any",
    extra: str = "",
    requires: tuple[str, ...] = (),
) -> tuple[str, bytes]:
    """A wheel: its file name and bytes. `files` are paths in it, by default one module."""
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    rows = {path: _bytes(body) for path, body in (files or {f"{module}.py": "VALUE = 1\n"}).items()}
    rows[f"{info}/METADATA"] = metadata(name, version, extra, requires).encode()
    rows[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: {tag}\n".encode()
    )
    record = "".join(f"{path},sha256={_record(body)},{len(body)}\n" for path, body in rows.items())
    rows[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, body in rows.items():
            archive.writestr(zipfile.ZipInfo(path, STAMP), body)
    return f"{module}-{version}-{tag}.whl", out.getvalue()


def sdist(
    name: str,
    version: str,
    files: Files | None = None,
    *,
    extra: str = "",
    requires: tuple[str, ...] = (),
) -> tuple[str, bytes]:
    """An sdist that setuptools can build."""
    module = name.replace("-", "_")
    call = f"setup(name={name!r}, version={version!r}, py_modules=[{module!r}])"
    setup = f"from setuptools import setup\n{call}\n"
    rows: dict[str, str | bytes] = {
        "PKG-INFO": metadata(name, version, extra, requires),
        "setup.py": setup,
        f"{module}.py": "VALUE = 1\n",
        **(files or {}),
    }
    root = f"{module}-{version}"
    return f"{root}.tar.gz", tgz({f"{root}/{path}": body for path, body in rows.items()})


def npm_archive(package: Mapping[str, Any], files: Files | None = None) -> bytes:
    """An npm archive with this `package.json`."""
    rows: dict[str, str | bytes] = {
        "package.json": json.dumps(package),
        "index.js": "module.exports = 1;\n",
        **(files or {}),
    }
    return tgz({f"package/{path}": body for path, body in rows.items()})


def tgz(files: Files) -> bytes:
    """A tar archive in gzip, the same bytes for the same files."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, body in files.items():
            data = _bytes(body)
            row = tarfile.TarInfo(path)
            row.size, row.mtime, row.mode = len(data), 1700000000, 0o644
            archive.addfile(row, io.BytesIO(data))
    return gzip.compress(raw.getvalue(), mtime=0)


def _bytes(body: str | bytes) -> bytes:
    return body.encode() if isinstance(body, str) else body


def _record(body: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()
