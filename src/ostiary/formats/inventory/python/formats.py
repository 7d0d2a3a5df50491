"""The formats of lockfiles and manifests of Python projects, one line each."""

from ostiary.formats.inventory.format import Format

PYTHON: tuple[Format, ...] = ()
