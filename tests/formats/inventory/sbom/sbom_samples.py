"""Bills of materials of our own: the same three packages in every format and version that is read."""

import json
from typing import Any

HEX = "ab" * 32
LEFT = "pkg:npm/%40scope/left@1.3.0"


def component(purl: str, name: str, **more: Any) -> dict[str, Any]:
    """One component of CycloneDX."""
    return {"bom-ref": purl, "type": "library", "name": name, "purl": purl, **more}


def cyclonedx(version: str = "1.6", **more: Any) -> dict[str, Any]:
    """flask asks for jinja2, the project for flask and, to build, for left."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "metadata": {"component": {"bom-ref": "app", "type": "application", "name": "app"}},
        "components": [
            component("pkg:pypi/Flask@3.0.0", "Flask", version="3.0.0"),
            component(
                "pkg:pypi/jinja2@3.1.2",
                "jinja2",
                version="3.1.2",
                scope="optional",
                hashes=[{"alg": "SHA-256", "content": HEX.upper()}],
                licenses=[{"license": {"id": "BSD-3-Clause"}}],
            ),
            component(LEFT, "left", group="@scope", scope="excluded"),
            {"type": "library", "name": "nameless", "group": "org"},
            {"type": "file", "name": "src/app.py"},
        ],
        "dependencies": [
            {"ref": "app", "dependsOn": ["pkg:pypi/Flask@3.0.0", LEFT]},
            {"ref": "pkg:pypi/Flask@3.0.0", "dependsOn": ["pkg:pypi/jinja2@3.1.2"]},
            {"ref": "pkg:pypi/jinja2@3.1.2"},
        ],
        **more,
    }


XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/VERSION" version="1">
  <metadata>
    <tools><components>
      <component type="application"><name>maker</name><purl>pkg:pypi/maker@1</purl></component>
    </components></tools>
    <component bom-ref="app" type="application"><name>app</name></component>
  </metadata>
  <components>
    <component bom-ref="pkg:pypi/Flask@3.0.0" type="library">
      <name>Flask</name><version>3.0.0</version>
      <purl>pkg:pypi/Flask@3.0.0</purl>
      <pedigree><ancestors>
        <component type="library"><name>older</name><purl>pkg:pypi/older@1</purl></component>
      </ancestors></pedigree>
      <externalReferences><reference type="distribution"><url>x</url>
        <hashes><hash alg="SHA-256">{"cd" * 32}</hash></hashes></reference></externalReferences>
    </component>
    <component bom-ref="pkg:pypi/jinja2@3.1.2" type="library">
      <name>jinja2</name><version>3.1.2</version><scope>optional</scope>
      <hashes><hash alg="SHA-256">{HEX}</hash></hashes>
      <licenses><license><id>BSD-3-Clause</id></license></licenses>
      <purl>pkg:pypi/jinja2@3.1.2</purl>
    </component>
    <component bom-ref="{LEFT}" type="library">
      <group>@scope</group><name>left</name><scope>excluded</scope>
      <purl>{LEFT}</purl>
    </component>
    <component type="library"><group>org</group><name>nameless</name></component>
    <component type="file"><name>src/app.py</name></component>
  </components>
  <dependencies>
    <dependency ref="app"><dependency ref="pkg:pypi/Flask@3.0.0"/><dependency ref="{LEFT}"/></dependency>
    <dependency ref="pkg:pypi/Flask@3.0.0"><dependency ref="pkg:pypi/jinja2@3.1.2"/></dependency>
  </dependencies>
</bom>
"""


def package(number: str, name: str, purl: str = "", **more: Any) -> dict[str, Any]:
    """One package of SPDX."""
    ref = {
        "referenceCategory": "PACKAGE-MANAGER",
        "referenceType": "purl",
        "referenceLocator": purl,
    }
    given = {"externalRefs": [ref]} if purl else {}
    return {
        "SPDXID": f"SPDXRef-{number}",
        "name": name,
        "downloadLocation": "NOASSERTION",
        **given,
        **more,
    }


def spdx(version: str = "2.3", **more: Any) -> dict[str, Any]:
    """The same in SPDX."""

    def relation(one: str, kind: str, other: str) -> dict[str, str]:
        return {
            "spdxElementId": f"SPDXRef-{one}",
            "relationshipType": kind,
            "relatedSpdxElement": f"SPDXRef-{other}",
        }

    return {
        "spdxVersion": f"SPDX-{version}",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "app",
        "packages": [
            package("app", "app"),
            package("flask", "Flask", "pkg:pypi/Flask@3.0.0", versionInfo="3.0.0"),
            package(
                "jinja",
                "jinja2",
                "pkg:pypi/jinja2@3.1.2",
                checksums=[{"algorithm": "SHA256", "checksumValue": HEX}],
                licenseDeclared="BSD-3-Clause",
            ),
            package("left", "left", LEFT),
            package("nameless", "org/nameless"),
        ],
        "relationships": [
            relation("DOCUMENT", "DESCRIBES", "app"),
            relation("app", "DEPENDS_ON", "flask"),
            relation("jinja", "OPTIONAL_DEPENDENCY_OF", "flask"),
            relation("left", "DEV_DEPENDENCY_OF", "app"),
            relation("app", "CONTAINS", "left"),
            relation("app", "DEPENDS_ON", "gone"),
        ],
        **more,
    }


TAGS = f"""SPDXVersion: SPDX-VERSION
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: app
DocumentComment: <text>a comment
PackageName: hidden in it
</text>

PackageName: app
SPDXID: SPDXRef-app

PackageName: Flask
SPDXID: SPDXRef-flask
PackageVersion: 3.0.0
PackageDownloadLocation: NOASSERTION
ExternalRef: PACKAGE-MANAGER purl pkg:pypi/Flask@3.0.0

PackageName: <text>jinja2</text>
SPDXID: SPDXRef-jinja
PackageChecksum: SHA256: {HEX}
PackageLicenseDeclared: BSD-3-Clause
ExternalRef: PACKAGE_MANAGER http://spdx.org/rdf/references/purl pkg:pypi/jinja2@3.1.2

PackageName: left
SPDXID: SPDXRef-left
ExternalRef: PACKAGE-MANAGER purl {LEFT}

PackageName: org/nameless
SPDXID: SPDXRef-nameless

FileName: ./a.c
SPDXID: SPDXRef-file

# a comment: with a colon
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-app
Relationship: SPDXRef-app DEPENDS_ON SPDXRef-flask
Relationship: SPDXRef-jinja OPTIONAL_DEPENDENCY_OF SPDXRef-flask
Relationship: SPDXRef-left DEV_DEPENDENCY_OF SPDXRef-app
"""

SAMPLES: dict[str, bytes] = {
    **{
        f"cyclonedx-{one}.json": json.dumps(cyclonedx(one), indent=1).encode()
        for one in ("1.4", "1.5", "1.6", "1.7")
    },
    **{
        f"cyclonedx-{one}.xml": XML.replace("VERSION", one).encode()
        for one in ("1.4", "1.5", "1.6", "1.7")
    },
    **{f"spdx-{one}.json": json.dumps(spdx(one), indent=1).encode() for one in ("2.2", "2.3")},
    **{f"spdx-{one}.spdx": TAGS.replace("VERSION", one).encode() for one in ("2.2", "2.3")},
}
"""Bytes by file name."""
