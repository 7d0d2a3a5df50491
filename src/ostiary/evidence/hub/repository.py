"""What the hub says about one model: the commit for which a revision stands, its files, what is around it."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any

from ostiary.core.errors import NotFoundError, SourceError
from ostiary.core.evidence import Cause
from ostiary.core.facts.hub import HubFile, ModelRepository
from ostiary.core.regex import regex
from ostiary.evidence.hub.session import Session
from ostiary.formats.archive.names import shown

MAX_FILES = 20_000
"""Files and folders of one commit."""

MAX_REFS = 1_000
MAX_TEXT = 200
MAX_CARD = 24

_COMMIT = regex(r"[0-9a-f]{40}")
_SHA256 = regex(r"[0-9a-f]{64}")
_CARD = (
    *("license", "license_name", "license_link", "base_model", "datasets", "library_name"),
    *("pipeline_tag", "language", "tags"),
)


def find_model(session: Session, name: str, revision: str, now: datetime) -> ModelRepository:
    """The model at the commit for which the revision stands now. Raises `SourceError`, `NotFoundError`."""
    what = f"the model `{name}`" + (f" at `{revision}`" if revision else "")
    info = session.asked(
        what,
        lambda: session.api.model_info(name, revision=revision or None, securityStatus=True),
    )
    commit = str(info.sha or "").lower()
    if not _COMMIT.fullmatch(commit):
        raise SourceError(f"the hub names no commit of {what}", "", Cause.MALFORMED)
    pinned = bool(_COMMIT.fullmatch(revision))
    if pinned and revision != commit:
        reason = f"the hub answers with commit {commit[:12]} where {revision[:12]} was asked for"
        raise SourceError(reason, "do not use it", Cause.CONTRADICTED)
    branches, tags = _refs(session, name)
    files = session.asked(what, lambda: tuple(_files(session, name, commit)))
    return session.asked(
        what,
        lambda: ModelRepository(
            name=name,
            commit=commit,
            now=now,
            asked=revision,
            pinned=pinned,
            organisation=_text(info.author) or name.partition("/")[0] * ("/" in name),
            branches=branches,
            tags=tags,
            gated=_text(info.gated) if info.gated else "",
            private=bool(info.private),
            disabled=bool(info.disabled),
            licence=_licence(info),
            card=tuple(islice(_card(info.card_data), MAX_CARD)),
            downloads=_count(info.downloads),
            likes=_count(info.likes),
            created=_moment(info.created_at),
            modified=_moment(info.last_modified),
            scanned=_scanned(info.security_repo_status),
            flagged=tuple(_flagged(info.security_repo_status)),
            files=files,
        ),
    )


def list_files(session: Session, name: str, commit: str) -> tuple[HubFile, ...]:
    """The files of one commit. Raises `SourceError`, `NotFoundError`."""
    return session.asked(
        f"commit {commit[:12]} of `{name}`", lambda: tuple(_files(session, name, commit))
    )


def _files(session: Session, name: str, commit: str) -> Iterator[HubFile]:
    tree = session.api.list_repo_tree(name, revision=commit, recursive=True)
    seen: set[str] = set()
    for number, one in enumerate(tree):
        if number >= MAX_FILES:
            raise SourceError(f"`{name}` has more than {MAX_FILES} files", "", Cause.LIMIT)
        if not hasattr(one, "blob_id"):
            continue  # a folder: its files come by themselves
        path = str(one.path)
        if path in seen or _astray(path):
            raise SourceError(f"`{name}` lists a file by no usable name", "", Cause.MALFORMED)
        seen.add(path)
        listed = _hexed(one.lfs.sha256, _SHA256) if one.lfs else ""
        if one.lfs and not listed:
            raise SourceError(f"`{name}` lists a file without its digest", "", Cause.MALFORMED)
        size = int(one.size)
        if not 0 <= size < 1 << 50:
            raise SourceError(f"`{name}` lists a file of no possible size", "", Cause.MALFORMED)
        yield HubFile(path, size, _hexed(one.blob_id, _COMMIT), listed)


def _astray(path: str) -> bool:
    parts = path.split("/")
    return len(path) > 1024 or "\\" in path or any(one in {"", ".", ".."} for one in parts)


def _refs(
    session: Session, name: str
) -> tuple[tuple[tuple[str, str], ...] | None, tuple[tuple[str, str], ...] | None]:
    """Branches and tags; a hub that does not tell costs nothing."""
    with suppress(SourceError, NotFoundError):
        refs = session.asked("the branches", lambda: session.api.list_repo_refs(name))
        return tuple(_named(refs.branches)), tuple(_named(refs.tags))
    return None, None


def _named(refs: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for one in islice(refs, MAX_REFS):
        yield _text(one.name), _hexed(one.target_commit, _COMMIT)


def _licence(info: Any) -> str:
    card = info.card_data
    said = getattr(card, "license", None) if card is not None else None
    if isinstance(said, list):
        return " OR ".join(_text(one) for one in said[:8])
    tags = info.tags if isinstance(info.tags, list) else []
    found = (one[8:] for one in tags if isinstance(one, str) and one.startswith("license:"))
    return _text(said) if said else _text(next(found, ""))


def _card(card: Any) -> Iterator[tuple[str, str]]:
    if card is None:
        return
    for key in _CARD:
        value = getattr(card, key, None)
        if isinstance(value, list):
            value = ", ".join(_text(one) for one in value[:20])
        if value:
            yield key, _text(value)


def _scanned(status: Any) -> str:
    if not isinstance(status, dict):
        return ""
    return "done" if status.get("scansDone") is True else "not done"


def _flagged(status: Any) -> Iterator[tuple[str, str]]:
    rows = status.get("filesWithIssues") if isinstance(status, dict) else None
    for one in islice(rows if isinstance(rows, list) else [], 100):
        if isinstance(one, dict):
            yield _text(one.get("path", "")), _text(one.get("level", ""))


def _text(value: Any) -> str:
    return shown(str(value)[:MAX_TEXT]) if value else ""


def _hexed(value: Any, form: re.Pattern[str]) -> str:
    text = str(value or "").lower()
    return text if form.fullmatch(text) else ""


def _count(value: Any) -> int:
    return value if isinstance(value, int) and 0 <= value < 1 << 53 else -1


def _moment(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) and value.tzinfo is not None else None
