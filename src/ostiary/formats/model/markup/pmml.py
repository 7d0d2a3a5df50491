"""What does a PMML document compute, and what does it open or call besides?"""

from ostiary.formats.model.desk import Desk
from ostiary.formats.model.markup.document import document
from ostiary.formats.model.places import leaves
from ostiary.formats.model.properties import properties
from ostiary.formats.model.record import Called, Carries, Gravity, Standing, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.xml_events import Element

MAX_EXTENSIONS = 2_000
"""Extensions that are shown; all are counted."""

_CODE = frozenset({"JavaScript", "Script", "script", "Java", "Python", "R", "CodeBlock"})


def read(sheet: Sheet, desk: Desk) -> None:
    """Each element; values of models are not looked at."""
    sheet.carries = Carries.NOTHING
    sheet.loader = "PMML"
    seen: dict[str, str] = {}

    def start(one: Element) -> None:
        _element(sheet, one, seen)

    def end(one: Element) -> None:
        if one.name == "Extension" and len(seen) < MAX_EXTENSIONS:
            key = one.given.get("name") or one.given.get("extender") or "extension"
            seen[key] = one.given.get("value") or one.text.strip()

    document(sheet, desk, start, end)
    properties(sheet, {key: value for key, value in seen.items() if value}, "extensions")


def _element(sheet: Sheet, one: Element, seen: dict[str, str]) -> None:
    del seen
    match one.name:
        case "PMML":
            sheet.detail("version", one.given.get("version", ""))
        case "Application":
            sheet.detail("writer", f"{one.given.get('name', '')} {one.given.get('version', '')}")
        case "Apply":
            _apply(sheet, one)
        case "TableLocator":
            message = "values are taken from a table elsewhere, which extensions name"
            sheet.odd(Topic.REACH, "external-table", message, at=one.line)
        case name if name in _CODE:
            sheet.carries = Carries.CODE
            message = f"a program in `{name}`"
            sheet.odd(Topic.CODE, "program-in-document", message, at=one.line)
    for key, value in one.given.items():
        if key in ("href", "url", "source", "file", "location", "path") and leaves(value):
            _opened(sheet, one, key, value)


def _apply(sheet: Sheet, one: Element) -> None:
    """A function by its name: those of the standard have no dots, a class of Java has."""
    name = one.given.get("function", "")
    if "." in name or "#" in name or "/" in name.strip("/"):
        sheet.carries = Carries.CALLS
        reason = "a class that the reader loads by its name"
        sheet.call(Called(name, "", "Apply", one.line, Standing.UNLISTED, reason))


def _opened(sheet: Sheet, one: Element, key: str, value: str) -> None:
    sheet.reach("url" if "://" in value else "file", value, one.line, escapes=True)
    message = f"`{key}` of `{one.name}` is `{value}`: {leaves(value)}"
    sheet.odd(Topic.REACH, "external-data", message, at=one.line, gravity=Gravity.UNUSUAL)
