"""Examine and judge a small release of our own: what is made at first use is made once for all workers.

Every worker is a fresh process. Without this each compiles the same patterns, builds the same search for
words of note and the same queries on trees again, which costs as much as a small package does.
"""

import io
import tarfile
from datetime import UTC, datetime
from pathlib import PurePath

from ostiary.core.run import Run
from ostiary.core.world import World
from ostiary.flows.apart import Asked, Given
from ostiary.flows.listed import NONE
from ostiary.flows.local import examine_given, judged
from ostiary.flows.packed import pack
from ostiary.policy.load import preset

NAME = "rehearsal-1.0"

_SETUP = """
import base64, os, subprocess
from setuptools import setup
from setuptools.command.install import install


class Built(install):
    def run(self):
        install.run(self)
        note = os.path.join(os.path.expanduser("~"), ".rehearsal")
        with open(note, "w") as out:
            out.write(subprocess.check_output(["git", "describe"], text=True))
        exec(base64.b64decode("cHJpbnQoMSk="))


setup(name="rehearsal", version="1.0", cmdclass={"install": Built})
"""

_MODULE = '''
"""What programs do."""
import json, os, platform, re, socket, subprocess, sys, threading
from urllib.request import urlopen
import requests

HOST = "https://rehearsal.example.invalid/notes"
NAMES = {"one": [1, 2], "two": (3, 4)}


class Client:
    kind = "client"

    def __init__(self, key=None, *rest, **more):
        self.key, self.rest = key or os.environ.get("REHEARSAL_KEY"), [*rest]
        self.session = requests.Session()

    @property
    def headers(self):
        return {"Authorization": f"Bearer {self.key}", "User-Agent": "%s/%d" % (self.kind, 1)}

    @staticmethod
    def told(text, count=2):
        return "".join(chr(ord(one) ^ count) for one in text)[::-1]

    def send(self, **fields):
        try:
            answer = self.session.post(HOST, json=fields, headers=self.headers, timeout=5)
            answer.raise_for_status()
        except (OSError, requests.RequestException) as error:
            raise RuntimeError("not sent") from error
        return json.loads(answer.text)


def look(folder=".", pattern=r"\\w+"):
    found = []
    for root, _, names in os.walk(os.path.abspath(folder)):
        for name in sorted(names):
            path = os.path.join(root, name)
            if re.match(pattern, name) and os.path.exists(path):
                with open(path, encoding="utf-8") as text:
                    found.append((name, text.read().strip().split("\\n")))
    return {name: lines for name, lines in found if lines}


def main(words=None):
    words = words or sys.argv[1:]
    client = Client(*words)
    count = 0
    while count < len(words):
        count += 1
    made = lambda one: one.lower().replace("-", "_")
    facts = {"host": socket.gethostname(), "all": platform.uname()}
    thread = threading.Thread(target=client.send, kwargs=facts)
    thread.start()
    page = urlopen(HOST).read().decode()
    subprocess.run(["pip", "--version"], check=True)
    os.system("git --version")
    getattr(sys.modules[__name__], "look")(folder=made(words[0]) if words else "." or page)
    return __import__("json").dumps(NAMES)


if __name__ == "__main__":
    main()
'''

_SCRIPT = """
const fs = require('fs'), { execSync } = require('child_process');
class Reader extends Object {
  constructor(path) { super(); this.path = path; }
  async read() { return JSON.parse(fs.readFileSync(this.path, 'utf8')); }
}
const made = Buffer.from('cmVoZWFyc2Fs', 'base64').toString();
module.exports = { Reader, run: (name) => execSync(`git ${name}`) };
const place = 'https://rehearsal.example.invalid/';
new Reader('package.json').read().then((one) => fetch(place + one.name + made));
"""

FILES = {
    "PKG-INFO": "Metadata-Version: 2.1\nName: rehearsal\nVersion: 1.0\nRequires-Dist: requests\n",
    "setup.py": _SETUP,
    "rehearsal/__init__.py": _MODULE,
    "rehearsal/page.js": _SCRIPT,
    "rehearsal/install.sh": "#!/bin/sh\nset -e\ngit --version && echo done > /dev/null\n",
    "README.md": "# Rehearsal\n\n    pip install rehearsal\n",
}


def rehearse() -> Run:
    """The run over the release. Nothing of it is executed."""
    here, start = PurePath("/"), datetime(1970, 1, 1, tzinfo=UTC)
    world = World(start, {}, here, here, here, here, offline=True)
    name = f"{NAME}.tar.gz"
    examination = examine_given(Given(name), io.BytesIO(_archive()))
    pack(examination, ())
    return judged(Asked(name, preset("balanced"), world), examination, NONE, 0.0)


def _archive() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as archive:
        for path, text in FILES.items():
            member = tarfile.TarInfo(f"{NAME}/{path}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return out.getvalue()
