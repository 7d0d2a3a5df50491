"""What is one member of an artifact to those who use it, and which of its bytes are code?"""

from collections.abc import Collection

from ostiary.core.facts.release import FileForm
from ostiary.formats.archive.member import Member
from ostiary.formats.component import script
from ostiary.formats.content import classify
from ostiary.formats.contents import Kind
from ostiary.formats.python.places import scheme


def classified(item: Member, guesses: Collection[FileForm]) -> tuple[Kind, str, bytes]:
    """Its kind, that in words, and its code if it has some; bundlers read components, others do not."""
    if item.whole and FileForm.NPM in guesses:
        inner = script(item.path, item.data)
        if inner is not None:
            return Kind.TYPESCRIPT, "component", inner
    kind, detail = classify(item.path, item.data)
    if kind is Kind.TEXT and scheme(item.path) == "scripts" and not item.data.startswith(b"#!"):
        kind = Kind.SHELL  # a program without a first line that says by what is run by a shell
    return kind, detail, item.data
