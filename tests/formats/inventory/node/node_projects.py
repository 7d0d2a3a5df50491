"""A project of many kinds of dependencies, and the real clients that lock and list it."""

import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ostiary.core.inventory import Component, Origin, Scope
from world import build
from world.index import FakeIndex

Triple = tuple[str, str, bool]
"""Name, version, and whether it is there for development only."""

MANIFEST: dict[str, Any] = {
    "name": "app",
    "version": "1.0.0",
    "private": True,
    "workspaces": ["packages/*"],
    "dependencies": {
        "left": "^1.0.0",
        "deep": "^2.0.0",
        "nick": "npm:real@^1.0.0",
        "@corp/right": "1.2.0",
        "peerful": "^1.0.0",
        "local": "file:./local.tgz",
    },
    "devDependencies": {"tester": "^1.0.0", "twice": "^1.0.0"},
    "optionalDependencies": {"maybe": "^1.0.0"},
}
MEMBER: dict[str, Any] = {
    "name": "member",
    "version": "0.1.0",
    "dependencies": {"deep": "^1.0.0", "twice": "^2.0.0"},
    "devDependencies": {"other-tester": "^1.0.0"},
}


def publish(index: FakeIndex) -> None:
    """What the project draws on: several versions, cycles, peers, optional and nested ones."""
    for name, version, package in (
        ("@corp/right", "1.0.0", {}),
        ("@corp/right", "1.2.0", {}),
        ("deep", "1.0.0", {}),
        ("deep", "2.0.0", {"dependencies": {"round": "1.x"}}),
        ("round", "1.0.0", {"dependencies": {"deep": "^2.0.0"}}),
        ("left", "1.0.0", {"dependencies": {"@corp/right": "^1.0.0", "deep": "^1.0.0"}}),
        ("real", "1.1.0", {"dependencies": {"left": "*"}}),
        ("peerful", "1.0.0", {"peerDependencies": {"@corp/right": "^1.0.0"}}),
        ("tester", "1.0.0", {"dependencies": {"deep": "^2.0.0", "only-dev": "~1.0.0"}}),
        ("only-dev", "1.0.3", {"dependencies": {"@corp/dev-leaf": "^3.0.0-rc.1"}}),
        ("@corp/dev-leaf", "3.0.0-rc.2", {}),
        ("other-tester", "1.0.0", {"dependencies": {"only-dev": "1"}}),
        ("twice", "1.0.0", {}),
        ("twice", "2.0.0", {}),
        ("maybe", "1.0.0", {"dependencies": {"maybe-inner": "^1.0.0"}}),
        ("maybe-inner", "1.0.0", {"os": ["linux"]}),
    ):
        index.publish_npm(name, version, package)


def write(folder: Path, *, members: bool = True) -> None:
    """The project's own files. Without members, there is one package only."""
    manifest = dict(MANIFEST)
    if not members:
        del manifest["workspaces"]
    (folder / "package.json").write_text(json.dumps(manifest, indent=2) + "\n")
    archive = build.npm_archive({"name": "local", "version": "4.5.6", "license": "MIT"}, None)
    (folder / "local.tgz").write_bytes(archive)
    if members:
        (folder / "packages" / "member").mkdir(parents=True)
        (folder / "packages" / "member" / "package.json").write_text(json.dumps(MEMBER, indent=2))


def run(folder: Path, index: FakeIndex, *command: str) -> str:
    """Run a client in a world of its own. What it says on standard output comes back."""
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "npm_config_registry": index.npm,
        "npm_config_cache": str(home / "cache"),
        "YARN_NPM_REGISTRY_SERVER": index.npm.rstrip("/"),
        "YARN_UNSAFE_HTTP_WHITELIST": "127.0.0.1",
        "YARN_ENABLE_TELEMETRY": "0",
        "YARN_ENABLE_IMMUTABLE_INSTALLS": "false",
        "YARN_IGNORE_PATH": "1",
        "CI": "1",
    }
    done = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def client(script: str) -> tuple[str, str]:
    """The command of a client that `scripts/test` installs beside the virtual environment."""
    found = Path(__file__).parents[4] / ".tools" / "node_modules" / script
    assert found.is_file(), f"{script} is missing: scripts/test installs it"
    return ("node", str(found))


def triples(components: Iterable[Component]) -> set[Triple]:
    """What a listing says, without the project and its members; of several copies one that ships counts."""
    others = [one for one in components if one.origin is not Origin.OWN]
    shipped = {(one.name, one.version) for one in others if one.scope is not Scope.DEV}
    return {(one.name, one.version, (one.name, one.version) not in shipped) for one in others}


def nodes(tree: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, node) of every dependency in the JSON of `npm ls` and `pnpm list`."""
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        for group in ("dependencies", "devDependencies", "optionalDependencies"):
            for name, node in (one.get(group) or {}).items():
                yield name, node
                waiting.append(node)
