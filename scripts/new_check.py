"""Begin a check: write its file and its page, and say which lines the catalogue needs."""

import argparse
import datetime
import enum
import importlib
import json
import re
import sys
import types
import typing
from pathlib import Path

import msgspec
import msgspec.structs

from ostiary.core.scale import Family

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("ostiary.core", "ostiary.formats", "ostiary.program")
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

CODE = '''"""TODO: the question, in one sentence?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from {module} import {kind}
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "{name}",
    "TODO: the bad thing, in a few words",
    Severity.LOW,
    Family.{family},
    reads={kind},
    remedy="TODO: what a person should do about it.",
)
def {function}(fact: {kind}) -> Iterator[Hit | Gap]:
    """TODO: why it matters."""
    raise NotImplementedError
    yield  # what was found: Hit("..."); what cannot be told: Gap("...")
'''

PAGE = """# `{name}`: TODO: the title of the check

TODO: why it matters; when it is ordinary.

## Finds

### {form}TODO: what this sample shows

{finds}

## Passes

### {form}TODO: the ordinary case

{passes}

## What to do

TODO: the remedy, at length.
"""

FENCE = "```"
SOURCE = FENCE + "python sample/__init__.py\nimport sample  # finds\n" + FENCE


def main() -> None:
    """Write both files, or stop with one line that says why not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="what is wrong, in kebab case, such as install-network")
    parser.add_argument("family", choices=[one.value for one in Family])
    parser.add_argument("kind", metavar="TYPE", help="the type of evidence that it reads: Lineage")
    parser.add_argument("--root", type=Path, default=ROOT, help="the project's folder")
    given = parser.parse_args()
    if not NAME.fullmatch(given.name):
        parser.error(f"{given.name!r} is no name in kebab case, such as install-network")
    found = find(given.kind)
    if found is None:
        parser.error(f"no record named {given.kind!r} in {', '.join(PACKAGES)}")
    sys.stdout.write(write(given.root, given.name, given.family, found) + "\n")


def find(kind: str) -> type | None:
    """The public record of that name, wherever it is defined below the checks."""
    pattern = re.compile(rf"^class {re.escape(kind)}\b", re.MULTILINE)
    for package in PACKAGES:
        folder = ROOT / "src" / Path(*package.split("."))
        for path in sorted(folder.rglob("*.py")):
            if pattern.search(path.read_text("utf-8")):
                module = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
                found = getattr(importlib.import_module(module), kind)
                is_record = isinstance(found, type) and issubclass(found, msgspec.Struct)
                return found if is_record else None
    return None


def write(root: Path, name: str, family: str, kind: type) -> str:
    """Write the check and its page; what is left to do by hand comes back as text."""
    function = name.replace("-", "_")
    code = root / "src" / "ostiary" / "checks" / family / f"{function}.py"
    page = root / "docs" / "checks" / f"{name}.md"
    for path in (code, page):
        if path.exists():
            raise SystemExit(f"{path.relative_to(root)} exists already")
    code.parent.mkdir(parents=True, exist_ok=True)
    page.parent.mkdir(parents=True, exist_ok=True)
    package = code.parent / "__init__.py"
    if not package.exists():
        package.write_text('"""TODO: what these checks ask, in one sentence."""\n', "utf-8")
    words = {"name": name, "function": function, "family": family.upper().replace("-", "_")}
    code.write_text(CODE.format(module=kind.__module__, kind=kind.__name__, **words), "utf-8")
    page.write_text(PAGE.format(name=name, **_samples(kind)), "utf-8")
    return "\n".join(
        (
            f"wrote {code.relative_to(root)}",
            f"wrote {page.relative_to(root)}",
            "now add this line to src/ostiary/checks/catalogue.py:",
            f"    from ostiary.checks.{family}.{function} import {function}",
            "then: fill in what says TODO, and run pytest tests/checks",
        )
    )


def _samples(kind: type) -> dict[str, str]:
    """The fences of the page: a fact as JSON, or files for what is read out of an artifact."""
    if not kind.__module__.startswith("ostiary.core.facts"):
        clean = SOURCE.replace("  # finds", "")
        return {"form": "sdist: ", "finds": SOURCE, "passes": clean}
    fact = json.dumps(_example(kind), indent=2)
    opened = f"{FENCE}json {kind.__name__}\n"
    return {
        "form": "",
        "finds": f"{opened}// finds\n{fact}\n{FENCE}",
        "passes": f"{opened}{fact}\n{FENCE}",
    }


def _example(kind: object) -> object:
    """A value of that type, as JSON; only fields without a default are in it."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        needed = [one for one in msgspec.structs.fields(kind) if one.required]
        return {one.name: _example(one.type) for one in needed}
    if typing.get_origin(kind) in {typing.Union, types.UnionType}:
        return _example(typing.get_args(kind)[0])
    if typing.get_origin(kind) is tuple:
        inner = [one for one in typing.get_args(kind) if one is not Ellipsis]
        return [_example(one) for one in inner]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(iter(kind)).value
    plain: dict[object, object] = {
        str: "sample",
        int: 0,
        float: 0.0,
        bool: False,
        datetime.datetime: "2026-01-01T00:00:00Z",
        datetime.timedelta: "P3D",
    }
    return plain.get(kind)


if __name__ == "__main__":
    main()
