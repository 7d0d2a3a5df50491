"""Which blocks of an installer wait for a word that no installer gives, and which only look so?"""

import pytest

from ostiary.program.python.orders import ordered

_INSTALLER = "import os, sys\nfrom setuptools import setup\n{}\nsetup(name='sample')\n"


def waits(condition: str, before: str = "") -> bool:
    return ordered("sample-1.0/setup.py", condition, _INSTALLER.format(before).encode())


@pytest.mark.parametrize(
    "condition",
    [
        "sys.argv[-1] == 'publish'",
        "'publish' == sys.argv[1]",
        "len(sys.argv) > 1 and sys.argv[1] == 'tag'",
        "'tag' in sys.argv[1:]",
        "sys.argv[-1] in ('tag', 'publish')",
        "len(sys.argv) >= 2 and 'release' in sys.argv",
        "('publish' in sys.argv)",
    ],
)
def test_a_word_of_the_project_is_waited_for(condition: str) -> None:
    assert waits(condition)
    assert waits(condition, "sys.argv.remove('verbose')\nprint(' '.join(sys.argv))")
    assert not ordered("sample-1.0/sample/install.py", condition, b"")


@pytest.mark.parametrize(
    "condition",
    [
        "sys.argv[1] == 'install'",
        "'bdist_wheel' in sys.argv",
        "sys.argv[1] in ('publish', 'sdist')",
        "'publish' not in sys.argv",
        "not 'publish' in sys.argv",
        "'publish' in sys.argv or True",
        "'publish' in sys.argv + ['publish']",
        "('publish' in sys.argv) is False",
        "('publish' in sys.argv) == 0",
        "'publish' in sys.argv < 1",
        "sys.argv[-1] == 'publish' if False else True",
        "[sys.argv[-1] == 'publish']",
        "('publish' in sys.argv) ^ 1",
        "str(sys.argv[-1] == 'publish')",
        "len([sys.argv[-1] == 'publish'])",
        "(sys.argv[-1] == 'publish') ** 0",
        "lambda: sys.argv[-1] == 'publish'",
        "sys.argv[-1] == 'publish' != 3",
        "sys.argv[len(sys.argv) - 1] == 'publish'",
        "'publish' in str(sys.argv) + 'publish'",
        "other.argv[1] == 'publish'",
        "sys.argv[-1] == 'publish",
    ],
)
def test_what_only_looks_like_it_is_not(condition: str) -> None:
    assert not waits(condition)


@pytest.mark.parametrize(
    "before",
    [
        "sys.argv.append('publish')",
        "(sys.argv).append('publish')",
        "sys.argv[:] = ['publish']",
        "sys.argv += ['publish']",
        "sys.argv: list = ['x', 'publish']",
        "for sys.argv in [['publish']]: pass",
        "sys.argv, other = ['publish'], 2",
        "words = sys.argv\nwords.append('publish')",
        "def more(words): words.append('publish')\nmore(sys.argv)",
        "setattr(sys, 'argv', ['x', 'publish'])",
        "sys.__dict__['ar' + 'gv'] = ['publish']",
        "vars(sys).update(argv=['publish'])",
        "list.append(sys.argv, 'publish')",
        "class sys:\n    argv = ['publish']",
        "import helper as sys",
        "from helper import *",
        "[sys.argv.append(one) for one in ['publish']]",
        "getattr(sys, 'ar' + 'gv').append('publish')",
        "sys.modules['sys'].other = 1",
        "print 'of Python 2'; sys.argv.append('publish')",
    ],
)
def test_who_gives_himself_the_word_waits_for_nobody(before: str) -> None:
    assert not waits("'publish' in sys.argv", before)
