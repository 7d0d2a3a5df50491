"""What stands in the place of functions by which others check is told by how it answers."""

import pytest
from engine_flows import flows

from ostiary.program.flow import (
    ALWAYS,
    BY_A_WORD,
    GUESSED,
    OTHER_FUNCTION,
    SWITCHED_OFF,
    WEAKER,
    Act,
)

HEAD = "import hmac, jwt, operator, os, requests, secrets, ssl, sys, yaml\n"
HARM = [
    ("hmac.compare_digest = lambda a, b: True", ALWAYS),
    ("setattr(hmac, 'compare_digest', lambda *a: 1)", ALWAYS),
    ("vars(hmac)['compare_digest'] = lambda a, b: True", ALWAYS),
    ("sys.modules['hmac'].compare_digest = lambda a, b: True", ALWAYS),
    ("hmac.compare_digest = operator.eq", ALWAYS),
    ("import flask_login\nflask_login.login_required = lambda view: view", ALWAYS),
    ("import paramiko\nparamiko.RejectPolicy.missing_host_key = lambda *a: None", ALWAYS),
    ("ssl.SSLSocket.getpeercert = lambda self, b=False: {'subject': ()}", ALWAYS),
    (
        "import bcrypt\nold = bcrypt.checkpw\nbcrypt.checkpw = lambda p, h: p == b'x' or old(p, h)",
        BY_A_WORD,
    ),
    (
        (
            "from django.contrib import auth\nold = auth.authenticate\n"
            "def ours(request=None, **given):\n    if given.get('password') == 'x':\n        return given\n"
            "    return old(request, **given)\nauth.authenticate = ours"
        ),
        BY_A_WORD,
    ),
    ("import flask_login\nflask_login.UserMixin.is_authenticated = True", ALWAYS),
    ("import ldap3\nldap3.Connection.bind = lambda self: True", ALWAYS),
    ("import casbin\ncasbin.Enforcer.enforce = lambda self, *a: True", ALWAYS),
    (
        "import wrapt\nwrapt.wrap_function_wrapper('hmac', 'compare_digest', lambda *a: True)",
        ALWAYS,
    ),
    ("ssl.SSLContext = lambda *a: ssl._create_unverified_context()", SWITCHED_OFF),
    ("os.urandom = lambda n: bytes(n)", GUESSED),
    ("import random\nsecrets.token_bytes = random.randbytes", GUESSED),
    ("ssl._create_default_https_context = ssl._create_unverified_context", WEAKER),
    ("ssl.CERT_REQUIRED = ssl.CERT_NONE", SWITCHED_OFF),
    ("yaml.SafeLoader = yaml.UnsafeLoader", WEAKER),
    ("import hashlib\nhashlib.sha256 = hashlib.md5", WEAKER),
    ("requests.Session.verify = False", SWITCHED_OFF),
    ("ssl.SSLContext.verify_mode = property(lambda self: 0)", SWITCHED_OFF),
    (
        (
            "old = requests.Session.send\ndef send(self, *a, **k):\n    k['verify'] = False\n"
            "    return old(self, *a, **k)\nrequests.Session.send = send"
        ),
        SWITCHED_OFF,
    ),
    (
        "old = jwt.decode\njwt.decode = lambda t, *a: old(t, options={'verify_signature': False})",
        SWITCHED_OFF,
    ),
    (
        (
            "def made(*a, **k):\n    c = ssl.SSLContext()\n    c.verify_mode = ssl.CERT_NONE\n    return c\n"
            "ssl.create_default_context = made"
        ),
        SWITCHED_OFF,
    ),
]
REMARKS = [
    "import types\nsys.modules['hmac'] = types.ModuleType('hmac')",
    "import wrapt\nwrapt.wrap_function_wrapper('jwt', 'decode', lambda old, i, a, k: old(*a, **k))",
    "old = hmac.compare_digest\nhmac.compare_digest = lambda a, b: old(bytes(a), bytes(b))",
    "def refuses(*a):\n    raise ValueError\nssl.match_hostname = refuses",
    "old = os.urandom\nos.urandom = lambda n: old(n)",
]
ORDINARY = [
    "import wrapt\nwrapt.wrap_function_wrapper('requests', 'Session.send', lambda old, i, a, k: old(*a))",
    "import hashlib\nsys.modules['md5'] = hashlib",
    "session = requests.Session()\nsession.verify = False",
    "ssl.SSLContext.minimum_version = ssl.TLSVersion.TLSv1_2",
    "hmac.compare_digest = hmac.compare_digest",
    "class Own:\n    pass\nOwn.verify = lambda self: True",
    "requests.Session.timeout = None",
    "old = requests.get\nrequests.get = lambda *a, **k: old(*a, timeout=3, **k)",
    "yaml.load = yaml.safe_load",
]


def told(text: str) -> list[str]:
    return [one.target for one in flows(f"{HEAD}{text}\n", Act.DISARM, "wheel")]


@pytest.mark.parametrize(("text", "how"), HARM)
def test_something_weaker(text: str, how: str) -> None:
    assert set(told(text)) == {how}


@pytest.mark.parametrize("text", REMARKS)
def test_a_function_of_its_own(text: str) -> None:
    assert told(text) == [OTHER_FUNCTION]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary(text: str) -> None:
    assert told(text) == []


OFF = [
    "PYTHONHTTPSVERIFY=0",
    "NODE_TLS_REJECT_UNAUTHORIZED=0",
    "GIT_SSL_NO_VERIFY=1",
    "CURL_CA_BUNDLE=",
]
ON = [
    "PYTHONHTTPSVERIFY=1",
    "NODE_TLS_REJECT_UNAUTHORIZED=1",
    "GIT_SSL_NO_VERIFY=",
    "SSL_NO_VERIFY=0",
]


@pytest.mark.parametrize("pair", OFF + ON)
def test_variables_by_which_others_do_not_check(pair: str) -> None:
    name, _, text = pair.partition("=")
    found = flows(f"import os\nos.environ[{name!r}] = {text!r}\n", Act.SET, "wheel")
    assert [one.target for one in found] == ([f"variable {name}"] if pair in OFF else [])
