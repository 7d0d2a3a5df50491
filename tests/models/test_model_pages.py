"""Every format has a page with good and bad samples, written as text and assembled here."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from desks import read_all
from msgspec import Struct

from ostiary.formats.model.assurance import Assurance, assurance
from ostiary.formats.model.catalogue import FORMATS
from ostiary.formats.model.record import Gravity, Standing

PAGES = Path(__file__).parents[2] / "docs" / "models"
_EXPECTS = re.compile(r"`([^`]+)`")
_SAFE = (Assurance.SAFE_BY_FORMAT, Assurance.SAFE_BY_LIST)


class Sample(Struct, frozen=True):
    """One fence of a page: ```` ```LANGUAGE FILE-NAME ````, and what the line `Expects` before it names."""

    page: str
    section: str
    title: str
    language: str
    name: str
    text: str
    expects: tuple[str, ...]

    def data(self) -> bytes:
        """The bytes, by the assembler of its language."""
        assemble = import_module(f"assemble.{self.language.replace('-', '_')}").assemble
        made = assemble(self.text)
        assert isinstance(made, bytes)
        return made


def samples(page: Path) -> Iterator[Sample]:
    """Every sample of one page, in order."""
    section, title, expects = "", "", tuple[str, ...]()
    fence: str | None = None
    body: list[str] = []
    for line in page.read_text("utf-8").splitlines():
        if fence is not None:
            if line == "```":
                language, _, name = fence.partition(" ")
                text = "\n".join(body) + "\n"
                if section in {"finds", "passes"}:
                    yield Sample(page.stem, section, title, language, name, text, expects)
                fence, expects = None, ()
            else:
                body.append(line)
        elif line.startswith("```"):
            fence, body = line[3:], []
        elif line.startswith("## "):
            section = line[3:].strip().lower()
        elif line.startswith("### "):
            title = line[4:]
        elif line.startswith("Expects"):
            expects = tuple(_EXPECTS.findall(line))


SAMPLES = [one for page in sorted(PAGES.glob("[a-z]*.md")) for one in samples(page)]


def _name(sample: Sample) -> str:
    return f"{sample.page}-{sample.section}-{sample.title}"


@pytest.mark.parametrize("sample", SAMPLES, ids=_name)
def test_sample(sample: Sample) -> None:
    desk = read_all(sample.name, sample.data())
    assert desk.files, "nobody recognises it"
    states = {assurance(one) for one in desk.files}
    said = {odd.rule for one in desk.files for odd in one.oddities if odd.gravity > Gravity.NOTE}
    said |= {
        call.name for one in desk.files for call in one.calls if call.standing is not Standing.INERT
    }
    said |= {"opaque" for one in desk.files if one.opaque}
    if sample.section == "finds":
        assert sample.expects, "a bad sample without a line of what it expects"
        assert set(sample.expects) <= said, desk.files
        assert states - set(_SAFE), desk.files
    else:
        assert not said, desk.files
        assert states <= set(_SAFE), desk.files


@pytest.mark.parametrize("format", [one.name for one in FORMATS])
def test_every_format_has_a_page_with_both_kinds(format: str) -> None:  # noqa: A002 - the field's word
    of_format = [one for one in SAMPLES if one.page == format]
    assert {"finds", "passes"} <= {one.section for one in of_format}
