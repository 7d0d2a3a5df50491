"""Load msgspec without the library of backports that it would ask first."""

import sys
from importlib import import_module
from types import ModuleType
from typing import cast

BACKPORTS = "typing_extensions"


def load_msgspec() -> None:
    """Load it, if it is not loaded yet, as it is loaded where those backports are not installed.

    It takes two names of them that `typing` has since Python 3.11, and they load `inspect`, `dis` and
    `tokenize`, which nothing else here needs: a tenth of what a small scan costs. Whoever asks for the
    backports later gets them.
    """
    modules = cast("dict[str, ModuleType | None]", sys.modules)
    if BACKPORTS in modules:
        return
    modules[BACKPORTS] = None  # documented: `import` then raises `ModuleNotFoundError`
    try:
        import_module("msgspec")
    finally:
        del modules[BACKPORTS]
