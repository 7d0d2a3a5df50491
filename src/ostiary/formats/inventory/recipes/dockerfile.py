"""Dockerfile and Containerfile: which images do they build on, and what do their commands install?"""

import re
from collections.abc import Mapping

import msgspec
from msgspec import Struct, field

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Listing, ListingKind, Scope
from ostiary.core.regex import regex
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.recipes.dockerfile_text import Instruction, instructions
from ostiary.formats.inventory.recipes.image import image
from ostiary.formats.inventory.recipes.installs import Place, take
from ostiary.formats.inventory.recipes.shell_words import Word, commands, expand
from ostiary.formats.plain import plain_text

MAX_BYTES = 1 << 20
MAX_VALUE = 500
MAX_VALUES = 1_000

_FROM = regex(r"(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?\s*", re.IGNORECASE)
_PAIR = regex(r"""([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s\\]|\\.)*)""")
_SOURCE = regex(r"--from=(\S+)")
_MOUNT = regex(r"--mount=(\S+)")
_OPTION = regex(r"(?:--[a-z]+(?:=\S+)?(?:\s|\\\n)+)+")
_EMPTY = ("scratch",)


class _State(Struct):
    draft: Draft
    stages: set[str] = field(default_factory=set)
    count: int = 0
    stage: str = ""
    arguments: dict[str, str] = field(default_factory=dict)  # before the first FROM
    values: dict[str, str] = field(default_factory=dict)


def parse(path: str, data: bytes) -> Listing:
    """Read the recipe of an image. Raises `ParseError`.

    Images are components of type `docker` in the scope `build`; packages that `RUN` installs by name are
    runtime ones, with the stage as their group. Variables count with the defaults that the file gives them.
    """
    text = plain_text(data, MAX_BYTES, "Dockerfile")
    state = _State(Draft("Dockerfile", path, ListingKind.RECIPE))
    found = False
    for one in instructions(text):
        found = found or one.name in {"FROM", "RUN", "COPY", "ARG"}
        _instruction(state, one)
    if text.strip() and not found:
        raise ParseError("the file has no instruction of a Dockerfile")
    return state.draft.listing()


def _instruction(state: _State, one: Instruction) -> None:
    if one.name == "ONBUILD":
        name, _, rest = one.text.strip().partition(" ")
        one = Instruction(name.upper(), rest, one.line, one.heredocs)
    if not one.closed:
        state.draft.miss("", one.line, "a heredoc without its end", "correct the file")
    if one.name == "FROM":
        _from(state, one)
    elif one.name in {"ARG", "ENV"}:
        _values(state, one)
    elif one.name == "RUN":
        _run(state, one)
    elif one.name in {"COPY", "ADD"}:
        match = _SOURCE.match(one.text.strip())
        if match:
            _image(state, match[1], one.line)


def _from(state: _State, one: Instruction) -> None:
    match = _FROM.fullmatch(one.text.replace("\\\n", " ").strip())
    if match is None:
        state.draft.miss(one.text.strip(), one.line, "a FROM that cannot be read")
        return
    _image(state, match[1], one.line, state.arguments)
    state.stage = (match[2] or "").lower()
    state.stages |= {str(state.count), state.stage} - {""}
    state.count += 1
    state.values = {}


def _image(
    state: _State, reference: str, line: int, values: Mapping[str, str] | None = None
) -> None:
    """Add an image, unless it is an earlier stage."""
    done, left = expand(reference, state.values if values is None else values)
    if done.lower() in state.stages or done in _EMPTY:
        return
    made = None if left else image(done, state.draft.at(line))
    if made is None:
        reason = (
            "which image it is, is only known when it is built" if left else "no name of an image"
        )
        state.draft.miss(reference, line, reason, "give the argument a default, or name the image")
        return
    state.draft.add(made)


def _values(state: _State, one: Instruction) -> None:
    """Defaults of ARG, and what ENV sets; before the first FROM they count for FROM alone."""
    body = one.text.replace("\\\n", " ").strip()
    into = state.values if state.count else state.arguments
    pairs = _PAIR.findall(body)
    if not pairs and one.name == "ENV":
        name, _, value = body.partition(" ")
        pairs = [(name, value.strip())]
    elif not pairs and body in state.arguments:
        into[body] = state.arguments[body]
    for name, value in pairs:
        done, left = expand(
            value.strip("\"'"), {**state.arguments, **into} if not state.count else into
        )
        if left or len(done) > MAX_VALUE or len(into) >= MAX_VALUES:
            into.pop(name, None)
        else:
            into[name] = done


def _run(state: _State, one: Instruction) -> None:
    text, line = one.text, one.line
    options = _OPTION.match(text)
    if options:
        for match in _MOUNT.finditer(options[0]):
            given = dict(part.partition("=")[::2] for part in match[1].split(","))
            if given.get("from"):
                _image(state, given["from"], line)
        line += options[0].count("\n")
        text = text[options.end() :]
    place = Place(Scope.RUNTIME, (state.stage,) if state.stage else ())
    words = _exec_form(text)
    if words is not None:
        take(state.draft, [tuple(Word(word, line) for word in words)], place)
    else:
        take(state.draft, commands(text, line, state.values), place)
    for start, document in one.heredocs:
        take(state.draft, commands(document, start, state.values), place)


def _exec_form(text: str) -> list[str] | None:
    """The words of `["pip", "install", "x"]`; None for the form that a shell runs."""
    if not text.lstrip().startswith("["):
        return None
    try:
        return msgspec.json.decode(text.replace("\\\n", " ").strip(), type=list[str])
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
