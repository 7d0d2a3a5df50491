"""Is a start-up line one of those that known tools write, word for word?"""

import re

from ostiary.core.regex import regex
from ostiary.core.scale import Severity

_NAME = r"[A-Za-z_]\w*"
_PATH = rf"'{_NAME}'(?:, ?'{_NAME}')*,?"
_DOTTED = rf"{_NAME}(?:\.{_NAME})*"

_NAMESPACE_HEADS = (
    "import sys, types, os;",
    "import sys,types,os;",
    "import sys, types, os;has_mfs = sys.version_info > (3, 5);",
    "import sys, types, os;pep420 = sys.version_info > (3, 3);",
)
_NAMESPACE_PATH = "p = os.path.join(sys._getframe(1).f_locals['sitedir'], *(@PATH@));"
_NEW_BODY = (
    "importlib = has_mfs and __import__('importlib.util');"
    "has_mfs and __import__('importlib.machinery');"
    "m = has_mfs and sys.modules.setdefault('@DOTTED@', importlib.util.module_from_spec("
    "importlib.machinery.PathFinder.find_spec('@DOTTED@', [os.path.dirname(p)])));"
    "m = m or sys.modules.setdefault('@DOTTED@', types.ModuleType('@DOTTED@'));"
)
_NEWEST_BODY = (
    "importlib = __import__('importlib.util');__import__('importlib.machinery');"
    "m = sys.modules.setdefault('@DOTTED@', importlib.util.module_from_spec("
    "importlib.machinery.PathFinder.find_spec('@DOTTED@', [os.path.dirname(p)])));"
    "m = m or sys.modules.setdefault('@DOTTED@', types.ModuleType('@DOTTED@'));"
)
_PEP420_BODY = (
    "ie = os.path.exists(os.path.join(p,'__init__.py'));"
    "m = not ie and not pep420 and sys.modules.setdefault('@DOTTED@', types.ModuleType('@DOTTED@'));"
)
_OLD_BODY = (
    "ie = os.path.exists(os.path.join(p,'__init__.py'));"
    "m = not ie and sys.modules.setdefault('@DOTTED@', types.ModuleType('@DOTTED@'));"
)
_NAMESPACE_TAIL = (
    "mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)"
)
_NAMESPACE_CHILD = "m and setattr(sys.modules['@DOTTED@'], '@NAME@', m)"

_SHIM = " enabled and __import__('_distutils_hack').add_shim();"
_VARIABLE = (
    "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, '%s') == 'local';"
)
_OTHERS = (
    _VARIABLE % "local" + _SHIM,
    _VARIABLE % "stdlib" + _SHIM,
    "import os; enabled = os.environ.get('SETUPTOOLS_USE_DISTUTILS', 'local') == 'local';" + _SHIM,
)
"""How setuptools puts its own copy of distutils first."""

_COVERAGE = (
    'import sys; exec(\'import os\\n\\nif os.getenv("COVERAGE_PROCESS_START") or'
    ' os.getenv("COVERAGE_PROCESS_CONFIG"):\\n try:\\n  import coverage\\n except:\\n  pass\\n else:\\n'
    '  coverage.process_startup(slug="pth")\')'
)
_PYTEST_COV = (
    'import os, sys;exec(\'if "COV_CORE_SOURCE" in os.environ:\\n    try:\\n'
    "        from pytest_cov.embed import init\\n        init()\\n    except Exception as exc:\\n"
    '        sys.stderr.write(\\n            "pytest-cov: Failed to setup subprocess coverage. "\\n'
    '            "Environ: {0!r} "\\n            "Exception: {1!r}\\\\n".format(\\n'
    '                dict((k, v) for k, v in os.environ.items() if k.startswith("COV_CORE")),\\n'
    "                exc\\n            )\\n        )\\n')"
)
_MEASURING = ("import coverage; coverage.process_startup()", _COVERAGE, _PYTEST_COV)
"""Measurement of subprocesses; the last two do nothing unless a variable is set."""

_EDITABLE = regex(r"import (__editable___\w+_finder); ?\1\.install\(\);?")


def _pattern(text: str) -> str:
    escaped = re.escape(text)
    for mark, pattern in (("@PATH@", _PATH), ("@DOTTED@", _DOTTED), ("@NAME@", _NAME)):
        escaped = escaped.replace(re.escape(mark), pattern)
    return escaped


_HEAD = "|".join(map(_pattern, _NAMESPACE_HEADS))
_BODY = "|".join(map(_pattern, (_NEW_BODY, _NEWEST_BODY, _PEP420_BODY, _OLD_BODY)))
_NAMESPACE = regex(
    f"(?:{_HEAD}){_pattern(_NAMESPACE_PATH)}(?:{_BODY})"
    f"{_pattern(_NAMESPACE_TAIL)}(?:; ?{_pattern(_NAMESPACE_CHILD)})?;?"
)


def idiom(text: str) -> tuple[Severity, str] | None:
    """The weight of a known line and what it is for; None for every other line.

    Only whole statements count, so nothing can be added to a known line, and no name of a package does.
    """
    line = text.strip()
    if _NAMESPACE.fullmatch(line):
        return Severity.LOW, "makes a namespace package, as old versions of setuptools did"
    if line in _OTHERS:
        return Severity.LOW, "puts the distutils of setuptools before that of Python"
    if line in _MEASURING:
        return Severity.LOW, "measures coverage in subprocesses, if the environment asks for it"
    if _EDITABLE.fullmatch(line):
        return Severity.MEDIUM, "belongs to an editable installation, which nobody should publish"
    return None
