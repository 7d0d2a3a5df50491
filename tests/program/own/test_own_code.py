"""Habits of the project's own code: what is found, and what is a look-alike."""

import json
from datetime import date

import pytest

from ostiary.core.errors import ParseError
from ostiary.core.facts.own_code import Habit
from ostiary.program.own.read import read_own

FOUND = {
    "torch.load": (Habit.UNSAFE_LOAD, "import torch\ntorch.load('a.pt')\n"),
    "torch.load false": (Habit.UNSAFE_LOAD, "import torch as t\nt.load(p, weights_only=False)\n"),
    "pickle alias": (Habit.UNSAFE_LOAD, "from pickle import loads as read\nread(x)\n"),
    "joblib": (Habit.UNSAFE_LOAD, "import joblib\nmodel = joblib.load(path)\n"),
    "numpy": (Habit.UNSAFE_LOAD, "import numpy as np\nnp.load(p, allow_pickle=True)\n"),
    "yaml": (Habit.UNSAFE_LOAD, "import yaml\nyaml.load(text)\n"),
    "keras": (Habit.UNSAFE_LOAD, "import keras\nkeras.saving.load_model(p, safe_mode=False)\n"),
    "remote code": (
        Habit.REMOTE_CODE,
        "from transformers import AutoModel\nAutoModel.from_pretrained('a/b', trust_remote_code=True)\n",
    ),
    "unpinned": (
        Habit.UNPINNED_MODEL,
        "from transformers import AutoModel\nAutoModel.from_pretrained('a/b')\n",
    ),
    "branch": (
        Habit.UNPINNED_MODEL,
        "import huggingface_hub as h\nh.hf_hub_download('a/b', 'c', revision='main')\n",
    ),
    "torch hub": (Habit.UNPINNED_MODEL, "import torch\ntorch.hub.load('a/b:v1', 'm')\n"),
    "template": (
        Habit.MODEL_TEMPLATE,
        "from jinja2 import Template\nTemplate(tokenizer.chat_template).render()\n",
    ),
    "eval of an answer": (
        Habit.MODEL_OUTPUT,
        (
            "def f(client):\n    r = client.chat.completions.create(model='m')\n"
            "    code = r.choices[0].message.content\n    eval(code)\n"
        ),
    ),
    "shell of an answer": (
        Habit.MODEL_OUTPUT,
        (
            "import subprocess\nasync def f(llm):\n    text = (await llm.ainvoke('x')).content\n"
            "    subprocess.run(f'bash -c {text}', shell=True)\n"
        ),
    ),
    "loop": (
        Habit.MODEL_OUTPUT,
        "def f(llm):\n    last = ''\n    while True:\n        exec(last)\n        last = llm.invoke('x')\n",
    ),
    "requests": (Habit.TLS_OFF, "import requests\nrequests.get(u, verify=False)\n"),
    "httpx client": (Habit.TLS_OFF, "import httpx\nc = httpx.AsyncClient(verify=False)\n"),
    "context": (Habit.TLS_OFF, "import ssl\nssl._create_unverified_context()\n"),
    "hub token": (Habit.CREDENTIAL, "t = 'hf_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH"[:34] + "'\n"),
    "private key": (Habit.CREDENTIAL, "k = '''-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n'''\n"),
}
PASSED = {
    "weights only": "import torch\ntorch.load(p, weights_only=True)\n",
    "own load": "def load(p): ...\nload('a')\n",
    "json": "import json\njson.loads(x)\n",
    "safe yaml": "import yaml\nyaml.load(t, Loader=yaml.CSafeLoader)\nyaml.safe_load(t)\n",
    "pinned": "from transformers import AutoModel\nAutoModel.from_pretrained('a/b', revision='"
    + "0123456789" * 4
    + "')\n",
    "pinned by configuration": "from transformers import AutoModel\n"
    "AutoModel.from_pretrained('a/b', revision=settings.commit)\n",
    "local": "from transformers import AutoModel\nAutoModel.from_pretrained('./model')\n",
    "sandboxed": "from jinja2.sandbox import ImmutableSandboxedEnvironment as E\n"
    "E().from_string(tokenizer.chat_template)\n",
    "own template": "from jinja2 import Template\nTemplate(open('page.html').read())\n",
    "answer shown": "def f(client):\n    print(client.chat.completions.create(model='m'))\n",
    "literal eval": "import ast\ndef f(llm):\n    return ast.literal_eval(llm.invoke('x'))\n",
    "random generate": "def f(rng):\n    n = rng.generate()\n    eval('1+1')\n",
    "verified": "import requests\nrequests.get(u, verify='ca.pem')\n",
    "placeholder": "t = 'hf_" + "x" * 34 + "'\nu = 'https://user:password@example.invalid/'\n",
}


@pytest.mark.parametrize("name", FOUND)
def test_a_habit_is_found_once(name: str) -> None:
    habit, text = FOUND[name]
    found = [one for one in read_own("app.py", text.encode()).usages if one.habit is habit]
    assert len(found) == 1
    assert found[0].at.line > 0


@pytest.mark.parametrize("name", PASSED)
def test_look_alikes_pass(name: str) -> None:
    assert read_own("app.py", PASSED[name].encode()).usages == ()


def test_a_comment_gives_reason_and_end() -> None:
    text = (
        "import joblib\njoblib.load(p)  # ostiary: ignore[unsafe-load] made here until 2027-01-31\n"
    )
    (one,) = read_own("app.py", text.encode()).usages
    assert (one.quiet, one.until) == ("made here", date(2027, 1, 31))


def test_a_comment_that_silences_nothing_is_idle() -> None:
    found = read_own("app.py", b"x = 1  # ostiary: ignore[unsafe-load] why until 2027-01-31\n")
    assert [one.line for one in found.idle] == [1]


def test_a_notebook_with_magics_and_outputs() -> None:
    token = "hf_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH"[:34]
    cells = [
        {"cell_type": "markdown", "source": ["torch.load in words"]},
        {
            "cell_type": "code",
            "source": [
                "%pip install torch\n",
                "if x:\n",
                "  !ls\n",
                "import torch\n",
                "torch.load('a')",
            ],
            "outputs": [{"output_type": "stream", "text": ["token: ", token]}],
        },
    ]
    found = read_own("a.ipynb", json.dumps({"cells": cells}).encode()).usages
    assert {one.habit for one in found} == {Habit.UNSAFE_LOAD, Habit.CREDENTIAL}
    assert all("(cell 2)" in one.what for one in found)


@pytest.mark.parametrize("data", [b"def f(:\n", b"\xff\x00(", b"(" * 5000])
def test_what_is_no_python_is_said(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_own("app.py", data)


def test_other_texts_are_looked_through_for_secrets_and_switches() -> None:
    text = "const agent = new https.Agent({ rejectUnauthorized: false })\n"
    (one,) = read_own("app.js", text.encode()).usages
    assert one.habit is Habit.TLS_OFF
