"""Recognising a file costs next to nothing, whatever stands in its head."""

import faulthandler
import inspect
import sys
from itertools import product

import pytest

from ostiary.formats.model.catalogue import FORMATS
from ostiary.formats.model.desk import HEAD, Format
from ostiary.formats.model.extent import Held

PIECES = (
    *(
        b"<!-- -->",
        b"<?xml >",
        b"<!DOCTYPE x [ ] >",
        b"<!DOCTYPE x [",
        b"]>",
        b"< ",
        b"<!--",
        b"-->",
    ),
    *(
        b'{"',
        b'"a": ',
        b"[[",
        b"{% ",
        b"{{",
        b"messages",
        b"\x80\x04",
        b"(",
        b"cos\nsystem\n",
        b"I1\n",
    ),
    *(
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\n\x01",
        b"\x0a\x02\x08\x01",
        b"tree\nversion=v3\n",
        b"a=b\n",
    ),
    *(
        b"---\n",
        b"license: x\n",
        b" ",
        b"\t\r\n",
        b"\x00",
        b"\xff",
        b"_target_: ",
        b"- ",
        b"!!python/",
    ),
)
NAMES = (
    "x.json",
    "config.json",
    "x.yaml",
    "x.jinja",
    "readme.md",
    "x.ipynb",
    "x.xml",
    "x.bin",
    "x",
)
SECONDS = 20.0
"""Of one format over all heads; a hang, and no measurement."""


@pytest.mark.parametrize("form", FORMATS, ids=lambda one: str(one.name))
def test_every_format_has_the_reader_that_it_names(form: Format) -> None:
    read = form.load()
    assert list(inspect.signature(read).parameters) == ["sheet", "desk"]
    assert read.__module__ == f"ostiary.formats.model.{form.reader}"


def test_no_two_formats_share_a_name_or_a_reader() -> None:
    assert len({one.name for one in FORMATS}) == len(FORMATS)
    assert len({one.reader for one in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("form", FORMATS, ids=lambda one: str(one.name))
def test_no_head_keeps_a_format_busy(form: Format) -> None:
    assert sys.__stderr__
    faulthandler.dump_traceback_later(SECONDS, exit=True, file=sys.__stderr__)
    try:
        for first, second in product(PIECES, repeat=2):
            data = (first * 40 + second * HEAD)[: HEAD * 2]
            for name in NAMES:
                form.sniff(data[:HEAD], Held(data), name)
    finally:
        faulthandler.cancel_dump_traceback_later()
