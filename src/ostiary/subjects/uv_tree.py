"""What a Python package brings along, as uv resolves it on this machine without building anything."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from ostiary.core.errors import SourceError
from ostiary.core.evidence import Cause
from ostiary.core.facts.release import Requirement
from ostiary.core.regex import regex
from ostiary.core.subject import Subject
from ostiary.core.tree import DependencyTree
from ostiary.subjects.graph import plant
from ostiary.subjects.tool import run_tool

SECONDS = 180
MAX_UNBUILT = 20  # source-only dependencies that one tree may hold

_PIN = regex(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(\[[^\]]*\])?==(?P<version>[^\s;]+)")
_VIA = regex(r"^    #(?P<via> via)?\s*(?P<name>\S.*)?$")
_UNBUILT = regex(r"Wheels are required for `(?P<name>[^`]+)`")


class UvIndexes(Struct, frozen=True):
    """Where uv may look: index URLs in order of preference, folders of links, and the CA to trust.

    URLs may hold credentials, so they travel in the environment, never on the command line.
    """

    default: str
    extra: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    ca_file: str = ""


class Resolved(Struct, frozen=True):
    """A tree, and the packages whose own dependencies could not be learnt without a build."""

    tree: DependencyTree
    unresolved: tuple[str, ...] = ()


def resolve_pypi(
    subject: Subject,
    requirements: Sequence[Requirement],
    extras: Sequence[str],
    indexes: UvIndexes,
    environ: Mapping[str, str],
    *,
    offline: bool = False,
) -> Resolved:
    """Resolve a release's requirements as an installation of it would.

    Only wheels and static metadata are read: nothing is built, so nothing runs. A dependency that is
    published as source only is kept in the tree, and named in `unresolved`. Raises `SourceError`.
    """
    from uv import find_uv_bin

    lines, left_out = _lines(requirements, extras)
    if not lines:
        return Resolved(plant(subject, {}, "uv"), left_out)
    unbuilt: list[str] = []
    with tempfile.TemporaryDirectory(prefix="ostiary-uv-") as folder:
        while True:
            argv = _argv(find_uv_bin(), Path(folder), unbuilt, offline=offline)
            env = _environ(environ, indexes)
            text = "\n".join(lines) + "\n"
            answer = run_tool(argv, env, Path(folder), text=text, seconds=SECONDS)
            if answer.status == 0:
                break
            named = _UNBUILT.search(answer.complaint)
            if not named or named["name"] in unbuilt or len(unbuilt) >= MAX_UNBUILT:
                raise SourceError(
                    f"uv cannot resolve the dependencies: {_gist(answer.complaint)}",
                    "try it by hand: uv pip compile --only-binary :all:",
                    Cause.OPAQUE,
                )
            unbuilt.append(named["name"])
    parents = _parse(answer.output)
    return Resolved(plant(subject, parents, "uv"), (*left_out, *unbuilt))


def _lines(
    requirements: Sequence[Requirement], extras: Sequence[str]
) -> tuple[list[str], tuple[str, ...]]:
    """Requirement lines for uv, and the direct references that are not followed."""
    lines, left_out = [], []
    wanted = {"", *(f"extra:{extra}" for extra in extras)}
    for one in requirements:
        if one.group not in wanted and not _applies_anyway(one):
            continue
        if one.url:
            left_out.append(f"{one.name} ({one.url})")
            continue
        if one.group and not _applies(one):
            continue
        marker = f" ; {one.marker}" if one.marker and not one.group else ""
        lines.append(f"{one.name}{one.constraint}{marker}")
    return lines, tuple(left_out)


def _applies(requirement: Requirement) -> bool:
    """Whether an extra's requirement holds on this machine; uv would not know of the extra."""
    return _holds(requirement, requirement.group.removeprefix("extra:"), otherwise=True)


def _applies_anyway(requirement: Requirement) -> bool:
    """Whether it holds without its extra too, as `os_name == "posix" or extra == "x"` does."""
    return bool(requirement.marker) and _holds(requirement, "", otherwise=False)


def _holds(requirement: Requirement, extra: str, *, otherwise: bool) -> bool:
    from packaging.markers import InvalidMarker, Marker

    try:
        return not requirement.marker or Marker(requirement.marker).evaluate({"extra": extra})
    except InvalidMarker:
        return otherwise


def _argv(uv: str, folder: Path, unbuilt: Sequence[str], *, offline: bool) -> list[str]:
    """Uv's command line; `unbuilt` packages get empty metadata, so that uv never builds them."""
    stubs = ", ".join(f'{{ name = "{name}", requires-dist = [] }}' for name in unbuilt)
    config = folder / "uv.toml"
    config.write_text(f"dependency-metadata = [{stubs}]\n", "utf-8")
    argv = [uv, "pip", "compile", "-", "--no-header", "--no-progress", "--quiet"]
    argv += ["--config-file", str(config), "--annotation-style", "split"]
    argv += ["--index-strategy", "unsafe-best-match", "--only-binary", ":all:"]
    for name in unbuilt:
        argv += ["--no-binary", name]
    return [*argv, "--offline"] if offline else argv


def _environ(environ: Mapping[str, str], indexes: UvIndexes) -> dict[str, str]:
    env = {key: value for key, value in environ.items() if not key.startswith(("UV_", "PIP_"))}
    env["UV_DEFAULT_INDEX"] = indexes.default
    if indexes.extra:
        env["UV_INDEX"] = " ".join(indexes.extra)
    if indexes.find_links:
        env["UV_FIND_LINKS"] = ",".join(indexes.find_links)
    if indexes.ca_file:
        env.setdefault("SSL_CERT_FILE", indexes.ca_file)
    env["UV_NO_COLOR"] = env["NO_COLOR"] = "1"
    env.setdefault("PATH", os.defpath)
    return env


def _parse(output: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Each pin with the names of those who asked for it; nobody, for a direct requirement."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    current: tuple[str, str] | None = None
    for line in output.splitlines():
        pin = _PIN.match(line)
        via = _VIA.match(line)
        if pin:
            current = (pin["name"], pin["version"])
            found[current] = ()
        elif via and current and via["name"]:
            name = via["name"].strip()
            if not name.startswith("-r "):
                found[current] = (*found[current], name)
    return found


def _gist(complaint: str) -> str:
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    causes = [line.removeprefix("cause: ") for line in lines if line.startswith("cause: ")]
    return (causes or lines or ["it gave no reason"])[-1][:400]
