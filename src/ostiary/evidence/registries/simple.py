"""A project's page of a Python index: PEP 691 JSON or PEP 503 HTML, as one record."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.digest import Digest
from ostiary.core.errors import LimitError, ParseError
from ostiary.core.facts.release import FileForm, ProjectStatus, ReleaseFile
from ostiary.core.regex import regex
from ostiary.evidence.registries.filename import form_of
from ostiary.evidence.registries.moments import parse_time

MAX_FILES = 200_000
MAX_TEXT = 4096

_HEX = regex(r"[0-9a-fA-F]{32,128}")
_ALGORITHM = regex(r"[a-z0-9_]{2,20}")


class SimplePage(Struct, frozen=True):
    """All files of a project on one index. `tells` says whether the index can name provenance.

    `skipped` counts rows that are no file that could be fetched. Sources: PEP 503, 592, 629, 658,
    691, 700, 714, 740, 792.
    """

    index: str
    files: tuple[ReleaseFile, ...]
    status: ProjectStatus = ProjectStatus.ACTIVE
    status_reason: str = ""
    tells: bool = False
    skipped: int = 0


def parse_simple(body: bytes, url: str, content_type: str, index: str) -> SimplePage:
    """Read a project page that came from `url`. Raises `ParseError` for anything that is none."""
    kind = content_type.partition(";")[0].strip().lower()
    start = body[:64].lstrip().lstrip(b"\xef\xbb\xbf")
    if kind.endswith("json") or (not kind and start.startswith(b"{")):
        return _json(body, url, index)
    return _html(body, url, index)


class _File(msgspec.Struct):
    filename: str
    url: str
    hashes: Any = None
    requires_python: Any = msgspec.field(name="requires-python", default=None)
    yanked: Any = False
    size: Any = 0
    upload_time: Any = msgspec.field(name="upload-time", default=None)
    core_metadata: Any = msgspec.field(name="core-metadata", default=None)
    dist_info: Any = msgspec.field(name="dist-info-metadata", default=None)
    provenance: Any = msgspec.UNSET


class _Page(msgspec.Struct):
    files: list[msgspec.Raw]
    meta: Any = None
    status: Any = msgspec.field(name="project-status", default=None)


def _json(body: bytes, url: str, index: str) -> SimplePage:
    try:
        page = msgspec.json.decode(body, type=_Page)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ParseError(f"{url} is no project page: {str(error)[:200]}") from error
    if len(page.files) > MAX_FILES:
        raise LimitError(f"{url} lists more than {MAX_FILES} files")
    meta = page.meta if isinstance(page.meta, dict) else {}
    _check_interface(meta.get("api-version"), url)
    decoder = msgspec.json.Decoder(_File)
    files, skipped, tells = [], 0, False
    for raw in page.files:
        try:
            row = decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            skipped += 1
            continue
        tells = tells or row.provenance is not msgspec.UNSET
        file = _file(row, url, index)
        files += [file] if file else []
        skipped += not file
    word, reason = _status(page.status if isinstance(page.status, dict) else meta)
    return SimplePage(index, tuple(files), word, reason, tells, skipped)


def _file(row: _File, url: str, index: str) -> ReleaseFile | None:
    metadata = row.core_metadata if row.core_metadata is not None else row.dist_info
    yanked = (
        row.yanked[:MAX_TEXT] if isinstance(row.yanked, str) else "" if row.yanked is True else None
    )
    return _complete(
        ReleaseFile(
            row.filename,
            row.url,
            FileForm.OTHER,
            _digests(row.hashes),
            size=row.size if type(row.size) is int and row.size > 0 else 0,
            uploaded=parse_time(row.upload_time),
            yanked=yanked,
            requires_python=_text(row.requires_python),
            provenance=_text(row.provenance),
            metadata="yes" if metadata else "",
            metadata_digest=next(iter(_digests(metadata)), None),
            index=index,
        ),
        url,
    )


def _complete(file: ReleaseFile, page: str) -> ReleaseFile | None:
    """The file with absolute URLs; None for a name or URL that must not be followed."""
    try:
        target, fragment = urldefrag(urljoin(page, file.url))
        scheme, local = urlsplit(target).scheme, urlsplit(page).scheme == "file"
        provenance = urljoin(page, file.provenance) if file.provenance else ""
    except ValueError:
        return None
    name = file.filename
    if not name or "/" in name or "\\" in name or "\0" in name or name in {".", ".."}:
        return None
    if scheme not in {"https", "http"} and not (scheme == "file" and local):
        return None
    if provenance and urlsplit(provenance).scheme not in {"https", "http"}:
        provenance = ""
    return replace(
        file,
        url=target,
        form=form_of(name),
        digests=file.digests
        or _digests(dict([fragment.split("=", 1)]) if "=" in fragment else None),
        provenance=provenance,
        metadata=target + ".metadata" if file.metadata else "",
    )


def _digests(hashes: object) -> tuple[Digest, ...]:
    if not isinstance(hashes, dict):
        return ()
    return tuple(
        Digest(name, value.lower())
        for name, value in sorted(hashes.items())
        if isinstance(value, str) and _ALGORITHM.fullmatch(name) and _HEX.fullmatch(value)
    )


def _check_interface(version: object, url: str) -> None:
    """A client must not read a page of a later major version. Source: PEP 629."""
    if isinstance(version, str) and version.partition(".")[0] not in {"", "1"}:
        raise ParseError(
            f"{url} speaks version {version[:20]} of the simple API, which nobody here reads"
        )


def _status(table: dict[str, Any]) -> tuple[ProjectStatus, str]:
    """The marker of PEP 792; an unknown marker counts as quarantine, because it is surely no praise."""
    word = table.get("status") or table.get("project-status") or "active"
    reason = table.get("reason") or table.get("project-status-reason")
    try:
        return ProjectStatus(word), _text(reason)
    except ValueError:
        return ProjectStatus.QUARANTINED, f"the index marks it `{_text(word)}`"


def _text(value: object) -> str:
    return value[:MAX_TEXT] if isinstance(value, str) else ""


class _Anchors(HTMLParser):
    """Collects anchors, the base address and the status of a PEP 503 page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[tuple[dict[str, str], list[str]]] = []
        self.base = ""
        self.meta: dict[str, str] = {}
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in values:
            self.rows.append((values, []))
            self._open = True
        elif tag == "base" and not self.base:
            self.base = values.get("href", "")
        elif tag == "meta" and values.get("name", "").startswith("pypi:"):
            self.meta[values["name"][5:]] = values.get("content", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open and self.rows:
            self.rows[-1][1].append(data)


def _html(body: bytes, url: str, index: str) -> SimplePage:
    text = body.decode("utf-8", "replace")
    parser = _Anchors()
    try:
        parser.feed(text)
        parser.close()
        base = urljoin(url, parser.base)
    except (AssertionError, ValueError) as error:
        raise ParseError(f"{url} is no readable HTML: {str(error)[:200]}") from error
    if not parser.rows and "<html" not in text.lower() and "<!doctype" not in text.lower():
        raise ParseError(f"{url} is neither a JSON nor an HTML project page")
    if len(parser.rows) > MAX_FILES:
        raise LimitError(f"{url} lists more than {MAX_FILES} files")
    found = [_anchor(values, "".join(words).strip(), base, index) for values, words in parser.rows]
    files = tuple(one for one in found if one and one.form is not FileForm.OTHER)
    lost = sum(
        1 for one, (values, _) in zip(found, parser.rows, strict=True) if _is_lost(one, values)
    )
    _check_interface(parser.meta.get("repository-version"), url)
    status, reason = _status({str(key): value for key, value in parser.meta.items()})
    tells = any("data-provenance" in values for values, _ in parser.rows)
    return SimplePage(index, files, status, reason, tells, lost)


def _is_lost(file: ReleaseFile | None, values: dict[str, str]) -> bool:
    """Whether an anchor names a distribution that could not be taken; pages link to much else."""
    path = values["href"].partition("#")[0].partition("?")[0]
    return file is None and form_of(path) is not FileForm.OTHER


def _anchor(values: dict[str, str], words: str, base: str, index: str) -> ReleaseFile | None:
    """One file. Its name stands in the URL; the anchor's text may be anything."""
    href = values["href"]
    path = href.partition("#")[0].partition("?")[0]
    name = unquote(path.rpartition("/")[2]) or words
    metadata = values.get("data-core-metadata") or values.get("data-dist-info-metadata") or ""
    algorithm, equals, value = metadata.partition("=")
    return _complete(
        ReleaseFile(
            name,
            href,
            FileForm.OTHER,
            (),
            yanked=values["data-yanked"][:MAX_TEXT] if "data-yanked" in values else None,
            requires_python=values.get("data-requires-python", "")[:MAX_TEXT],
            provenance=values.get("data-provenance", "")[:MAX_TEXT],
            metadata="yes" if metadata and metadata != "false" else "",
            metadata_digest=next(iter(_digests({algorithm: value})), None) if equals else None,
            index=index,
        ),
        base,
    )
