"""Where a claim stands, in the terms of SARIF: a relative URI, a line, and the package's name."""

from urllib.parse import quote

from ostiary.core.location import Location
from ostiary.report.forms import Form
from ostiary.report.names import parts, title
from ostiary.report.safe import visible

MAX_URI = 2000
"""Characters of a URI; a longer one is cut, and the whole path stands in the result's properties."""


def location(subject: str, at: Location) -> Form:
    """A location that services accept: always with a file, which for metadata is the release's name."""
    where = [at.artifact, at.path] if at.artifact or at.path else list(parts(subject))
    physical: Form = {"artifactLocation": {"uri": relative_uri("/".join(where))}}
    if at.line > 0:
        physical["region"] = {"startLine": at.line}
    name = {"name": visible(title(subject), 200), "fullyQualifiedName": visible(subject)}
    return {"physicalLocation": physical, "logicalLocations": [{**name, "kind": "package"}]}


def placed(at: Location) -> Form:
    """The place as the finding has it, for readers who want it undistorted."""
    return {"artifact": visible(at.artifact), "path": visible(at.path)} if str(at) else {}


def relative_uri(path: str) -> str:
    """A valid relative reference that stays below where it is resolved. Source: RFC 3986, section 4.2.

    Dot segments and empty ones, which a hostile archive may hold, would climb; they are spelled out.
    """
    dots = {".": "_dot_", "..": "_dotdot_"}
    segments = [dots.get(one, one) for one in path.replace("\\", "/").split("/") if one]
    encoded = "/".join(quote(one.encode("utf-8", "backslashreplace"), safe="") for one in segments)
    if len(encoded) <= MAX_URI:
        return encoded
    cut = encoded[:MAX_URI]
    whole_escapes = cut[: cut.rindex("%")] if "%" in cut[-2:] else cut
    return whole_escapes.rstrip("/")
