"""Places for audits: environments, projects and advisories of our own, made in a folder."""

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path


def install(
    env: Path, name: str, version: str, files: Mapping[str, str] | None = None, requires: str = ""
) -> Path:
    """A distribution as an installer leaves it; gives the folder of its metadata."""
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    need = f"Requires-Dist: {requires}\n" if requires else ""
    rows = dict(files or {f"{module}/__init__.py": f"VERSION = {version!r}\n"})
    rows[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{need}\n"
    rows[f"{info}/INSTALLER"] = "pip\n"
    lines = []
    for path, text in rows.items():
        place = env / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        lines.append(f"{path},sha256={_digest(text)},{len(text.encode())}")
    lines += [f"{module}/__pycache__/__init__.cpython-311.pyc,,", f"{info}/RECORD,,", ""]
    (env / info / "RECORD").write_text("\n".join(lines))
    return env / info


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def record(
    number: str, name: str, ecosystem: str = "PyPI", fixed: str = "2.0", **more: object
) -> dict[str, object]:
    """An OSV record: affected from the first release to `fixed`."""
    events = [{"introduced": "0"}, {"fixed": fixed}]
    return {
        "id": number,
        "modified": "2099-01-01T00:00:00Z",
        "summary": f"a flaw of {name}",
        "affected": [
            {
                "package": {"ecosystem": ecosystem, "name": name},
                "ranges": [{"type": "ECOSYSTEM", "events": events}],
            }
        ],
        **more,
    }


def export(folder: Path, *records: Mapping[str, object]) -> Path:
    """An OSV export with these records, and one on something else for each ecosystem."""
    folder.mkdir(parents=True, exist_ok=True)
    others = (record("X-1", "nobody-uses-this"), record("X-2", "nobody-uses-this-either", "npm"))
    for one in (*others, *records):
        (folder / f"{one['id']}.json").write_text(json.dumps(one))
    return folder
