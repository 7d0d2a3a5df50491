"""The bill of materials in SPDX 2.3."""

from collections.abc import Iterator
from hashlib import sha256

from ostiary.core.regex import regex
from ostiary.core.run import Run
from ostiary.report.bill import Item, bill, titled
from ostiary.report.forms import Form, moment
from ostiary.report.json import encoded
from ostiary.report.options import Options
from ostiary.report.safe import whole

_ALGORITHMS = {
    "md5": "MD5",
    "sha1": "SHA1",
    "sha256": "SHA256",
    "sha384": "SHA384",
    "sha512": "SHA512",
}
_ODD = regex(r"[^A-Za-z0-9.-]")

_EXPRESSION = regex(r"[A-Za-z0-9.+:() -]{1,500}")
"""What an SPDX expression can be written with. Source: SPDX 2.3, annex D."""


def render(run: Run, options: Options) -> str:
    """SPDX 2.3 as JSON. Source: SPDX specification 2.3, chapters 6, 7 and 11."""
    del options
    listed = bill(run)
    names = {one.purl: _id(one) for one in listed.items}
    return (
        encoded(
            {
                "spdxVersion": "SPDX-2.3",
                "dataLicense": "CC0-1.0",
                "SPDXID": "SPDXRef-DOCUMENT",
                "name": titled(run),
                "documentNamespace": f"https://ostiary.invalid/spdx/{run.id}",
                "creationInfo": {
                    "created": moment(run.started.replace(microsecond=0)),
                    "creators": [f"Tool: {run.tool.replace(' ', '-')}"],
                },
                "packages": [_root(run), *(_package(one, names) for one in listed.items)],
                "relationships": [
                    _relation("SPDXRef-DOCUMENT", "DESCRIBES", _ROOT),
                    *(_relation(_ROOT, "DEPENDS_ON", names[one]) for one in listed.roots),
                    *_needs(listed.items, names),
                ],
            },
            indent=2,
        )
        + "\n"
    )


_ROOT = "SPDXRef-Places"


def _root(run: Run) -> Form:
    return {
        "SPDXID": _ROOT,
        "name": titled(run),
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "primaryPackagePurpose": "APPLICATION",
    }


def _id(item: Item) -> str:
    """Readable, and unique: different purls never give one id."""
    readable = _ODD.sub("-", f"{item.type}-{item.name}-{item.version}")[:80].strip("-")
    return f"SPDXRef-{readable}-{sha256(item.purl.encode()).hexdigest()[:12]}"


def _package(item: Item, names: dict[str, str]) -> Form:
    known = _is_expression(item.licence)
    package: Form = {
        "SPDXID": names[item.purl],
        "name": whole(item.name),
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": item.licence if known else "NOASSERTION",
        "copyrightText": "NOASSERTION",
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": item.purl,
            }
        ],
    }
    if item.version:
        package["versionInfo"] = whole(item.version)
    if item.licence and not known:
        package["licenseComments"] = f"declared as: {whole(item.licence)}"
    sums = [one for one in sorted(item.digests) if one.algorithm in _ALGORITHMS]
    if sums:
        package["checksums"] = [
            {"algorithm": _ALGORITHMS[one.algorithm], "checksumValue": one.value} for one in sums
        ]
    if item.places:
        found = "; ".join(whole(str(at)) for at in sorted(item.places))
        package["sourceInfo"] = f"found in {found}"
    return package


def _is_expression(text: str) -> bool:
    """Whether a declared licence is an SPDX expression of known ids; whatever else is said is a comment."""
    if not _EXPRESSION.fullmatch(text):
        return False
    from license_expression import get_spdx_licensing

    try:
        return not get_spdx_licensing().validate(text, strict=True).errors
    except Exception:  # noqa: BLE001 - the parser fails in many ways over what is no expression
        return False


def _needs(items: tuple[Item, ...], names: dict[str, str]) -> Iterator[Form]:
    for one in items:
        for need in sorted(one.needs):
            yield _relation(names[one.purl], "DEPENDS_ON", names[need])


def _relation(one: str, kind: str, other: str) -> Form:
    return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
