"""All formats of model files, those with the surest marks first."""

from ostiary.formats.model.desk import Format

FORMATS: tuple[Format, ...] = ()
