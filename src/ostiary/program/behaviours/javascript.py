"""What the functions of Node, of browsers and of well-known npm packages do to the world."""

from functools import cache

from ostiary.program.model import Behaviour
from ostiary.program.wordlist import wordlist

_STANDARD: dict[Behaviour, str] = {
    Behaviour.PROCESS: """
        child_process: exec execSync execFile execFileSync spawn spawnSync fork
        worker_threads: Worker
        cluster: fork
        Bun: spawn spawnSync
        Deno: run Command
    """,
    Behaviour.NETWORK: """
        http: get request
        https: get request
        http2: connect
        net: connect createConnection Socket.connect
        tls: connect
        dgram: createSocket.send createSocket.connect createSocket.bind
        dns: lookup resolve resolve4 resolve6 resolveTxt resolveAny
        dns.promises: lookup resolve resolve4 resolveTxt
        : fetch XMLHttpRequest.open XMLHttpRequest.send WebSocket EventSource
        navigator: sendBeacon
    """,
    Behaviour.EXECUTE: """
        : eval Function setTimeout<text> setInterval<text>
        vm: runInThisContext runInNewContext runInContext compileFunction Script
            Script.runInThisContext Script.runInNewContext SourceTextModule
        module: _load _compile Module._load Module._compile
        Module: _load _compile
    """,
    Behaviour.DECODE: """
        : atob unescape
        Buffer: from<encoded>
        zlib: gunzipSync inflateSync inflateRawSync unzipSync brotliDecompressSync gunzip inflate
            unzip brotliDecompress
        crypto: createDecipheriv.update createDecipheriv.final createDecipher.update
            createDecipher.final
    """,
    Behaviour.NATIVE: """
        process: dlopen binding _linkedBinding
        bindings:
        ffi-napi: Library
        ffi: Library
        koffi: load
    """,
    Behaviour.DESERIALISE: """
        v8: deserialize
        node-serialize: unserialize
        serialize-javascript: deserialize
    """,
    Behaviour.FILE_DELETE: """
        fs: unlink unlinkSync rm rmSync rmdir rmdirSync
        fs.promises: unlink rm rmdir
        rimraf: sync
    """,
    Behaviour.FILE_WRITE: """
        fs: writeFile writeFileSync appendFile appendFileSync createWriteStream chmod chmodSync
            rename renameSync copyFile copyFileSync symlink symlinkSync
        fs.promises: writeFile appendFile chmod rename copyFile
    """,
}

_PACKAGES: dict[Behaviour, str] = {
    Behaviour.NETWORK: """
        axios: get post put patch delete head request create.get create.post create.request
        node-fetch: default
        got: get post put stream
        undici: fetch request stream
        superagent: get post put
        request: get post put
        needle: get post put request
        phin: default
        ws: WebSocket
        socket.io-client: io connect
        simple-get: get concat
        cross-fetch: fetch
        isomorphic-fetch: default
        ky: get post
        nodemailer: createTransport.sendMail
    """,
    Behaviour.PROCESS: """
        cross-spawn: spawn sync
        execa: execa execaSync execaCommand command sync node $ $.sync
        zx: $ $.sync
        bun: $ spawn spawnSync
        Bun: $
        dax: $
        tinyexec: exec x
        child-process-promise: exec execFile spawn fork
        promisify-child-process: exec execFile spawn fork
        sudo-prompt: exec
        node-cmd: get run runSync
        shelljs: exec
        node-pty: spawn
        open: default
    """,
}

CALLABLE = {
    "axios": Behaviour.NETWORK,
    "node-fetch": Behaviour.NETWORK,
    "got": Behaviour.NETWORK,
    "request": Behaviour.NETWORK,
    "needle": Behaviour.NETWORK,
    "phin": Behaviour.NETWORK,
    "superagent": Behaviour.NETWORK,
    "cross-fetch": Behaviour.NETWORK,
    "isomorphic-fetch": Behaviour.NETWORK,
    "unfetch": Behaviour.NETWORK,
    "simple-get": Behaviour.NETWORK,
    "make-fetch-happen": Behaviour.NETWORK,
    "ws": Behaviour.NETWORK,
    "cross-spawn": Behaviour.PROCESS,
    "execa": Behaviour.PROCESS,
    "exec-sh": Behaviour.PROCESS,
    "nano-spawn": Behaviour.PROCESS,
    "open": Behaviour.PROCESS,
    "bindings": Behaviour.NATIVE,
    "node-gyp-build": Behaviour.NATIVE,
}
"""Packages whose export is itself the function."""


@cache
def table() -> dict[str, Behaviour]:
    """Every known name, dotted, with its behaviour."""
    found = dict(CALLABLE)
    for part in (_STANDARD, _PACKAGES):
        for behaviour, text in part.items():
            module = ""
            for line in text.strip().splitlines():
                head, colon, tail = line.partition(":")
                module = head.strip() if colon else module
                for name in (tail if colon else line).split():
                    found[f"{module}.{name}".lstrip(".").removesuffix(".default")] = behaviour
    return found


SHELLS = wordlist(
    "child_process.exec child_process.execSync shelljs.exec execa.execaCommand execa.$ execa.$.sync"
    " zx.$ zx.$.sync bun.$ Bun.$ dax.$ child-process-promise.exec promisify-child-process.exec"
    " sudo-prompt.exec node-cmd.run node-cmd.runSync"
)
"""Functions that hand one text to a shell."""

RUNNERS = wordlist(
    "setTimeout setInterval setImmediate queueMicrotask process.nextTick process.on process.once"
    " requestAnimationFrame Promise Promise.resolve().then Promise.all Promise.race addEventListener"
    " window.addEventListener document.addEventListener Reflect"
)
"""Functions that call what they are given, sooner or later, by themselves."""

GLOBALS = ("globalThis.", "global.", "window.", "self.", "top.", "root.", "GLOBAL.")
