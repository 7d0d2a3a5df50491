"""The formats of software bills of materials, one line each."""

from ostiary.formats.inventory.format import Format

SBOM: tuple[Format, ...] = (
    Format("CycloneDX", "sbom.cyclonedx_json", r".*\.json", rb'"bomFormat"\s*:\s*"CycloneDX"'),
    Format("CycloneDX", "sbom.cyclonedx_xml", r".*\.xml", rb"xmlns(?::\w+)?=.http://cyclonedx\.org/schema/bom/"),
    Format("SPDX", "sbom.spdx_json", r".*\.json", rb'"spdxVersion"\s*:\s*"SPDX-2\.'),
    Format("SPDX", "sbom.spdx_tags", r".*\.spdx", rb"(?m)^SPDXVersion: SPDX-2\."),
    Format("SPDX", "sbom.spdx_json", r".*\.json", rb'"@context"\s*:\s*"https://spdx\.org/rdf/3\.'),
)  # fmt: skip
"""Known by how they begin, whatever they are called."""
