"""What the methods of JavaScript's own objects give: the evaluator is asked, and so is Node."""

import json
import shutil
import subprocess

import pytest
from engine_flows import commands, flows

from ostiary.program.flow import Act

HANDED = r"""
String.fromCharCode(...'97,98'.split(',').map(Number))
'97,98'.split(',').map(parseInt)[0] + 'x'
['YQ==', 'Yg=='].map(atob).join('')
'97|98'.split('|').reduce((a, c, i, all) => a + i + all.length + String.fromCharCode(+c), '')
'abc'.split('').reduceRight((a, c) => a + c)
'abc'.split('').reduceRight((a, c) => a + c, '-')
(function () { return Array.prototype.slice.call(arguments, 1).join('') })('a', 'b', 'c')
(function () { return [].slice.apply(arguments).join('') })('a', 'b')
Array.prototype.map.call('ab', c => c + '-').join('')
[].map.call('ab', c => c + '-').join('')
Array.prototype.join.call(['a', 'b'], '')
''.concat.apply('', ['a', 'b'])
Reflect.apply(''.concat, 'a', ['b'])
String.prototype.concat.bind('a')('b')
String.fromCharCode.apply(String, new Uint8Array(Buffer.from('ab')))
new Function('t', "return t + 'x'")('y')
Function('t', 'u', "return u + t")('y', 'z')
(() => {}).constructor('t', 'return t + "x"')('y')
[].constructor.constructor("return 'ab'")()
['a', 'b'].join`-`
(function () { function F() {} F.prototype = { f() { return 'ab' } }; return new F().f() })()
"""
ORDERED = r"""
['10:a', '9:b'].map(p => p.split(':')).sort((a, b) => a[0] - b[0]).map(p => p[1]).join('')
[3, 1, 2].sort(function (a, b) { return a < b ? 1 : -1 }).join('')
[10, 9, 1].sort().join('')
Object.entries({ a: 'x', b: 'y' }).sort((p, q) => q[0].localeCompare(p[0])).map(p => p[1]).join('')
['b', 'a'].sort((x, y) => x.localeCompare(y)).join('')
"""
PLACES = r"""
Object.values(Object.fromEntries([['a', 'x'], ['b', 'y']])).join('')
Object.fromEntries(new Map([['a', 'x']])).a + 'z'
[...Array(3).keys()].join('')
Array.from(Array(3).keys()).join('')
[...'abc'.split('').entries()].map(([i, c]) => i + c).join('')
['a', 'b'].entries().next().value[1] + 'x'
'aba'.split('').lastIndexOf('a') + 'x'
'aba'.split('').indexOf('c') + 'x'
['a', 'b', 'c'].findLast(x => x < 'c') + 'x'
['a', 'b', 'c'].findIndex(x => x == 'b') + 'x'
['a', 'b'].some(x => x == 'b') ? 'some' : 'none'
['a', 'b'].every(x => x == 'b') ? 'all' : 'not all'
['a', 'b', 'c'].fill('x', 1).join('')
new Array(3).fill('x').join('')
'abc'.split('').at(-1) + 'x'
[..."ab"].at(5) + 'x'
Object.keys('ab').join('')
(() => { const i = ['a', 'b'][Symbol.iterator](); return i.next().value + i.next().value })()
(() => { const s = new Set(); s.add('a'); s.add('b'); s.add('a'); return [...s].join('') })()
Array.from(new Set('aab')).join('')
(() => { var a = ['a', 'b', 'c']; a.length = 2; return a.join('') })()
(function () { var a = ['a', 'b', 'c']; delete a[1]; return a.join('') })()
(() => { let { a, ...b } = { a: 'x', b: 'y' }; return Object.keys(b).join('') + b.b + a })()
Array.from((t => ({ [Symbol.iterator]() { let i = t.length;
  return { next() { return i ? { value: t[--i], done: false } : { done: true } } } } }))('ab')).join('')
BigInt('0x6162').toString(16) + 'x'
String.raw`C:\x${1 + 1}\y`
"""
BYTES = r"""
(h => { const b = Buffer.from(h, 'hex');
  for (let i = 0; i < b.length; i++) { b[i] ^= 1 } return b.toString() })('6061')
(t => { const b = Buffer.from(t); b[0] = 98; return b.toString() })('ab')
(() => { const u = new Uint8Array(2); u.set([97, 98]); return Buffer.from(u).toString() })()
new TextDecoder().decode(new Uint8Array(['97', '98']))
new TextDecoder().decode(new Uint8Array([353, -158]))
new (require('util').TextDecoder)('utf-8').decode(Buffer.from([97, 98]))
Buffer.from(Uint8Array.from(['97', '98'], Number)).toString()
Uint8Array.from(['97', '98'], x => x - 0)[0] + 'x'
Buffer.alloc(3, 'ab').toString()
Buffer.from('ab').readUInt8(1) + 'x'
require('querystring').unescape('%61%62')
"""
MATCHES = r"""
(t => { const re = /<(.)>/g; let m, o = ''; while ((m = re.exec(t))) o += m[1]; return o })('<a><b>')
(t => { const re = /<(.)>/g; let m, o = '';
  while ((m = re.exec(t)) !== null) { o += m[1] } return o })('<a><b>')
(t => { const re = /a/y; return [re.exec(t)[0], re.exec(t)].join('') })('ab')
/x(.)/.exec('xaxb')[1]
[...'<a><b>'.matchAll(/<(.)>/g)].map(m => m[1]).join('')
(t => { let o = ''; for (const m of t.matchAll(/<(.)>/g)) o += m[1]; return o })('<a><b>')
'ab'.match('b')[0] + 'x'
'ab'.search(/b/) + 'x'
'ab'.replace(/(?<q>b)/, '$<q>x')
'ab'.replace(/(a)(b)/, '$2$1$3$&$$')
'ab'.replace('a', (m, at) => m + at + 'x')
'aab'.replaceAll('a', (m, at) => m + at)
'a1b2'.replace(/\d/g, (m, at) => at)
"""
LABELS = r"""
(t => { let r = '';
  o: for (const c of t) { for (;;) { if (c == '!') break o; r += c; continue o } } return r })('ab!')
(t => { let r = '';
  o: for (const c of t) { for (const d of 'xy') { if (c == 'b') continue o; r += c + d } } return r })('abc')
(t => { let r = '', i = 0;
  o: while (i < 4) { i++; for (const d of t) { if (i == 3) break o; r += d + i } } return r })('ab')
(t => { let r = '';
  o: for (const c of t) { switch (c) { case 'b': continue o; default: r += c } r += '.' } return r })('abc')
(t => { let r = ''; o: { r += t; if (t) break o; r += 'never' } return r })('ab')
"""
ALL = [
    line
    for block in (HANDED, ORDERED, PLACES, BYTES, MATCHES, LABELS)
    for line in block.strip().replace("\n  ", " ").splitlines()
]
"""One in each line; what begins with a blank goes on with it."""
NEWER = {
    "['c', 'a'].toSorted().join('')": "ac",
    "['a', 'c'].toSorted((a, b) => a > b ? -1 : 1).join('')": "ca",
    "(() => { const a = ['b', 'a']; a.toReversed(); return a.join('') })()": "ba",
    "['a', 'b', 'c'].toReversed().join('')": "cba",
    "['a', 'b', 'c'].with(1, 'x').join('')": "axc",
}
"""What not every Node that is in use has (ECMAScript 2023), with what it gives."""
_ASK = """
const all = JSON.parse(require('fs').readFileSync(0, 'utf8'));
globalThis.require = require;
console.log(JSON.stringify(all.map(one => String((0, eval)('(' + one + ')')))));
"""


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    """What Node says of each."""
    node = shutil.which("node")
    assert node, "Node is missing: `apt-get install nodejs npm`, or run scripts/test"
    done = subprocess.run(
        [node, "-e", _ASK], input=json.dumps(ALL), capture_output=True, text=True, check=True
    )
    return dict(zip(ALL, json.loads(done.stdout), strict=True))


