"""The formats of lockfiles and manifests of JavaScript projects, one line each."""

from ostiary.formats.inventory.format import Format

NODE: tuple[Format, ...] = ()
