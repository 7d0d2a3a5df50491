"""What is said about each flaw in each component, as an OpenVEX document."""

from collections.abc import Iterator
from urllib.parse import quote

from ostiary.core.regex import regex
from ostiary.core.run import Run
from ostiary.report.forms import Form, moment
from ostiary.report.json import encoded
from ostiary.report.options import Options
from ostiary.report.safe import whole
from ostiary.report.vex import Stated, owners, stated

_PURL = regex(r"pkg:[A-Za-z0-9.+-]+/[A-Za-z0-9._~%@/?=&#!$'()*+,;:-]+")


def render(run: Run, options: Options) -> str:
    """OpenVEX 0.2.0. A run without flaws has no statements, which the official schema does not foresee."""
    del options
    rows = stated(run)
    document = {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": f"https://ostiary.invalid/vex/{quote(whole(run.id), safe='')}",
        "author": ", ".join(owners(rows)) or "ostiary",
        "timestamp": moment(run.started),
        "version": 1,
        "tooling": run.tool,
        "statements": _distinct([_statement(one) for one in rows]),
    }
    return encoded(document, indent=2) + "\n"


def _distinct(statements: list[Form]) -> list[Form]:
    """Each statement once, in order."""
    return list({encoded(one): one for one in statements}.values())


def _statement(one: Stated) -> Form:
    optional = {
        "justification": one.justification,
        "impact_statement": one.impact,
        "action_statement": one.action,
        "status_notes": one.notes,
    }
    return {
        "vulnerability": {
            "name": one.name,
            "description": one.description,
            **({"aliases": list(one.aliases)} if one.aliases else {}),
        },
        "timestamp": moment(one.at),
        "products": list(_products(one)),
        "status": one.status.value,
        **{key: value for key, value in optional.items() if value},
    }


def _products(one: Stated) -> Iterator[Form]:
    """The component in each of its places; the component itself where it was asked about."""
    if not one.places:
        yield _named(one.component)
    for place in one.places:
        yield {**_named(place), "subcomponents": [_named(one.component)]}


def _named(purl: str) -> Form:
    """A product by its purl; what only stands where a purl should is made one, for the form asks for it."""
    name = whole(purl)
    if not _PURL.fullmatch(name):
        name = f"pkg:generic/{quote(name, safe='')}"
    return {"@id": name, "identifiers": {"purl": name}}
