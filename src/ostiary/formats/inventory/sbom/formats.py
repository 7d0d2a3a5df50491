"""The formats of software bills of materials, one line each."""

from ostiary.formats.inventory.format import Format

_CYCLONEDX = (
    rb'"bomFormat"\s*:\s*"CycloneDX"'
    # writers that sort members put the format's name at the very end, after all components
    rb'|\A(?:\xef\xbb\xbf)?\s*\{\s*"(?:annotations|components|compositions|declarations)"\s*:.*"bom-ref"\s*:'
)

SBOM: tuple[Format, ...] = (
    Format("CycloneDX", "sbom.cyclonedx_json", r".*\.cdx\.json"),
    Format("CycloneDX", "sbom.cyclonedx_xml", r".*\.cdx\.xml"),
    Format("SPDX", "sbom.spdx_json", r".*\.spdx\.json"),
    Format("CycloneDX", "sbom.cyclonedx_json", r".*\.json", _CYCLONEDX),
    Format("CycloneDX", "sbom.cyclonedx_xml", r".*\.xml", rb"xmlns(?::\w+)?=.http://cyclonedx\.org/schema/bom/"),
    Format("SPDX", "sbom.spdx_json", r".*\.json", rb'"spdxVersion"\s*:\s*"SPDX-'),
    Format("SPDX", "sbom.spdx_tags", r".*\.spdx(\.tv|\.txt)?", rb"(?m)^SPDXVersion:\s*SPDX-"),
    Format("SPDX", "sbom.spdx_json", r".*\.json", rb'"@context"\s*:\s*\[?\s*"https://spdx\.org/rdf/3\.'),
)  # fmt: skip
"""Known by names that only a bill has, and by how they begin, whatever they are called."""
