"""Configurations of editors and agents that travel in a folder: what runs once the folder is opened?"""

import tomllib
from typing import Any

import msgspec

from ostiary.core.errors import ParseError
from ostiary.formats.jsonc import strict
from ostiary.formats.model.beside.agent import SERVERS, hooks, servers, settings
from ostiary.formats.model.beside.commands import Commands, container, gitpod, tasks
from ostiary.formats.model.beside.forms import GIT, MAX_OPENED, form_of
from ostiary.formats.model.beside.secret import note_secrets
from ostiary.formats.model.beside.values import values
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.yaml_document import document

MAX_VALUES = 200_000


def read(sheet: Sheet, desk: Desk) -> None:
    """Every command that runs by itself, and every address and permission that it hands out."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.readers.append("configuration")
    size = sheet.extent.size
    if size > MAX_OPENED:
        sheet.stop(f"a configuration of more than {MAX_OPENED} bytes")
        return
    data = sheet.extent.at(0, size)
    sheet.own(0, size)
    note_secrets(sheet, data)
    form = form_of(data, sheet.path.rpartition("/")[2].lower())
    if form in _SAID:
        rule, said, gravity = _SAID[form]
        sheet.carries = Carries.CODE
        sheet.odd(Topic.CODE, rule, said, gravity=gravity)
    elif form == "git":
        _git(sheet, data)
    elif form == "shell":
        _shell(sheet, data)
    else:
        _settings(sheet, form, _document(data, form, sheet.path))


_SAID = {
    "editor": ("editor-code", "an editor that trusts folders runs it", Gravity.UNUSUAL),
    "lisp": ("editor-code", "an editor asks to evaluate expressions in it", Gravity.NOTE),
    "startup": (
        "runs-on-open",
        "an editor that opens the folder starts what it names",
        Gravity.UNUSUAL,
    ),
}


def _document(data: bytes, form: str, path: str) -> Any:
    if form == "toml":
        try:
            return tomllib.loads(data.decode("utf-8", "replace"))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise ParseError(f"no TOML: {error}") from None
    if form in {"gitpod", "servers"}:
        return document(data, path)
    plain = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return msgspec.json.decode(strict(plain))
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ParseError(f"no JSON: {error}") from None


def _settings(sheet: Sheet, form: str, whole: Any) -> None:
    commands = Commands(sheet)
    if form == "container":
        container(commands, sheet, whole)
    if form == "gitpod":
        gitpod(commands, whole)
    tasks(commands, whole)
    alone = sheet.path.lower().endswith("mcp.json")
    for count, found in enumerate(values(whole)):
        if count > MAX_VALUES:
            sheet.stop(f"more than {MAX_VALUES} values")
            return
        if found.key in SERVERS or (
            found.key == "servers" and (alone or found.path[-1:] == ("mcp",))
        ):
            servers(sheet, found.value)
        elif found.key == "hooks":
            hooks(sheet, found.value)
        else:
            settings(sheet, found)


def _shell(sheet: Sheet, data: bytes) -> None:
    """Lines that a shell runs when somebody enters the folder, once they allowed it."""
    sheet.carries = Carries.CODE
    said = "a shell that enters the folder runs it, where that is allowed"
    sheet.odd(Topic.CODE, "runs-on-open", said, gravity=Gravity.NOTE)
    sheet.passed("lines.sh", data)
    sheet.reach("module", "lines.sh")


def _git(sheet: Sheet, data: bytes) -> None:
    """Settings of git that are commands; a folder that brings them has git run them at its next turn."""
    commands = Commands(sheet)
    for found in GIT.finditer(data):
        commands.runs([found[1].decode("utf-8", "replace").strip('" \t')], "git, in this folder,")
