"""Examine the model files of places: each group in a confined worker; what is loaded together is one."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ostiary.cluster.frames import Handed
from ostiary.cluster.hand import Failure
from ostiary.cluster.local import Task, run_all
from ostiary.core.coverage import Coverage
from ostiary.core.errors import ParseError
from ostiary.core.finding import Finding
from ostiary.core.inventory import Component, Listing, ListingKind, Unauditable
from ostiary.core.location import Location
from ostiary.core.model_file import ModelRow
from ostiary.core.ports import Progress
from ostiary.core.run import Examined, Run
from ostiary.core.world import World
from ostiary.flows.apart import PLAN, Asked, Named, broken, hand_over, unreadable
from ostiary.flows.audit.options import AuditOptions
from ostiary.flows.audit.stock import FORM, MODELS, Look, Stock
from ostiary.store.known_files import KNOWN
from ostiary.subjects.places.models import Form, Group, Part

MAX_GROUPS = 2000
"""Groups of model files of one place that are examined; a repository of a hub's cache is one."""

_TASK = "ostiary.flows.audit.model_task"
_EXAMINED = Named(_TASK, "examined")
_UNEXAMINED = Named(_TASK, "unexamined_group")
_PLAN = replace(PLAN, modules=(*PLAN.modules, _TASK))


class _Turn(Struct, frozen=True):
    """One group on its way."""

    stock: int
    group: Group


def examine_models(
    stocks: Sequence[Stock], options: AuditOptions, world: World, progress: Progress
) -> None:
    """Add to each place its models as components, and what was found about them."""
    turns = [_Turn(at, group) for at, stock in enumerate(stocks) for group in _chosen(stock)]
    if not turns:
        return
    progress.start("models", len(turns))
    bounded = replace(world, environ={})
    tasks = (_task(one, options, bounded) for one in turns)
    found: dict[int, list[Look]] = {}
    for turn, result in run_all(tasks, min(len(turns), os.cpu_count() or 1), _PLAN):
        told = result
        if isinstance(result, Failure):
            asked = Asked(turn.group.base, options.policy, bounded)
            told = _UNEXAMINED(asked, turn.group, broken(result), result.hint)
        looks = _looks(turn.group, told)
        found.setdefault(turn.stock, []).extend(looks)
        if not looks:
            stocks[turn.stock].not_models += 1
        progress.step("models")
    progress.stop("models")
    for at, looks in found.items():
        _keep(stocks[at], looks)


def _chosen(stock: Stock) -> Iterator[Group]:
    """The groups to read, those of packages last; each file once."""
    root = os.path.realpath(stock.place.path)
    count = 0
    for group in sorted(stock.groups, key=lambda one: one.packaged):
        at = Location(path=group.parts[0].path if group.parts else ".")
        if group.lost:
            stock.unchecked.append(Unauditable(at, at.path, group.lost, "look at it by hand"))
        if group.form is Form.FILE and Path(group.base).is_symlink():
            target = os.path.realpath(group.base)
            if not Path(target).is_relative_to(root):
                reason = f"a link that leads out of the place, to `{target}`"
                stock.unchecked.append(Unauditable(at, at.path, reason, "audit that file too"))
            continue
        if not group.parts:
            continue
        count += 1
        if count > MAX_GROUPS:
            reason = f"only {MAX_GROUPS} groups of model files of one place are examined"
            stock.unchecked.append(Unauditable(at, at.path, reason, "audit its folder by itself"))
            continue
        yield group


def _task(turn: _Turn, options: AuditOptions, world: World) -> Task[_Turn, Any]:
    asked = Asked(turn.group.base, options.policy, world)
    try:
        given, place = hand_over(Path(turn.group.base))
    except ParseError as error:
        return turn, _UNEXAMINED, (asked, turn.group, error.message, error.hint)
    except OSError as error:
        _, reason, hint = unreadable(error)
        return turn, _UNEXAMINED, (asked, turn.group, reason, hint)
    given = replace(given, hashed=options.verify)
    beside: tuple[Handed, ...] = ()
    try:
        beside = (Handed((Path(world.data) / KNOWN).open("rb")),)
    except FileNotFoundError:
        pass  # nobody brought one in
    except OSError as error:
        asked = replace(asked, list_fault=f"{KNOWN} cannot be read: {error.strerror}")
    if isinstance(place, Handed):
        place = replace(place, last=True)
    return turn, _EXAMINED, (asked, turn.group, given, place, *beside)


def _looks(group: Group, told: Any) -> list[Look]:
    """What a worker told of each part, with paths in the audited place; what is no model is left out."""
    looks = []
    for part, (run, unconfined) in zip(group.parts, told, strict=True):
        one = run.examined[0]
        if not group.sure and not one.models and one.subject.digests:
            continue
        looks.append(_look(group, part, run, one, unconfined))
    return looks


def _look(group: Group, part: Part, run: Run, one: Examined, unconfined: tuple[str, ...]) -> Look:
    where = _Where(group, part)
    rows = tuple(replace(row, path=where.path(row.path)) for row in one.models)
    digests = one.subject.digests
    component = Component(
        part.type,
        part.name,
        part.version,
        at=Location(path=part.path),
        key=part.path,
        digests=digests,
        properties=tuple(
            sorted({**dict(part.properties), **_properties(rows), FORM: group.form.value}.items())
        ),
    )
    return Look(
        component,
        facts=one.facts,
        seconds=one.seconds,
        rows=rows,
        findings=tuple(where.finding(each) for each in run.findings),
        outcomes=run.outcomes,
        evidence=run.evidence,
        coverage=tuple(where.row(each) for each in run.coverage),
        versions=run.data_versions,
        notes=run.notes,
        unconfined=unconfined,
    )


def _properties(rows: Iterable[ModelRow]) -> dict[str, str]:
    formats = sorted({row.format for row in rows})
    return {"format": ", ".join(formats)} if formats else {}


class _Where(Struct, frozen=True):
    """Paths in a worker's words, as paths in the audited place."""

    group: Group
    part: Part

    def path(self, path: str) -> str:
        """The same file, from the top of the place."""
        if self.group.form is Form.FILE:
            inner = path.partition("!/")[2]
            return f"{self.part.path}!/{inner}" if inner else self.part.path
        if not path:
            return self.part.path
        return path if self.part.path == "." else f"{self.part.path}/{path}"

    def finding(self, one: Finding) -> Finding:
        """A finding where it stands in the place."""
        return replace(one, at=Location("", self.path(one.at.path), one.at.line))

    def row(self, row: Coverage) -> Coverage:
        """A row of the account, likewise."""
        return replace(row, artifact="", path=self.path(row.path))


def _keep(stock: Stock, looks: list[Look]) -> None:
    """The listing of models: files with the same bytes bear the name of the first of them."""
    first: dict[str, Component] = {}
    components = []
    for look in sorted(looks, key=lambda one: one.component.at):
        one = look.component
        if one.type == "generic" and one.digests:
            same = first.setdefault(str(one.digests[0]), one)
            one = replace(one, name=same.name)
        components.append(one)
        stock.looks.setdefault((one.type, one.name, one.version), []).append(look)
    listing = Listing(MODELS, "", ListingKind.INSTALLED, tuple(components))
    stock.place = replace(stock.place, listings=(*stock.place.listings, listing))
