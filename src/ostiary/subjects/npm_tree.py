"""What an npm package brings along, as npm itself resolves it, with no script ever run."""

import base64
import binascii
import contextlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from ostiary.core.digest import Digest
from ostiary.core.errors import SourceError
from ostiary.core.evidence import Cause
from ostiary.core.subject import Subject
from ostiary.core.tree import DependencyTree, Node
from ostiary.subjects.graph import depths_from
from ostiary.subjects.tool import find_tool, run_tool

SECONDS = 240
MAX_NODES = 20_000

_FLAGS = [
    "--package-lock-only",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--omit=dev",
    "--loglevel=error",
    "--no-progress",
    "--no-update-notifier",
]
_GROUPS = ("dependencies", "optionalDependencies", "peerDependencies")


def resolve_npm(
    subject: Subject,
    dependencies: Mapping[str, str],
    environ: Mapping[str, str],
    *,
    registry: str = "",
    offline: bool = False,
) -> DependencyTree:
    """Resolve as `npm install` would; only a lock file is written, in a folder of our own.

    `dependencies` are given to npm as a project's own: one entry for the release itself, or those of a
    local archive; `registry` is that of names without a scope of their own. Git is switched off, so a git
    dependency ends as an error. Raises `SourceError`.
    """
    npm = find_tool("npm", environ)
    if npm is None:
        raise SourceError("npm is not installed", "install Node.js with npm", Cause.UNCONFIGURED)
    project = {"name": "ostiary-resolution", "version": "0.0.0", "private": True}
    with tempfile.TemporaryDirectory(prefix="ostiary-npm-") as name:
        folder = Path(name)
        body = json.dumps({**project, "dependencies": dict(dependencies)})
        (folder / "package.json").write_text(body, "utf-8")
        env = {**environ, "npm_config_git": "false", "npm_config_ignore_scripts": "true"}
        if registry:
            env["npm_config_registry"] = registry
        flags = [*_FLAGS, "--offline"] if offline else list(_FLAGS)
        argv = [str(npm), "install", *flags]
        answer = run_tool(argv, env, folder, seconds=SECONDS)
        lock = folder / "package-lock.json"
        if answer.status != 0 or not lock.exists():
            raise SourceError(
                f"npm cannot resolve the dependencies: {_gist(answer.complaint)}",
                "try it by hand: npm install --package-lock-only --ignore-scripts",
                Cause.OPAQUE,
            )
        text = lock.read_bytes()
    return read_lock(text, subject, own=set(dependencies) != {subject.name})


def read_lock(text: bytes, subject: Subject, *, own: bool = False) -> DependencyTree:
    """The tree out of a lock file of version 2 or 3 (npm's documentation, package-lock.json).

    `own` says that the lock's root stands for the subject itself rather than asking for it.
    """
    try:
        packages = json.loads(text)["packages"]
        placed = {place: _subject(place, entry) for place, entry in packages.items() if place}
        asked = _asked(packages, placed, subject, own=own)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SourceError(
            "npm wrote a lock file that cannot be read", cause=Cause.MALFORMED
        ) from error
    if len(placed) > MAX_NODES:
        raise SourceError(f"more than {MAX_NODES} dependencies", cause=Cause.LIMIT)
    optional = {placed[place].purl for place in placed if packages[place].get("optional")}
    depths = depths_from(subject.purl, asked)
    parents: dict[str, set[str]] = {}
    for parent, children in asked.items():
        for child in children:
            parents.setdefault(child, set()).add(parent)
    unique: dict[str, Subject] = {}
    for one in placed.values():
        if one.purl != subject.purl:
            unique[one.purl] = _joined(unique.get(one.purl, one), one)
    nodes = [
        Node(
            one,
            tuple(sorted(parents.get(purl, {subject.purl}))),
            depths.get(purl, 1),
            purl in optional,
        )
        for purl, one in unique.items()
    ]
    nodes.sort(key=lambda node: (node.depth, node.subject.purl))
    return DependencyTree(subject.purl, (Node(subject, (), 0), *nodes), "npm")


def _subject(place: str, entry: dict[str, Any]) -> Subject:
    """The package at a place of the lock; an alias carries its real name in the entry."""
    name = entry.get("name") or place.rpartition("node_modules/")[2]
    found = Subject("npm", str(name), str(entry.get("version", "")))
    if entry.get("inBundle"):
        return found
    pins = tuple(dict.fromkeys(_pins(str(entry.get("integrity", "")))))
    return replace(found, digests=pins, origin=str(entry.get("resolved", "")))


def _pins(integrity: str) -> Iterator[Digest]:
    """The digests of a Subresource Integrity text; what is none pins nothing."""
    for word in integrity.split():
        algorithm, _, value = word.partition("?")[0].partition("-")
        with contextlib.suppress(binascii.Error):
            yield Digest(algorithm, base64.b64decode(value, validate=True).hex())


def _joined(one: Subject, other: Subject) -> Subject:
    """One release from two places of the lock: its bytes are those of both."""
    pins = tuple(sorted({*one.digests, *other.digests}))
    unpinned = next((each.origin for each in (one, other) if not each.digests and each.origin), "")
    return replace(one, digests=() if unpinned else pins, origin=unpinned or one.origin)


def _asked(
    packages: dict[str, Any], placed: Mapping[str, Subject], subject: Subject, *, own: bool
) -> dict[str, list[str]]:
    asked: dict[str, list[str]] = {}
    for place, entry in packages.items():
        if not place and not own:
            continue
        parent = placed[place].purl if place else subject.purl
        children = {placed[found].purl for found in _children(place, entry, placed)}
        asked.setdefault(parent, []).extend(sorted(children - {parent}))
    return asked


def _children(place: str, entry: dict[str, Any], placed: Mapping[str, Subject]) -> Iterator[str]:
    """Where Node would find each dependency of the package at `place`: nearest folder first."""
    for group in _GROUPS:
        for name in entry.get(group) or {}:
            above = place
            while True:
                candidate = f"{above}/node_modules/{name}" if above else f"node_modules/{name}"
                if candidate in placed:
                    yield candidate
                    break
                if not above:
                    break
                above = above.rpartition("/node_modules/")[0] if "/node_modules/" in above else ""


def _gist(complaint: str) -> str:
    lines = [line.removeprefix("npm error").strip() for line in complaint.splitlines()]
    lines = [line for line in lines if line and not line.startswith(("code ", "A complete log"))]
    return (lines or ["it gave no reason"])[0][:400]
