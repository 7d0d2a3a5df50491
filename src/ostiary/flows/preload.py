"""Load what the analysis imports late and make what it makes late, for all workers after the second."""

from contextlib import suppress
from importlib import import_module

from ostiary.flows.rehearsal import rehearse
from ostiary.formats.model.catalogue import FORMATS

LATE = (
    "encodings.idna",
    "resource",
    "bz2",
    "lzma",
    "zlib",
    "zstandard",
    "isal.isal_zlib",
    "isal.igzip_lib",
    "tree_sitter",
    "tree_sitter_bash",
    "tree_sitter_javascript",
    "tree_sitter_python",
    "tree_sitter_typescript",
    "cryptography.hazmat.primitives.ciphers",
    "ast",
    "tomllib",
    "email.parser",
    "configparser",
    "packaging.requirements",
    "ostiary.evidence.owned",
    "ostiary.formats.model.beside.template",
    "ostiary.formats.model.pickle.recognise",
    "ostiary.formats.native.read",
    "ostiary.formats.pickles",
    "ostiary.program.batch.reader",
    "ostiary.program.bytecode.source",
    "ostiary.program.loading.known",
    "ostiary.program.lower.javascript",
    "ostiary.program.lower.python",
    "ostiary.program.python.reader",
    "ostiary.program.shell.reader",
)
"""Modules that are imported where they are used, besides the readers of model files."""

for _module in LATE:
    with suppress(ImportError):  # what is missing fails where it is used, and says so there
        import_module(_module)

for _format in FORMATS:
    with suppress(ImportError):
        _format.load()

with suppress(Exception):  # the same: a worker that meets it tells of it
    rehearse()
