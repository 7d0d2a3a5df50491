"""All formats of model files, those with the surest marks first."""

from ostiary.formats.model import closed, polyglot
from ostiary.formats.model.desk import Format
from ostiary.formats.model.npy import read as npy
from ostiary.formats.model.wrapped import read as wrapped
from ostiary.formats.model.zipped import read as plain_zip

FORMATS: tuple[Format, ...] = (
    Format("polyglot", "two files in one", polyglot.sniff, polyglot.read),
    Format("npy", "numpy array", npy.sniff, npy.read),
    Format("wrapped", "compressed file", wrapped.sniff, wrapped.read),
    Format("zip", "zip", plain_zip.sniff, plain_zip.read),
    Format("closed", "archive that cannot be opened", closed.sniff, closed.read),
)
