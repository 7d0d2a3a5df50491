"""Which words make a file worth an evaluation? A choice of where to look, never a verdict."""

import re
from bisect import bisect_right
from enum import IntFlag
from functools import cache
from itertools import islice
from unicodedata import normalize

from ahocorasick_rs import BytesAhoCorasick, Implementation
from msgspec import Struct

from ostiary.core.regex import regex
from ostiary.program.behaviours.python import table
from ostiary.program.engine.prose import simple, speaks
from ostiary.program.engine.sliding import matches
from ostiary.program.model import Behaviour
from ostiary.program.wordlist import wordlist

MAX_HITS = 200_000  # looked at in one file


class Word(IntFlag):
    """What a word is a sign of."""

    SINK = 1  # something that ends a chain, or makes code of text
    SOURCE = 2  # something worth taking
    DETOUR = 4  # a way to say a name without writing it
    DECODE = 8  # code or names made out of numbers and texts
    EXECUTE = 16  # text that becomes code


_WORDS = tuple(map(Word, range(sum(Word) + 1)))
"""Every mixture of signs by its number: to make one anew for each word found is slow."""

_PLAIN: dict[Word, str] = {
    Word.SINK: """
        execfile __import__ subprocess os.system os.popen os.exec os.spawn os.startfile popen Popen
        startfile check_output getoutput execSync execFile spawnSync spawn child_process
        worker_threads socket requests urllib2 urllib3 urlopen urlretrieve httpx aiohttp httplib
        httplib2 smtplib ftplib telnetlib paramiko websocket websockets telebot pycurl wget
        http.client http.request https.request https.get http.get fetch axios XMLHttpRequest
        sendBeacon WebSocket superagent undici node-fetch needle ctypes winreg CryptUnprotectData
        win32crypt browser_cookie3 marshal pynput pyautogui ImageGrab pyperclip clipboard rmtree
        unlinkSync rmSync rimraf dns.resolver dhooks SyncWebhook pty dup2 webbrowser Function
        runInThisContext runInNewContext runInContext vm.Script process.binding process.dlopen
        mainModule _load ethereum Fernet pickle.loads pickle.load runpy requests_html curl_cffi
        boto3 discord_webhook DiscordWebhook keyboard node:http node:https node:net node:fs node:vm
        node:child_process _compile HTTPConnection HTTPSConnection zipimporter zipimport
        FunctionType CodeType ShellExecute CreateProcess _posixsubprocess dlopen open_connection
        publish writeFileSync appendFileSync createWriteStream readFileSync win32clipboard
        clipboardy .bashrc .zshrc .bash_profile authorized_keys crontab .cursorrules
        .github/workflows LaunchAgents autostart CLAUDE.md bytenode mcp.json sitecustomize
        usercustomize __pyarmor__ pyarmor_runtime pytransform .gitconfig .condarc pip.conf pip.ini .vimrc
        .tmux.conf .pythonrc.py .docker/config.json .kube/config .cargo/config .local/bin .zshenv
        load_extension
    """,
    Word.SOURCE: """
        os.environ getenv process.env gethostname getuser getlogin getnode sqlite3 .ssh .aws .npmrc
        .pypirc wallet /etc/passwd homedir userInfo hostname networkInterfaces crontab
        authorized_keys readFile writeFile private_key privateKey mnemonic localStorage .cookie
        keydown os.remove getPassword b64decode chr( .bashrc expanduser environ seed_phrase
        seedPhrase passphrase keypair
    """,
    Word.DETOUR: """
        builtins exec_module import_module spec_from_file_location attrgetter __loader__ __globals__
        f_globals f_builtins gc.get_objects globals __builtins__ __getattribute__ chr( sys.modules
        __subclasses__ .constructor Reflect globalThis[ global[ window[ process[ module[ require(
        attrgetter methodcaller importlib __loader__ __spec__ __reduce__ __reduce_ex__ copyreg get_type_hints
        ['constructor'] ["constructor"] Proxy bytes( fromhex sys.path.insert sys.path.append
        to_bytes dropbox insert_one files_upload addsitedir discord_desktop_core leveldb app.asar
    """,
    Word.DECODE: """
        marshal fromhex unhexlify b64decode b32decode b85decode a85decode atob fromCharCode
        charCodeAt decrypt rot13 rot_13 unescape zlib lzma .constructor bytearray a2b_base64
        urlsafe_b64decode decompress
    """,
}
"""Words that stand free: where one starts or ends with a letter, none stands next to it."""

_ROOMS = (
    rb"os|sys|posix|nt|builtins|__builtins__|shutil|importlib|platform|pty|io|types|__import__"
    rb"|globals|module|modules"
)
"""What holds functions that do something; a name worked out on anything else leads to the program itself."""

_PIECES = regex(
    rb"getattr\s*\(\s*[^,\n]{1,60},\s*"
    rb"(?:(?P<q>['\"])\w*(?P=q)\s*(?:\+\s*['\"]|\[::-1\])|['\"]{2}\.join\()"
)
"""An attribute whose name is put together out of literals: there is no other reason than to hide it."""

