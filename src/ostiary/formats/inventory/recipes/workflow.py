"""Workflows and actions of GitHub: which actions do they use, and what do their commands install?"""

import re

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Scope
from ostiary.core.regex import regex
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.recipes.image import image
from ostiary.formats.inventory.recipes.installs import Place, take
from ostiary.formats.inventory.recipes.shell_words import commands
from ostiary.formats.yaml_document import YamlList, YamlMap, YamlValue, document, line_of

MAX_BYTES = 1 << 20

_USES = regex(r"([\w.-]+)/([\w.-]+)((?:/[^@\s]*)?)@(\S+)")
_DIGEST = regex(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")
_TAG = regex(r"#\s*(?:tag[:=]?\s*)?(v?\d[\w.+-]*)")


def parse(path: str, data: bytes) -> Listing:
    """Read a workflow, or the `action.yml` of an action. Raises `ParseError`.

    An action is a component of type `github`, its version the reference as written: one that is no digest
    of a commit may be another action tomorrow, so `pinned` is `no`. Where a comment behind a digest says
    which release it is, `tag` has that. Source: GitHub, workflow syntax and metadata syntax.
    """
    form = "action.yml" if path.rpartition("/")[2].startswith("action.") else "workflow"
    if len(data) > MAX_BYTES:
        raise LimitError(f"more than {MAX_BYTES} bytes")
    top = document(data, form)
    if not isinstance(top, YamlMap) or not ("jobs" in top or "runs" in top):
        raise ParseError("the file has neither `jobs` nor `runs`")
    reader = _Reader(Draft(form, path, ListingKind.RECIPE), data.split(b"\n"), _up(path))
    jobs = top.get("jobs")
    if isinstance(jobs, YamlMap):
        for job in jobs:
            reader.job(job, jobs[job], line_of(jobs, job))
    reader.runs(top.get("runs"))
    name = top.get("name") if form == "action.yml" else None
    return reader.draft.listing(name if isinstance(name, str) else "")


def _up(path: str) -> str:
    """From the folder of the file to the root of the repository, which `./` means: `../..` for a workflow."""
    inside = f"/{path}".rpartition("/.github/")
    return "/".join([".."] * (inside[2].count("/") + 1)) if inside[1] else ""


class _Reader:
    """Collects what one file uses."""

    def __init__(self, draft: Draft, lines: list[bytes], up: str) -> None:
        self.draft, self._lines, self._up = draft, lines, up

    def job(self, name: str, job: YamlValue, line: int) -> None:
        """One job: a workflow that it calls, containers and services, and steps."""
        if not isinstance(job, YamlMap):
            self.draft.miss(name, line, "a job that is no mapping", "correct the file")
            return
        if "uses" in job:
            self._uses(job["uses"], line_of(job, "uses"), name)
        self._container(job, "container")
        services = job.get("services")
        if isinstance(services, YamlMap):
            for one in services:
                self._container(services, one)
        self._steps(job.get("steps"), name)

    def runs(self, runs: YamlValue) -> None:
        """What an action consists of: its own steps, or an image."""
        if isinstance(runs, YamlMap):
            self._steps(runs.get("steps"), "")
            where = runs.get("image")
            if isinstance(where, str) and where.startswith("docker://"):
                self._image(where.removeprefix("docker://"), line_of(runs, "image"))

    def _steps(self, steps: YamlValue, job: str) -> None:
        if not isinstance(steps, YamlList):
            return
        for at, step in enumerate(steps):
            if not isinstance(step, YamlMap):
                self.draft.miss(job, line_of(steps, at), "a step that is no mapping")
                continue
            if "uses" in step:
                self._uses(step["uses"], line_of(step, "uses"), job)
            script = step.get("run")
            if isinstance(script, str):
                line = line_of(step, "run")
                line += _is_block(self._line(line))
                place = Place(Scope.BUILD, (job,) if job else (), self._folder(step))
                take(self.draft, commands(script, line), place)

    def _uses(self, value: YamlValue, line: int, job: str) -> None:
        uses = value if isinstance(value, str) else ""
        match = _USES.fullmatch(uses)
        if uses.startswith("./"):
            self._local(uses, line)
        elif uses.startswith("docker://"):
            self._image(uses.removeprefix("docker://"), line)
        elif match is None:
            hint = "name it as owner/repository@digest"
            self.draft.miss(uses, line, "what is used cannot be told", hint)
        else:
            self._action(match, line, job)

    def _action(self, match: re.Match[str], line: int, job: str) -> None:
        owner, repository, folder, reference = match.groups()
        facts = [("path", folder.strip("/"))] if folder.strip("/") else []
        if not _DIGEST.fullmatch(reference):
            facts.append(("pinned", "no"))
        elif tag := _TAG.search(self._line(line).rpartition(f"@{reference}")[2]):
            facts.append(("tag", tag[1]))
        name = f"{owner}/{repository}".lower()
        self.draft.add(
            Component(
                "github", name, reference, self.draft.at(line),
                f"{name}{folder}@{reference}",
                scope=Scope.BUILD, groups=(job,) if job else (), direct=True, origin=Origin.GIT,
                source=match[0], properties=tuple(sorted(facts)),
            )
        )  # fmt: skip

    def _local(self, uses: str, line: int) -> None:
        """An action or workflow of the repository itself: the file is part of the audit."""
        plain = uses.removeprefix("./").partition("@")[0].strip("/")
        file = plain if plain.endswith((".yml", ".yaml")) else f"{plain}/action.yml".strip("/")
        self.draft.include(f"{self._up}/{file}" if self._up else file, line)

    def _folder(self, step: YamlMap) -> str:
        """Where a step runs, relative to the file."""
        given = step.get("working-directory")
        plain = given if isinstance(given, str) and "$" not in given else ""
        return "/".join(filter(None, (self._up, plain.strip("/"))))

    def _container(self, of: YamlMap, key: str) -> None:
        value = of.get(key)
        line = line_of(of, key)
        if isinstance(value, YamlMap):
            line, value = line_of(value, "image"), value.get("image")
        if isinstance(value, str) and value:
            self._image(value.removeprefix("docker://"), line)

    def _image(self, reference: str, line: int) -> None:
        made = image(reference, self.draft.at(line))
        if made is None:
            self.draft.miss(reference, line, "which image it is cannot be told", "name the image")
        else:
            self.draft.add(made)

    def _line(self, line: int) -> str:
        text = self._lines[line - 1] if 0 < line <= len(self._lines) else b""
        return text.decode("utf-8", "replace")


def _is_block(line: str) -> bool:
    """Whether the text of a key begins on the line below it."""
    return re.search(r":\s*[|>][+-]?\d?[+-]?\s*(#.*)?$", line.rstrip()) is not None
