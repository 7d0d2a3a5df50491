"""The documentation checks itself: made pages are current, links lead somewhere, commands parse."""

import re
import runpy
import shlex
from pathlib import Path
from urllib.parse import unquote

import pytest

from ostiary.checks.catalogue import CATALOGUE
from ostiary.cli.parser import build
from ostiary.cli.verbs import SUMMARIES

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"(?<!`)\[[^\]`]*`?[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def test_the_table_of_checks_is_current() -> None:
    table = runpy.run_path(str(ROOT / "scripts" / "check_table.py"))["table"]()
    assert (ROOT / "docs" / "checks.md").read_text("utf-8") == table, "run `make update`"
    assert table.count("\n| [") == len(CATALOGUE)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_relative_links_lead_to_files(page: Path) -> None:
    text = FENCE.sub("", page.read_text("utf-8"))
    for target in LINK.findall(text):
        path = unquote(target.partition("#")[0])
        if path and not re.match(r"[a-z]+:", path):
            assert (page.parent / path).exists(), f"{named(page)} links to {target}"


def helps() -> dict[str, str]:
    """What `--help` says: of Ostiary, and of each verb."""
    parser = build((), every=True)
    [verbs] = [one for one in parser._actions if one.dest == "verb"]
    choices = dict(verbs.choices or {})
    assert set(choices) == set(SUMMARIES)
    return {"": parser.format_help(), **{name: one.format_help() for name, one in choices.items()}}


def examples(text: str) -> list[list[str]]:
    """The lines of a help page or a code block that a person would type, as words."""
    found = []
    for line in re.sub(r"\s*\\\n\s*", " ", text).splitlines():
        typed = re.match(
            r"\s*(?:\$ |now\s+source <\(|bash\s+|zsh\s+|.*\| )?(ostiary [^#)>]*)", line
        )
        if typed and not line.lstrip().startswith(("usage:", "ostiary: ")):
            command = re.split(r"\s{2,}|\s[|>&]", typed[1])[0].replace("|FOLDER...", "")
            found.append(shlex.split(command)[1:])
    return found


def parses(words: list[str]) -> None:
    """argparse takes the words."""
    try:
        build(words).parse_args(words)
    except SystemExit as end:
        if end.code:
            pytest.fail(f"ostiary {shlex.join(words)} does not parse")


def test_every_example_of_every_help_page_parses() -> None:
    counted = 0
    for name, page in helps().items():
        lines = examples(page)
        counted += len(lines)
        assert lines, f"`ostiary {name} --help` has no example"
        for words in lines:
            parses(words)
    assert counted > 25


def test_every_command_of_the_readme_parses() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    typed = [part for line in text.splitlines() for part in re.findall(r"`(ostiary [^`]*)`", line)]
    typed += [line[2:] for line in text.splitlines() if line.startswith("$ ostiary ")]
    typed += [line.partition("/bin/")[2] for line in text.splitlines() if "/bin/ostiary " in line]
    assert len(typed) > 12
    for command in typed:
        parses(shlex.split(command)[1:])


def test_the_scripts_of_the_readme_exist_and_run() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for script in set(re.findall(r"scripts/\w+", text)):
        assert (ROOT / script).is_file()
        assert (ROOT / script).stat().st_mode & 0o111, f"{script} cannot be executed"


def test_no_placeholder_is_left() -> None:
    for page in PAGES:
        assert "@@" not in FENCE.sub("", page.read_text("utf-8")), named(page)
        assert "@@SCREEN" not in page.read_text("utf-8"), named(page)