_CONFIRMED = (
    (Word.DETOUR, b"getattr", regex(rb"getattr\s*\(\s*(?:%s)\b" % _ROOMS)),
    (Word.DETOUR | Word.SINK, b"getattr", _PIECES),
    (Word.DETOUR, b"import os as", regex(rb"import os as")),
    (Word.DETOUR, b"import sys as", regex(rb"import sys as")),
    (Word.DETOUR, b"import builtins", regex(rb"import builtins")),
    (Word.DETOUR, b"__dict__", regex(rb"__dict__\s*(?:\[|\.get\s*\(|\.items)")),
    (Word.DETOUR, b"vars(", regex(rb"(?<![.\w])vars\(\s*[\w.]+\s*\)\s*[\[.]")),
    (Word.DETOUR, b"getencoder", regex(rb"getencoder")),
    (Word.DETOUR, b"getdecoder", regex(rb"getdecoder")),
    (Word.SINK, b"system", regex(rb"(?<![\w])(?<!platform\.)(?<!def )system\b")),
    (Word.SINK, b"urllib", regex(rb"urllib(?!\.parse|\.error|\w)")),
    (Word.SINK, b"exec", regex(rb"(?<![.\w])(?<!def )exec\b")),
    (Word.SINK, b"eval", regex(rb"(?<![.\w])(?<!def )eval\b")),
    (Word.SINK, b"compile(", regex(rb"(?<![.\w])(?<!def )compile\(")),
    (Word.EXECUTE, b"exec(", regex(rb"(?<![.\w])(?<!def )exec\(")),
    (Word.EXECUTE, b"eval(", regex(rb"(?<![.\w])(?<!def )eval\(")),
    (Word.EXECUTE, b"compile(", regex(rb"(?<![.\w])(?<!def )compile\(")),
    (Word.EXECUTE, b"__import__", regex(rb"__import__")),
    (Word.EXECUTE, b"Function(", regex(rb"\bFunction\(")),
    (Word.DECODE | Word.SINK, b"_0x", regex(rb"_0x[0-9a-f]{2}")),
    (Word.DECODE, b"\\x", regex(rb"(?:\\x[0-9a-fA-F]{2}){4}")),
    (
        Word.DECODE,
        b"chr(",
        regex(rb"(?<![.\w])chr\([^()\n]{0,40}(?:[-^+*/%]|<<|>>)|join\([^\n]{0,20}chr\("),
    ),
    (Word.DECODE, b"ord(", regex(rb"(?<![.\w])ord\([^()\n]{0,40}\)\s*(?:[-^+*/%]|<<|>>)")),
    (
        Word.SINK,
        b"setTimeout(",
        regex(rb"setTimeout\(\s*(?:['\"`]|atob|unescape|[\w$.]+\()"),
    ),
    (Word.DECODE, b"map(chr", regex(rb"map\(chr")),
    (Word.DECODE, b".map(", regex(rb"\.map\([^\n]{0,60}\)\.join\((?:''|\"\"|``)\)")),
    (Word.DECODE, b".push(", regex(rb"\.push\([\w$.]{1,40}\.shift\(\)\)")),
    (
        Word.DECODE | Word.SINK,
        b"data:",
        regex(rb"data:(?:text|application)/(?:x-|ecma|java)*script"),
    ),
    (Word.SINK, b".cursor", regex(rb"\.cursor[/\\'\"]")),
    (Word.SINK, b"< Infinity", regex(rb"< Infinity")),
    (Word.SINK, b"<Infinity", regex(rb"<Infinity")),
    (Word.DECODE | Word.SINK, b"+!+[]", regex(rb"\+!\+\[\]")),
    (Word.DECODE | Word.SINK, b"![]+[]", regex(rb"!\[\]\+\[\]")),
    (
        Word.SINK,
        b"require(",
        regex(
            rb"require\(\s*['\"](?:node:)?(?:https?|net|tls|dgram|dns|os|vm|module|fs)(?:/promises)?['\"]"
        ),
    ),
)
"""Words that a look at what stands around them must confirm."""


class Hits(Struct, frozen=True):
    """All that a text shows: the kinds of its words together, and the places of each hit."""

    kinds: Word
    places: tuple[tuple[int, Word], ...]


_SHARED = wordlist(
    "types importlib os shutil pathlib asyncio platform str posix nt cffi code imp invoke sh http"
)
"""Modules that everybody imports: of these only the functions are words of note."""

_COMMON = wordlist(
    "decode open run call get post put send load loads move copy replace request start connect"
    " resolve query string_at remove unlink rmdir removedirs commands profile Command yaml IPython"
    " joblib distutils setuptools ssl import_module run_module system urllib"
    " spec_from_file_location reload find_loader find_module run_path runctx jsonpickle"
    " pickletools rename link symlink chmod makedirs rmdir copyfile copy2 copytree client session"
    " stream bash local push pip botocore trace slack input"
)
"""Names of functions that say nothing without their module."""


