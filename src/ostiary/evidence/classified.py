"""What is one member of an artifact to those who use it, and which of its bytes are code?"""

from collections.abc import Collection

from ostiary.core.facts.release import FileForm
from ostiary.core.regex import regex
from ostiary.evidence.posing import MAX_PARSED, may_be_script
from ostiary.formats.archive.member import Member
from ostiary.formats.component import script
from ostiary.formats.content import classify
from ostiary.formats.contents import Kind
from ostiary.formats.python.places import scheme

_LOADS = regex(rb"(?m)\brequire\s*\(|\bmodule\.exports\b|\bexports\.\w|^(?:import|export)\s")


def _is_bare(item: Member, kind: Kind) -> bool:
    """Whether a text without any ending is a module: `require` finds it under its bare name."""
    if kind is not Kind.TEXT or "." in item.path.rpartition("/")[2] or not _LOADS.search(item.data):
        return False
    return len(item.data) <= MAX_PARSED and may_be_script(kind, item.data)


def classified(item: Member, guesses: Collection[FileForm]) -> tuple[Kind, str, bytes]:
    """Its kind, that in words, and its code if it has some; bundlers read components, others do not."""
    if item.whole and FileForm.NPM in guesses:
        inner = script(item.path, item.data)
        if inner is not None:
            return Kind.TYPESCRIPT, "component", inner
    kind, detail = classify(item.path, item.data)
    if item.whole and FileForm.NPM in guesses and _is_bare(item, kind):
        return Kind.JAVASCRIPT, "JavaScript source without extension", item.data
    if kind is Kind.TEXT and scheme(item.path) == "scripts" and not item.data.startswith(b"#!"):
        kind = Kind.SHELL  # a program without a first line that says by what is run by a shell
    return kind, detail, item.data
