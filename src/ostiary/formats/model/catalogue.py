"""All formats of model files, those with the surest marks first."""

from ostiary.formats.model.desk import Format
from ostiary.formats.model.pickle.read import FORMAT as PICKLE

FORMATS: tuple[Format, ...] = (PICKLE,)
