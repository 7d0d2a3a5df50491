"""Check pages as test cases: the samples in `docs/checks/*.md` and how each is put before its check."""

import base64
import hashlib
import io
import re
import tarfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct, field
from native_samples import assemble

from ostiary.checks.engine import ask
from ostiary.core.check import Check
from ostiary.core.evidence import Dossier, Evidence
from ostiary.core.finding import Finding, Gap, Hit, Outcome
from ostiary.core.subject import Subject
from ostiary.evidence.artifact import examine

PAGES = Path(__file__).parents[2] / "docs" / "checks"
FORMS = ("sdist", "wheel", "npm", "archive")
MARK = re.compile(r"(#|//|<!--|REM)\s*finds\b")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Sample(Struct):
    """One sample of a page: files of an artifact of some form, or one fact as JSON."""

    page: str
    section: str  # "finds", "passes" or "cannot tell"
    title: str
    files: list[tuple[str, bytes]] = field(default_factory=list)
    fact: str = ""
    marks: set[tuple[str, int]] = field(default_factory=set)
    fact_marks: int = 0

    @property
    def form(self) -> str:
        """The form of the artifact, the first word of the title."""
        return self.title.partition(":")[0].strip()


def samples(path: Path) -> Iterator[Sample]:
    """Every sample of one page, in order."""
    section, sample, fence, body = "", None, None, list[str]()
    for line in path.read_text("utf-8").splitlines():
        if fence is not None:
            if line.startswith("```"):
                _close(sample, fence, body)
                fence = None
            else:
                body.append(line)
        elif line.startswith("## "):
            if sample:
                yield sample
            section, sample = line[3:].strip().lower(), None
        elif line.startswith("### "):
            if sample:
                yield sample
            sample = Sample(path.stem, section, line[4:].strip())
        elif line.startswith("```") and section in {"finds", "passes", "cannot tell"}:
            assert sample, f"{path.name}: a fence without a ### title"
            fence, body = line[3:].strip(), []
    if sample:
        yield sample


def _close(sample: Sample | None, info: str, body: list[str]) -> None:
    assert sample
    language, _, path = info.partition(" ")
    if language == "json" and sample.form not in FORMS:
        sample.fact_marks = sum(1 for line in body if MARK.match(line.strip()))
        sample.fact = "\n".join(line for line in body if not line.lstrip().startswith("//"))
        return
    text = "\n".join(body) + "\n"
    if language == "hex":
        data = bytes.fromhex(text)
    elif language == "native":
        data = assemble(text)
    elif language == "base64":
        data = base64.b64decode(text)
    else:
        data = text.encode("utf-8")
        sample.marks |= {(path, n) for n, line in enumerate(body, 1) if MARK.search(line)}
    sample.files.append((path, data))


def answers(sample: Sample, check: Check) -> tuple[list[Finding], list[Outcome]]:
    """Put a sample before its check as `ostiary scan` would."""
    subject = Subject({"npm": "npm"}.get(sample.form, "pypi"), "sample", "1.0")
    if sample.fact:
        return _ask_fact(sample, check)
    name, data = _ARCHIVES[sample.form](sample.files)
    examination = examine(io.BytesIO(data), name)
    items = tuple(
        Evidence(subject, fact, name, NOW)
        for fact in examination.facts
        if isinstance(fact, check.reads)
    )
    findings, outcomes = ask(Dossier(subject, items), [check])
    return list(findings), list(outcomes)


def _ask_fact(sample: Sample, check: Check) -> tuple[list[Finding], list[Outcome]]:
    fact = msgspec.convert(msgspec.json.decode(sample.fact), type=check.reads, strict=False)
    ecosystem = getattr(fact, "ecosystem", "") or (check.ecosystems or ("pypi",))[0]
    subject = Subject(ecosystem, "sample", "1.0")
    findings, outcomes = ask(Dossier(subject, (Evidence(subject, fact, "page", NOW),)), [check])
    return list(findings), list(outcomes)


def gaps(sample: Sample, check: Check) -> list[Gap | Hit]:
    """What a fact's check yields that is a gap."""
    fact = msgspec.convert(msgspec.json.decode(sample.fact), type=check.reads, strict=False)
    return [one for one in check.run(fact) if isinstance(one, Gap)]


def _tar(files: list[tuple[str, bytes]], root: str, extra: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    present = {path for path, _ in files}
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for path, data in files if extra[0] in present else [extra, *files]:
            entry = tarfile.TarInfo(f"{root}{path}")
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def _sdist(files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    info = b"Metadata-Version: 2.1\nName: sample\nVersion: 1.0\nLicense: MIT\n"
    return "sample-1.0.tar.gz", _tar(files, "sample-1.0/", ("PKG-INFO", info))


def _npm(files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    manifest = b'{"name": "sample", "version": "1.0.0", "license": "MIT"}'
    return "sample-1.0.0.tgz", _tar(files, "package/", ("package.json", manifest))


def _archive(files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    return "sample.zip", _zip(files)


def _wheel(files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    folder = "sample-1.0.dist-info"
    given = dict(files)
    rest = [
        (
            f"{folder}/METADATA",
            b"Metadata-Version: 2.1\nName: sample\nVersion: 1.0\nLicense: MIT\n",
        ),
        (
            f"{folder}/WHEEL",
            b"Wheel-Version: 1.0\nGenerator: sample\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        ),
    ]
    files = [*files, *(one for one in rest if one[0] not in given)]
    if f"{folder}/RECORD" not in given:
        files.append((f"{folder}/RECORD", _record(files, folder)))
    return "sample-1.0-py3-none-any.whl", _zip(files)


def _record(files: list[tuple[str, bytes]], folder: str) -> bytes:
    lines = []
    for path, data in files:
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(data)}")
    return "\n".join([*lines, f"{folder}/RECORD,,", ""]).encode()


def _zip(files: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files:
            archive.writestr(path, data)
    return out.getvalue()


_ARCHIVES = {"sdist": _sdist, "npm": _npm, "wheel": _wheel, "archive": _archive}
