""".pre-commit-config.yaml: which hooks does it fetch, and what do they bring along?"""

import re

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope
from ostiary.core.regex import regex
from ostiary.formats.inventory.draft import PIN, Draft
from ostiary.formats.inventory.node.spec import is_name, read_spec
from ostiary.formats.inventory.python.asked import For, ask
from ostiary.formats.yaml_document import YamlList, YamlMap, YamlValue, document, line_of

MAX_BYTES = 1 << 20

_REPOSITORY = regex(
    r"(?:[a-z+]+://)?(?:[^@/]+@)?(?P<host>[\w.-]+)(?::\d+)?[:/](?P<path>[^?#]+?)(?:\.git)?/?"
)
_DIGEST = regex(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")
_HERE = ("local", "meta")
_LANGUAGES = {"python": "pypi", "node": "npm"}
_NODE_LIKE = regex(r"@[^/\s]+/[^@\s]+(?:@\S+)?|[^@\s/\[<>=~!]+@[\^~]?\d\S*")


def parse(path: str, data: bytes) -> Listing:
    """Read the hooks of a project. Raises `ParseError`. Source: pre-commit, configuration."""
    if len(data) > MAX_BYTES:
        raise LimitError(f"more than {MAX_BYTES} bytes")
    top = document(data, ".pre-commit-config.yaml")
    repos = top.get("repos") if isinstance(top, YamlMap) else top
    if not isinstance(repos, YamlList):
        raise ParseError(".pre-commit-config.yaml has no list `repos`")
    draft = Draft(".pre-commit-config.yaml", path, ListingKind.RECIPE)
    for at, one in enumerate(repos):
        if isinstance(one, YamlMap) and isinstance(one.get("repo"), str):
            _repository(one, draft)
            _hooks(one.get("hooks"), draft)
        else:
            draft.miss("", line_of(repos, at), "an entry without `repo`", "correct the file")
    return draft.listing()


def _repository(one: YamlMap, draft: Draft) -> None:
    url, revision = str(one["repo"]), one.get("rev")
    line = line_of(one, "repo")
    match = _REPOSITORY.fullmatch(url)
    if url in _HERE:
        return
    if match is None:
        draft.miss(url, line, "where this repository is cannot be told", "audit it by hand")
        return
    version = revision if isinstance(revision, str) else ""
    is_github = match["host"].lower() == "github.com"
    name = match["path"].lower() if is_github else f"{match['host']}/{match['path']}"
    draft.add(
        Component(
            "github" if is_github else "generic", name, version,
            draft.at(line_of(one, "rev") if version else line), f"{name}@{version}",
            scope=Scope.DEV, direct=True, origin=Origin.GIT, source=url,
            properties=() if _DIGEST.fullmatch(version) else (("pinned", "no"),),
        )
    )  # fmt: skip


def _hooks(hooks: YamlValue, draft: Draft) -> None:
    if not isinstance(hooks, YamlList):
        return
    for hook in hooks:
        extra = hook.get("additional_dependencies") if isinstance(hook, YamlMap) else None
        if not isinstance(hook, YamlMap) or not isinstance(extra, YamlList):
            continue
        identity, language = (hook.get(one) for one in ("id", "language"))
        texts = [one for one in extra if isinstance(one, str)]
        kind = _LANGUAGES.get(str(language), "") if language is not None else _guess(texts)
        for at, one in enumerate(extra):
            line = line_of(extra, at)
            if isinstance(one, str) and kind:
                _package(kind, one, line, str(identity or ""), draft)
            else:
                reason = "the language of its hook does not say whose package this is"
                draft.miss(str(one), line, reason, "name the version, or the hook's `language`")


def _guess(texts: list[str]) -> str:
    """Whose packages these are, where the form of one of them tells; empty where none does."""
    if any(_NODE_LIKE.fullmatch(one.strip()) for one in texts):
        return "npm"
    return "pypi" if any(re.search(r"[=<>~!]=|[<>]|\[.+\]", one) for one in texts) else ""


def _package(kind: str, text: str, line: int, hook: str, draft: Draft) -> None:
    groups = (hook,) if hook else ()
    if kind == "pypi":
        ask(draft, text, line, For(Scope.DEV, groups))
        return
    name, _, spec = text[1:].partition("@")
    name = text[:1] + name
    if not is_name(name):
        draft.miss(text, line, "names no package and no version", PIN)
        return
    asked = read_spec(name, spec or "latest")
    draft.add(
        Component(
            asked.type, asked.name, asked.version, draft.at(line),
            scope=Scope.DEV, groups=groups, direct=True,
            requirement=asked.requirement, origin=asked.origin, source=asked.source,
        )
    )  # fmt: skip
