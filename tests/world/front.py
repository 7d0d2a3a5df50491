"""The front door for tests: the real command line, in a world of its own, in this process or another."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from ostiary.cli.main import main
from ostiary.core.world import World
from ostiary.evidence.clients.read import read_clients
from ostiary.evidence.clients.settings import ClientSettings, Timeouts
from world.index import Answer, FakeIndex

OFF = ("DEPSDEV", "SCORECARD", "GITHUB", "GITLAB", "RDAP", "PYPISTATS", "NPM_DOWNLOADS")
QUICK = Timeouts(
    connect=2.0,
    read=1.5,
    total=3.0,
    artifact_total=6.0,
    window=1.0,
    backoff=0.01,
    longest_wait=0.5,
)
"""Time-outs for sources that never answer: long enough for 127.0.0.1, short enough to wait for."""


class Said(Struct, frozen=True):
    """How the command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> Any:
        """The JSON on standard output."""
        return json.loads(self.out)

    @property
    def verdict(self) -> Any:
        """The verdict on the first package that was asked about."""
        return self.report["verdicts"][0]

    @property
    def grounds(self) -> str:
        """The messages of its reasons, in one text."""
        return "\n".join(reason["message"] for reason in self.verdict["reasons"])

    @property
    def checks(self) -> set[str]:
        """The checks that found something."""
        return {row["check"] for row in self.report["findings"]}

    def finding(self, check: str) -> Any:
        """The first finding of a check."""
        return next(row for row in self.report["findings"] if row["check"] == check)

    def message(self, check: str) -> str:
        """What a check found, in its words; empty if nothing."""
        rows = self.report["findings"]
        return "\n".join(row["message"] for row in rows if row["check"] == check)

    def outcome(self, check: str) -> Any:
        """How a check ended on the first package that was asked about."""
        purl, rows = self.verdict["subject"], self.report["outcomes"]
        return next(row for row in rows if (row["check"], row["subject"]) == (check, purl))

    def fact(self, label: str) -> str:
        """The line of that label above the reasons; empty if there is none."""
        rows = {row["label"]: row["value"] for row in self.verdict["facts"]}
        return str(rows.get(label, ""))

    @property
    def unknown(self) -> list[Any]:
        """The lines of the evidence index that stand for what could not be learnt."""
        return [row for row in self.report["evidence"] if row["status"] == "unknown"]


class Front:
    """Calls `ostiary`; nothing of the user's own is read or written."""

    def __init__(self, folder: Path, index: FakeIndex, osv: FakeIndex) -> None:
        self.folder = folder
        self.index = index
        self.osv = osv
        for name in ("home", "cwd", "cache", "data"):
            (folder / name).mkdir(exist_ok=True)
        self.environ = {
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
            "HOME": str(folder / "home"),
            "OSTIARY_CACHE": str(folder / "cache"),
            "OSTIARY_DATA": str(folder / "data"),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": index.simple,
            "npm_config_registry": index.npm,
            "npm_config_userconfig": str(folder / "home" / ".npmrc"),
            "npm_config_globalconfig": str(folder / "home" / "npmrc"),
            "OSTIARY_OSV_URL": osv.url,
            **{f"OSTIARY_{name}_URL": "" for name in OFF},
        }
        self.patch = pytest.MonkeyPatch()
        self.capture: pytest.CaptureFixture[str] | None = None

    @property
    def cwd(self) -> Path:
        """The working folder of every call."""
        return self.folder / "cwd"

    def forget(self) -> None:
        """A cold cache."""
        self.environ["OSTIARY_CACHE"] = f"{self.environ['OSTIARY_CACHE']}-next"

    def hasty(self, timeouts: Timeouts = QUICK) -> None:
        """Shorten every time-out."""

        def read(world: World, **overrides: Any) -> ClientSettings:
            return replace(read_clients(world, **overrides), timeouts=timeouts)

        self.patch.setattr("ostiary.flows.edges.read_clients", read)

    def __call__(self, *words: str) -> Said:
        """Run in this process."""
        assert self.capture is not None
        self.capture.readouterr()
        with pytest.MonkeyPatch.context() as patch:
            for name in tuple(os.environ):
                if name != "PYTEST_CURRENT_TEST":
                    patch.delenv(name)
            for name, value in self.environ.items():
                patch.setenv(name, value)
            patch.chdir(self.cwd)
            try:
                code = main(list(words))
            except SystemExit as error:
                code = int(error.code or 0)
        said = self.capture.readouterr()
        return Said(int(code), said.out, said.err)

    def vet(self, *words: str) -> Said:
        """`vet` in this process, reporting JSON."""
        return self("vet", "--format", "json", *words)

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start a process of its own, through the module that `python -m` runs."""
        return subprocess.Popen(
            [sys.executable, "-m", "ostiary", *words],
            env=self.environ,
            cwd=self.cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *words: str, given: bytes = b"") -> Said:
        """Run in a process of its own, with pipes."""
        process = self.start(*words)
        try:
            out, err = process.communicate(given, timeout=60)
        finally:
            process.kill()
            process.communicate()
        return Said(process.returncode, out.decode(), err.decode())


def sources() -> Iterator[FakeIndex]:
    """An OSV that knows of nothing bad."""
    with FakeIndex() as running:
        running.extra["/v1/query"] = Answer(b"{}")
        yield running


def doors(
    folder: Path, index: FakeIndex, osv: FakeIndex, capture: pytest.CaptureFixture[str]
) -> Iterator[Front]:
    """A front door, shut at the end."""
    front = Front(folder, index, osv)
    front.capture = capture
    # A client that hangs up early is no news, and standard error belongs to the command.
    front.patch.setattr("socketserver.BaseServer.handle_error", lambda *_: None)
    yield front
    front.patch.undo()
