"""All formats of model files, those with the surest marks first."""

from ostiary.formats.model import closed, polyglot
from ostiary.formats.model.desk import Format
from ostiary.formats.model.joblib import read as joblib
from ostiary.formats.model.npy import read as npy
from ostiary.formats.model.pickle.read import FORMAT as PICKLE
from ostiary.formats.model.tarred import read as plain_tar
from ostiary.formats.model.torch import archive as torch_zip
from ostiary.formats.model.torch import export as torch_export
from ostiary.formats.model.torch import legacy as torch_legacy
from ostiary.formats.model.torch import tar as torch_tar
from ostiary.formats.model.wrapped import read as wrapped
from ostiary.formats.model.zipped import read as plain_zip

FORMATS: tuple[Format, ...] = (
    Format("polyglot", "two files in one", polyglot.sniff, polyglot.read),
    Format("npy", "numpy array", npy.sniff, npy.read),
    Format("wrapped", "compressed file", wrapped.sniff, wrapped.read),
    Format("torch-zip", "PyTorch archive", torch_zip.sniff, torch_zip.read),
    Format("torch-export", "exported program of PyTorch", torch_export.sniff, torch_export.read),
    Format("torch-legacy", "PyTorch stream", torch_legacy.sniff, torch_legacy.read),
    Format("torch-tar", "PyTorch tar", torch_tar.sniff, torch_tar.read),
    Format("zip", "zip", plain_zip.sniff, plain_zip.read),
    Format("tar", "tar", plain_tar.sniff, plain_tar.read),
    Format("joblib", "joblib file", joblib.sniff, joblib.read),
    PICKLE,
    Format("closed", "archive that cannot be opened", closed.sniff, closed.read),
)
