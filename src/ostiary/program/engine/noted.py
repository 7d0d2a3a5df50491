"""The words of note: what each is a sign of, and what has to stand around it."""

from enum import IntFlag

from ostiary.core.regex import regex
from ostiary.program.wordlist import wordlist


class Word(IntFlag):
    """What a word is a sign of."""

    SINK = 1  # something that ends a chain, or makes code of text
    SOURCE = 2  # something worth taking
    DETOUR = 4  # a way to say a name without writing it
    DECODE = 8  # code or names made out of numbers and texts
    EXECUTE = 16  # text that becomes code


PLAIN: dict[Word, str] = {
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
        octokit getOctokit gitbeaker libnpmpublish npm-registry-fetch libnpmaccess npm-profile simple-git
        load_extension sendTransaction sendRawTransaction send_transaction send_raw_transaction bcc Bcc
        isomorphic-git setApprovalForAll approve increaseAllowance writeContract eth_sendTransaction addOutput
    """,
    Word.SOURCE: """
        os.environ getenv process.env gethostname getuser getlogin getnode sqlite3 .ssh .aws .npmrc
        .pypirc wallet /etc/passwd homedir userInfo hostname networkInterfaces crontab
        authorized_keys readFile writeFile private_key privateKey mnemonic localStorage .cookie
        keydown os.remove getPassword b64decode chr( .bashrc expanduser environ seed_phrase
        seedPhrase passphrase keypair
        fromSeed fromMnemonic fromEntropy fromPhrase fromPrivateKey fromSecretKey
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

CONFIRMED = (
    (Word.DETOUR, b"getattr", regex(rb"getattr\s*\(\s*(?:%s)\b" % _ROOMS)),
    (Word.DETOUR | Word.SINK, b"getattr", _PIECES),
    (Word.DETOUR, b"import os as", regex(rb"import os as")),
    (Word.DETOUR, b"import sys as", regex(rb"import sys as")),
    (Word.DETOUR, b"import builtins", regex(rb"import builtins")),
    (Word.DETOUR, b"__dict__", regex(rb"__dict__\s*(?:\[|\.get\s*\(|\.items)")),
    (Word.DETOUR, b"vars(", regex(rb"(?<![.\w])vars\(\s*[\w.]+\s*\)\s*[\[.]")),
    (Word.DETOUR, b"getencoder", regex(rb"getencoder")),
    (Word.DETOUR, b"getdecoder", regex(rb"getdecoder")),
    (Word.SINK, b"system", regex(rb"(?<!\w)(?<!platform\.)(?<!def )system\b")),
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
    (Word.DETOUR, b"verif", regex(rb"(?i)\.\w*verify\w*\s{0,4}=(?!=)")),
    (Word.DETOUR, b"CERT_", regex(rb"\.CERT_(?:REQUIRED|OPTIONAL)\s{0,4}=(?!=)")),
    (
        Word.DETOUR,
        b"_context",
        regex(rb"\b_?(?:create_)?(?:default|urllib3|unverified)_\w{0,12}context\s{0,4}=(?!=)"),
    ),
    (Word.DETOUR, b"_digest", regex(rb"_digest['\"\]]{0,2}\s{0,4}[=,](?!=)")),
    (Word.DETOUR, b"check", regex(rb"\.check_?(?:pw|password|hostname|against)\w*\s{0,4}=(?!=)")),
    (Word.DETOUR, b"authenticate", regex(rb"\.authenticate\w*\s{0,4}=(?!=)")),
    (Word.DETOUR, b"urandom", regex(rb"\.urandom\s{0,4}=(?!=)")),
    (Word.DETOUR, b"secrets.", regex(rb"\bsecrets\.\w+\s{0,4}=(?!=)")),
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


SHARED = wordlist(
    "types importlib os shutil pathlib asyncio platform str posix nt cffi code imp invoke sh http"
)
"""Modules that everybody imports: of these only the functions are words of note."""

COMMON = wordlist(
    "decode open run call get post put send load loads move copy replace request start connect"
    " resolve query string_at remove unlink rmdir removedirs commands profile Command yaml IPython"
    " joblib distutils setuptools ssl import_module run_module system urllib"
    " spec_from_file_location reload find_loader find_module run_path runctx jsonpickle"
    " pickletools rename link symlink chmod makedirs rmdir copyfile copy2 copytree client session"
    " stream bash local push pip botocore trace slack input"
)
"""Names of functions that say nothing without their module."""


SCRIPT = wordlist(
    "Function fetch WebSocket XMLHttpRequest axios got superagent undici needle sendBeacon push"
    " unescape mainModule ethereum execSync execFile spawnSync child_process worker_threads"
    " unlinkSync rmSync rimraf writeFileSync readFileSync appendFileSync createWriteStream"
    " charCodeAt .constructor Proxy Reflect emit publish request open connect"
)
"""Words that say something in JavaScript only."""

PYTHON = wordlist("system requests compile(")
"""Words that say something in Python only."""
