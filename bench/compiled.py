"""A program that is installed is compiled once, by pip or at its first start; so is what is measured."""

import compileall
import os
from pathlib import Path

import ostiary


def compile_once() -> None:
    """Compile Ostiary, and let the processes that are measured use it, whatever the shell says."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(Path(ostiary.__file__).parent, quiet=2)
