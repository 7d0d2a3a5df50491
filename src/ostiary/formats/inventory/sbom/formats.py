"""The formats of software bills of materials, one line each."""

from ostiary.formats.inventory.format import Format

SBOM: tuple[Format, ...] = ()