def hides(kinds: Word) -> bool:
    """Whether something is decoded and something is executed: what tests and examples are looked at for."""
    return bool(kinds & Word.DECODE and kinds & Word.EXECUTE)


def _known() -> frozenset[bytes]:
    """The modules, or where everybody has those the functions, that do something to the world."""
    found: set[str] = set()
    for name, behaviour in table().items():
        first, _, rest = name.partition(".")
        if behaviour in {Behaviour.DECODE, Behaviour.FILE_WRITE}:
            continue
        found.add(first if rest and first not in _SHARED else name.rpartition(".")[2])
    return frozenset(one.encode() for one in found - _COMMON)


@cache
def _engine() -> tuple[BytesAhoCorasick, tuple[tuple[int, bytes], ...]]:
    """The automaton of all words, and the kind of each, as a plain number: flags are slow to join."""
    words: dict[bytes, Word] = {}
    for kind, text in _PLAIN.items():
        for word in text.split():
            key = word.encode()
            words[key] = words.get(key, Word(0)) | kind
    for key in _known() - {b"exec", b"eval", b"compile"}:
        words[key] = words.get(key, Word(0)) | Word.SINK
    table = [(int(kind), word) for word, kind in words.items()]
    table += [(0, word) for _, word, _ in _CONFIRMED if word not in words]
    automaton = BytesAhoCorasick(
        [word for _, word in table], implementation=Implementation.DFA
    )  # built once, and more than twice as fast as the smaller forms
    return automaton, tuple(table)


_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


_ESCAPE = regex(rb"\\(?:u00([2-7][0-9a-fA-F])|x([2-7][0-9a-fA-F])|u\{0{0,4}([2-7][0-9a-fA-F])\})")
"""A character that anybody could have typed, in an escape."""


def folded(data: bytes) -> bytes:
    """The text with the names that Python takes for the same (PEP 3131): letters in compatibility forms."""
    if data.isascii():
        return data
    return normalize("NFKC", data.decode("utf-8", "replace")).encode("utf-8", "replace")


_SCRIPT = wordlist(
    "Function fetch WebSocket XMLHttpRequest axios got superagent undici needle sendBeacon push"
    " unescape mainModule ethereum execSync execFile spawnSync child_process worker_threads"
    " unlinkSync rmSync rimraf writeFileSync readFileSync appendFileSync createWriteStream"
    " charCodeAt .constructor Proxy Reflect emit publish request open connect"
)
"""Words that say something in JavaScript only."""


def hits(data: bytes, *, script: bool = True) -> Hits:
    """The words of note in a text; linear in its length.

    Without `script` those of JavaScript alone do not count.
    """
    found = _scan(data, script=script)
    escapes = list(islice(_ESCAPE.finditer(data), MAX_HITS))
    if not escapes:
        return found
    pieces: list[bytes] = []
    starts, moved = [0], [0]
    last = length = 0
    for one in escapes:
        pieces += [data[last : one.start()], bytes.fromhex(one[one.lastindex or 0].decode())]
        length += one.start() - last + 1
        last = one.end()
        starts.append(length)
        moved.append(last - length)
    plain = _scan(b"".join([*pieces, data[last:]]), script=script)
    places = {
        *found.places,
        *((one + moved[bisect_right(starts, one) - 1], kind) for one, kind in plain.places),
    }
    return Hits(found.kinds | plain.kinds, tuple(sorted(places)))


def _scan(data: bytes, *, script: bool) -> Hits:
    engine, table = _engine()
    kinds = 0
    places: list[tuple[int, Word]] = []
    size = len(data)
    plain = not script and simple(data)
    for number, start, end in islice(matches(engine, data), MAX_HITS):
        kind, word = table[number]
        if kind and (
            (start and word[0] in _LETTERS and data[start - 1] in _LETTERS)
            or (end < size and word[-1] in _LETTERS and data[end] in _LETTERS)
        ):
            kind = 0
        if word in _BY_WORD:
            kind |= _confirmed(word, data, start)
        if not kind or (not script and word in _OF_SCRIPT):
            continue
        if plain and speaks(data, start, end, word):
            continue
        kinds |= kind
        places.append((start, _WORDS[kind]))
    return Hits(Word(kinds), tuple(places))


def _confirmed(word: bytes, data: bytes, start: int) -> int:
    found = 0
    for kind, pattern, back in _BY_WORD[word]:
        where = max(start - back, 0)
        if pattern.search(data, where, start + 80) if back else pattern.match(data, start):
            found |= kind
    return found


_OF_SCRIPT = frozenset(one.encode() for one in _SCRIPT) | {b"Function(", b"require("}

_BACK = 24  # bytes before a word in which what makes it telling may start

_BY_WORD: dict[bytes, tuple[tuple[int, "re.Pattern[bytes]", int], ...]] = {
    word: tuple(
        (int(kind), pattern, _BACK if word == b"chr(" else 0)
        for kind, one, pattern in _CONFIRMED
        if one == word
    )
    for _, word, _ in _CONFIRMED
}
