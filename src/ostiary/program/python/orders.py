"""Which blocks of a `setup.py` run only for a word that the project's own people type?

`python setup.py publish` is theirs: installers and build front ends give other words, and only those that
stand here (pip, build, setuptools' `build_meta`).
"""

from ostiary.core.regex import regex
from ostiary.program.wordlist import wordlist

MAX_CONDITION = 300  # characters of a condition that is looked at
SCOPE = "<order>"
"""The scope of such a block."""

_GIVEN = wordlist(
    "-c setup.py setup setuptools pip build python pytest tox install develop build_ext build_py build_clib"
    " build_scripts egg_info dist_info bdist_wheel bdist_egg bdist sdist editable_wheel easy_install clean"
    " install_lib install_scripts install_data install_headers install_egg_info rotate saveopts setopt test"
    " check --name --version --verbose --quiet --record --root --prefix --user --home --compile"
    " --no-user-cfg --egg-base --dist-dir --python-tag --plat-name --py-limited-api --inplace --force"
    " --single-version-externally-managed --install-headers --global-option --build-option --keep-temp"
)
_TEXT = r"['\"]([^'\"\n]{1,60})['\"]"
_PLACE = r"\b(?:sys\.)?argv\[-?\d{1,2}\]"
_ASKS = regex(
    rf"{_PLACE}\s*==\s*{_TEXT}|{_TEXT}\s*==\s*{_PLACE}|{_TEXT}\s+in\s+(?:sys\.)?argv\b(?!\s*\[-?\d)"
    rf"|{_PLACE}\s+in\s+[(\[{{]((?:\s*['\"][^'\"\n]{{1,60}}['\"]\s*,?){{1,20}})[)\]}}]"
)
_WORD = regex(r"(?:--)?[a-z][a-z0-9_-]{2,40}")
_CHANGED = regex(
    rb"argv\s*(?:\.\s*(?:append|insert|extend|__)|\+=|=(?!=)|\[[^\]\n]{0,40}\]\s*=(?!=))"
)


def ordered(path: str, condition: str, source: bytes) -> bool:
    """Whether a condition holds only if the one who starts this file gives it a word of its own.

    A file that gives itself words is asked nothing.
    """
    if not path.endswith("setup.py") or "argv" not in condition or len(condition) > MAX_CONDITION:
        return False
    if " or " in condition or "not " in condition or "!=" in condition or _CHANGED.search(source):
        return False
    several = (one for match in _ASKS.findall(condition) for one in match if one)
    words = [word.strip(" '\"") for one in several for word in one.split(",") if word.strip()]
    return bool(words) and all(_WORD.fullmatch(one) and _is_own(one) for one in words)


def _is_own(word: str) -> bool:
    return not any(word in given for given in _GIVEN)
