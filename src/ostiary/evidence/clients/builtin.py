"""The default index that pip, uv or npm bring with them, asked of the programs themselves."""

import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
from pathlib import Path

from ostiary.core.regex import regex
from ostiary.core.world import World
from ostiary.evidence.clients.options import Option, read_text

SECONDS = 30.0
MAX_AGE = 7 * 86400.0
_HELP = regex(r"default(?:\s+is|:|)\s*<?(https?://[^\s<>)]+)")
_BASE = regex(r"PyPI\s*=\s*PackageIndex\(\s*[\"'](https?://[^\"']+)[\"']")


def pip_default(world: World) -> Option | None:
    """The default `--index-url` of the user's pip, else of the pip beside us, else of uv."""
    pip = _which(world, "pip") or _which(world, "pip3")
    if pip:
        found = _first(_HELP, _ask(world, pip, "--isolated", "install", "--help"))
        if found:
            return Option(found, f"built into {pip}")
    python = _which(world, "python3")
    if python and not pip:
        found = _first(_HELP, _ask(world, python, "-m", "pip", "--isolated", "install", "--help"))
        if found:
            return Option(found, f"built into the pip of {python}")
    return _beside() or _uv_default(world)


def npm_program(world: World) -> str:
    """The path of npm, empty if there is none."""
    return _which(world, "npm")


def npm_default(world: World) -> Option | None:
    """What npm uses where nobody configured a registry; None without npm."""
    npm = npm_program(world)
    if not npm:
        return None
    found = _first(
        re.compile(r"^(https?://\S+)$", re.MULTILINE), _ask(world, npm, "config", "get", "registry")
    )
    return Option(found, f"built into {npm}") if found else None


def _beside() -> Option | None:
    """The default in the source of the pip in our own environment, read and not imported."""
    try:
        path = importlib.metadata.distribution("pip").locate_file("pip/_internal/models/index.py")
    except importlib.metadata.PackageNotFoundError:
        return None
    base = _first(_BASE, read_text(Path(str(path))) or "")
    return (
        Option(base.rstrip("/") + "/simple", "built into the pip beside Ostiary") if base else None
    )


def _uv_default(world: World) -> Option | None:
    uv = _which(world, "uv")
    if not uv:
        from uv import find_uv_bin

        try:
            uv = str(find_uv_bin())
        except FileNotFoundError:
            return None
    found = _first(_HELP, _ask(world, uv, "pip", "install", "--help"))
    return Option(found, f"built into {uv}") if found else None


def _which(world: World, name: str) -> str:
    return shutil.which(name, path=world.environ.get("PATH", "")) or ""


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(" ".join(text.split()) if "^" not in pattern.pattern else text)
    return match[1].rstrip(".,") if match else ""


def _ask(world: World, program: str, *arguments: str) -> str:
    """What a client prints, kept for a week, because it takes a second to start."""
    place = _place(world, program, arguments)
    try:
        if 0 <= world.now.timestamp() - place.stat().st_mtime < MAX_AGE:
            return place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        pass
    try:
        done = subprocess.run(
            [program, *arguments],
            capture_output=True,
            check=False,
            cwd=str(world.home),
            env=dict(world.environ),
            stdin=subprocess.DEVNULL,
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode == 0 and text:
        _keep(place, text, world.now.timestamp())
    return text if done.returncode == 0 else ""


def _place(world: World, program: str, arguments: tuple[str, ...]) -> Path:
    try:
        stamp = Path(program).resolve().stat().st_mtime_ns
    except OSError:
        stamp = 0
    key = "\0".join((program, str(stamp), *arguments))
    return Path(world.cache) / "clients" / hashlib.sha256(key.encode()).hexdigest()


def _keep(place: Path, text: str, moment: float) -> None:
    part = place.with_suffix(".part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.write_text(text, encoding="utf-8")
        os.utime(part, (moment, moment))
        part.replace(place)
    except OSError:
        return
