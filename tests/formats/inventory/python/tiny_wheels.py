"""Wheels with nothing in them but their metadata, for uv to resolve."""

import zipfile
from pathlib import Path


def wheel(
    folder: Path, name: str, version: str, *requires: str, extras: tuple[str, ...] = ()
) -> None:
    """Write one wheel; `requires` are requirements of PEP 508, those of extras with their marker."""
    stem = f"{name.replace('-', '_')}-{version}"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    metadata += "".join(f"Provides-Extra: {one}\n" for one in extras)
    metadata += "".join(f"Requires-Dist: {one}\n" for one in requires)
    info = f"{stem}.dist-info"
    files = {
        f"{info}/METADATA": metadata,
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in (*files, f"{info}/RECORD"))
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as archive:
        for path, text in (files | {f"{info}/RECORD": record}).items():
            archive.writestr(path, text)