def said(text: str) -> set[str]:
    """The commands that are started with this."""
    return commands(f"require('child_process').exec('say ' + ({text}));\n", "npm")


@pytest.mark.parametrize("text", ALL)
def test_the_command_is_the_one_that_node_makes(text: str, answers: dict[str, str]) -> None:
    assert said(text) == {f"say {answers[text]}"}


@pytest.mark.parametrize("text", NEWER)
def test_so_are_those_that_an_old_node_cannot_make(text: str) -> None:
    assert said(text) == {f"say {NEWER[text]}"}


@pytest.mark.parametrize(
    "text",
    [
        "[Math.random(), 1].sort((a, b) => a - b).join('')",
        "['curl', process.title].indexOf(process.argv[2])",
        "['a', process.title].includes('b')",
        "'a-b'.localeCompare('ab')",
    ],
)
def test_what_nobody_can_tell_is_not_told(text: str) -> None:
    assert ["\ufffc" in one for one in said(text)] == [True]


REACHED = r"""
const { createRequire: cr } = require('module'); cr(__filename)('child_process').exec('say');
import { createRequire } from 'module'; createRequire(import.meta.url)('child_process').exec('say');
require('node:module').createRequire(__filename)('child_process').exec('say');
require('vm').runInNewContext("c.exec('say')", { c: require('child_process') });
const vm = require('vm'); vm.runInContext("c.exec('say')", vm.createContext({ c: require('child_process') }));
const { Script } = require('vm'); new Script("require('child_process').exec('say')").runInThisContext();
const vm = require('vm'); new vm.Script("c.exec('say')").runInNewContext({ c: require('child_process') });
require('vm').compileFunction("c.exec('say')", ['c'])(require('child_process'));
'say'.replace(/.+/, require('child_process').execSync);
'say'.replace('say', (one) => { require('child_process').exec(one) });
['say'].map(require('child_process').execSync);
[3, 1].sort(() => { require('child_process').exec('say') });
[3].findLast(() => { require('child_process').exec('say') });
[3, 4].reduceRight(() => { require('child_process').exec('say') });
Uint8Array.from([1], () => { require('child_process').exec('say') });
const cp = require('child_process'); const { a, ...r } = { a: 1, cp }; r.cp.exec('say');
const cp = require('child_process'); const [a, ...r] = [1, cp]; r[0].exec('say');
const cp = require('child_process'); [1, cp].sort(() => 1).pop().exec('say');
const cp = require('child_process'); const s = new Set(); s.add(1); s.add(cp); [...s][1].exec('say');
const cp = require('child_process'); Object.fromEntries([['a', cp]]).a.exec('say');
const cp = require('child_process'); Array.prototype.slice.call([cp])[0].exec('say');
(function () { [].forEach.call(arguments, (c) => c.exec('say')) })(require('child_process'));
const b = Buffer.from('ab'); b[0] = require('child_process').exec('say');
o: for (const c of [require('child_process')]) { for (;;) { c.exec('say'); continue o } }
a: { b: { break b } require('child_process').exec('say') }
a: { b: { break a } } require('child_process').exec('say')
a: b: for (const c of [1]) { for (;;) { break a } } require('child_process').exec('say')
a: { for (const c of [1]) { break a } } require('child_process').exec('say')
x: for (;;) { (() => { for (;;) { break } })(); break x } require('child_process').exec('say')
module.parent?.require?.('child_process').exec('say');
require.main.children[0].require('child_process').exec('say');
require.main.constructor._load('child_process').exec('say');
Object.getPrototypeOf(module).require('child_process').exec('say');
module.__proto__.require.call(module, 'child_process').exec('say');
module.__proto__.constructor._load('child_process').exec('say');
require('module').prototype._compile.call(module, "require('child_process').exec('say')", 'a');
Function('return this')().process.mainModule.require('child_process').exec('say');
(function () { return this })().process.mainModule.require('child_process').exec('say');
setImmediate(require('child_process').exec, 'say');
process.nextTick(require('child_process').exec, 'say');
setTimeout(require('child_process').exec, 1, 'say');
Promise.resolve('say').then(require('child_process').exec);
import { $ } from 'execa'; await $`say`;
import { $ } from 'zx'; await $`${'say'}`;
Bun.$`say`;
module.exports = require('child_process'); module.exports.exec('say');
exports.cp = require('child_process'); exports.cp.exec('say');
Object.defineProperty(exports, 'cp', { get() { return require('child_process') } }); exports.cp.exec('say');
Object.defineProperties(exports, { a: { get() { return require('child_process') } } }); exports.a.exec('say');
exports.__defineGetter__('cp', () => require('child_process')); exports.cp.exec('say');
process.cp = require('child_process'); process.cp.exec('say');
new Proxy(require('child_process').exec, { apply(f, _, given) { return f(...given) } })('say');
new Proxy(require('child_process'), { get(of, name) { return Reflect.get(of, name) } }).exec('say');
function F(name) { const r = () => require(name); F.last = r; return r } F('child_process')().exec('say');
load({ 1: function (require, module) { require('child_process').exec('say') } }, 1);
""".strip().splitlines()
"""Each starts one command."""


@pytest.mark.parametrize("text", REACHED)
def test_the_command_is_found(text: str) -> None:
    assert commands(f"{text}\n", "npm") == {"say"}


def test_an_endless_loop_that_a_label_leaves_is_none() -> None:
    text = "o: for (const c of 'ab') { for (;;) { continue o } }\nmodule.exports = 1;\n"
    assert flows(text, Act.HANG, "npm") == []
    assert flows(text.replace("continue o", "continue"), Act.HANG, "npm") != []
