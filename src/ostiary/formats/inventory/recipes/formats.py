"""The formats of commands that install, written in other files, one line each."""

from ostiary.formats.inventory.format import Format

RECIPES: tuple[Format, ...] = ()
