"""What a fake index holds: Python projects and npm packages, as its operator sees them."""

import base64
import hashlib
import json
from datetime import datetime
from typing import Any

from msgspec import Struct, field

SIMPLE = "application/vnd.pypi.simple.v1+json"


class StoredFile(Struct):
    """A file of a Python release. `served` is what goes out, `body` what its digest was made of."""

    filename: str
    version: str
    body: bytes
    served: bytes
    uploaded: datetime | None
    requires_python: str = ""
    yanked: str | None = None
    provenance: bytes | None = None
    metadata: bytes | None = None
    digest: str = "sha256"

    def hashes(self) -> dict[str, str]:
        """The digest as the index promises it."""
        if not self.digest:
            return {}
        return {self.digest: hashlib.new(self.digest, self.body).hexdigest()}


class StoredProject(Struct):
    """A Python project. `info` goes into its project JSON; None leaves the whole page out."""

    name: str
    files: list[StoredFile] = field(default_factory=list)
    status: str = ""
    reason: str = ""
    owners: list[str] = field(default_factory=lambda: ["alice"])
    organisation: str | None = None
    info: dict[str, Any] | None = field(default_factory=dict)
    vulnerabilities: list[dict[str, Any]] = field(default_factory=list)

    def simple_json(self, root: str) -> bytes:
        """The project page of PEP 691."""
        page: dict[str, Any] = {
            "meta": {"api-version": "1.4"},
            "name": self.name,
            "versions": sorted({file.version for file in self.files}),
            "files": [self._row(file, root) for file in self.files],
        }
        if self.status:
            page["project-status"] = {"status": self.status, "reason": self.reason}
        return json.dumps(page).encode()

    def simple_html(self, root: str) -> bytes:
        """The project page of PEP 503."""
        rows = []
        for file in self.files:
            marks = f' data-requires-python="{file.requires_python.replace("<", "&lt;")}"'
            marks += "" if file.yanked is None else f' data-yanked="{file.yanked}"'
            marks += (
                f' data-provenance="{root}/provenance/{file.filename}"' if file.provenance else ""
            )
            mark = next((f"#{key}={value}" for key, value in file.hashes().items()), "")
            rows.append(
                f'<a href="../../files/{file.filename}{mark}"{marks}>{file.filename}</a><br/>'
            )
        status = f'<meta name="pypi:project-status" content="{self.status}">' if self.status else ""
        return f"<!DOCTYPE html><html><head>{status}</head><body>{''.join(rows)}</body></html>".encode()

    def project_json(self, root: str, version: str) -> bytes | None:
        """The JSON page of the project, or of one release."""
        versions = [file.version for file in self.files]
        if self.info is None or (version and version not in versions) or not versions:
            return None
        chosen = version or versions[-1]
        info = {"name": self.name, "version": chosen, "summary": "A thing for tests", **self.info}
        releases: dict[str, list[dict[str, Any]]] = {}
        for file in self.files:
            releases.setdefault(file.version, []).append(self._legacy(file, root))
        roles = [{"role": "Owner", "user": user} for user in self.owners]
        page: dict[str, Any] = {
            "info": info,
            "urls": releases[chosen],
            "vulnerabilities": self.vulnerabilities,
            "ownership": {"organization": self.organisation, "roles": roles},
        }
        return json.dumps(page if version else {**page, "releases": releases}).encode()

    def _row(self, file: StoredFile, root: str) -> dict[str, Any]:
        row: dict[str, Any] = {
            "filename": file.filename,
            "url": f"../../files/{file.filename}",
            "hashes": file.hashes(),
            "requires-python": file.requires_python or None,
            "size": len(file.body),
            "yanked": False if file.yanked is None else file.yanked or True,
            "provenance": f"{root}/provenance/{file.filename}" if file.provenance else None,
        }
        if file.uploaded:
            row["upload-time"] = file.uploaded.isoformat()
        if file.metadata is not None:
            row["core-metadata"] = {"sha256": hashlib.sha256(file.metadata).hexdigest()}
        return row

    def _legacy(self, file: StoredFile, root: str) -> dict[str, Any]:
        return {
            "filename": file.filename,
            "digests": file.hashes(),
            "size": len(file.body),
            "url": f"{root}/files/{file.filename}",
            "upload_time_iso_8601": file.uploaded.isoformat() if file.uploaded else None,
        }


class StoredPackage(Struct):
    """An npm package: versions with their archives, tags, times and people."""

    name: str
    versions: dict[str, dict[str, Any]] = field(default_factory=dict)
    archives: dict[str, bytes] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    times: dict[str, str] = field(default_factory=dict)
    maintainers: list[str] = field(default_factory=lambda: ["alice"])
    attestations: dict[str, bytes] = field(default_factory=dict)

    def add(
        self, version: str, package: dict[str, Any], body: bytes, moment: datetime, user: str
    ) -> None:
        """One more version, published by `user`, which becomes the latest."""
        self.archives[self.archive(version)] = body
        record = {
            **package,
            "maintainers": self._people(),
            "_npmUser": {"name": user, "email": f"{user}@example.invalid"},
            "dist": {
                "integrity": "sha512-" + base64.b64encode(hashlib.sha512(body).digest()).decode(),
                "shasum": hashlib.sha1(body).hexdigest(),
            },
        }
        self.versions[version] = record
        self.tags["latest"] = version
        self.times.setdefault("created", moment.isoformat())
        self.times[version] = self.times["modified"] = moment.isoformat()

    def archive(self, version: str) -> str:
        """The file name of a version's archive."""
        return f"{self.name.rpartition('/')[2]}-{version}.tgz"

    def packument(self, root: str) -> bytes:
        """The full page."""
        versions = {}
        for number, record in self.versions.items():
            dist = {"tarball": f"{root}/npm/{self.name}/-/{self.archive(number)}", **record["dist"]}
            versions[number] = {**record, "dist": dist}
        page = {
            "_id": self.name,
            "name": self.name,
            "dist-tags": self.tags,
            "versions": versions,
            "time": self.times,
            "maintainers": self._people(),
        }
        return json.dumps({key: value for key, value in page.items() if value}).encode()

    def record(self, version: str) -> bytes:
        """The page of one version."""
        return json.dumps(self.versions[version]).encode()

    def _people(self) -> list[dict[str, str]]:
        return [{"name": one, "email": f"{one}@example.invalid"} for one in self.maintainers]
