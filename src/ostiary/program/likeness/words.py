"""Which words of a program are not its author's own: those that stay when everything else is renamed?"""

from ostiary.program.wordlist import wordlist

LANGUAGE = wordlist(
    "and as assert async await break case catch class const continue debugger def default del delete do"
    " elif else except export extends finally for from function global if import in instanceof is lambda"
    " let new nonlocal not of or pass print raise return static super switch this throw try typeof var"
    " void while with yield true false null undefined True False None self cls"
)
_ORDINARY = wordlist(
    "abs all any append apply argv array bool bytearray bytes call chr close concat dict dirname encode"
    " decode endswith enumerate exists exit extend fileno filter find findall finditer flush format get"
    " getattr hasattr hex indexOf insert int isdir isfile isinstance items iter join keys len length"
    " list lower lstrip makedirs map max min mkdir next node oct open ord os parse parseInt pop print"
    " push range re read readline readlines replace repr reverse reversed rstrip search set setattr"
    " slice sleep sort sorted split splitlines startswith str strip stringify sum super sys then thread"
    " threading time tuple type update upper urllib utf8 values walk write writelines zip Array Buffer"
    " Date Error JSON Math Object Promise RegExp String Thread setuptools setup json math random re"
    " stream process exports module require console fromCharCode charCodeAt charAt tempfile gettempdir"
    " expanduser platform"
)
TELLING = wordlist(
    "__builtins__ __import__ __loader__ AES ARC4 Crypto Cipher CryptUnprotectData Cookie Desktop Fernet"
    " Function HKEY_CURRENT_USER ImageGrab IEX LoadLibrary PIPE Popen Process RegSetValueEx Request"
    " RtlMoveMemory SELECT Session Socket StringIO VirtualAlloc WebSocket WinDLL XMLHttpRequest"
    " a85decode accept addListener appdata atob b16decode b32decode b64decode b64encode b85decode base64"
    " binascii browser btoa c_char_p call_soon cdll check_output chmod child_process clipboard codecs"
    " compile connect connect_ex copyfile crontab cryptography createConnection createDecipheriv"
    " createServer ctypes cursor decompress decrypt decryptor dns dup2 environ eval exec execFile"
    " execSync execfile execv execve fetch fork from_buffer fromhex ftplib getaddrinfo getenv"
    " gethostbyname gethostname getlogin getnode getpass getuser glob grab gzip homedir hostname http"
    " https httpx importlib import_module inflate keyboard keylogger keyring kill listdir listen loads"
    " lzma marshal memfd_create mmap mss networkInterfaces open_new paste patch pickle popen post"
    " presend psutil pty putenv pynput pyperclip readFile readFileSync readdir readdirSync recv remove"
    " request requests rmtree rot13 run runpy screenshot send sendFile sendall sendto send_file setsid"
    " shell shutil smtplib socket spawn spawnSync spawnl sqlite3 ssl startfile subprocess symlink system"
    " telegram telnetlib unhexlify uname unlink unlinkSync urandom urlopen urlretrieve userInfo vm"
    " webhook websocket windll winreg writeFile writeFileSync zipfile zlib zlibSync"
)
"""Words with which code reaches beyond itself: into the network, files, other programs or encoded text."""

WORDS = LANGUAGE | _ORDINARY | TELLING
"""What may be kept of a program's text; every other name becomes the same blank.
Words that authors like for their own variables (`data`, `name`, `path`) are not among them.

The list is part of the format: whoever changes it has to raise `sketch.VERSION`.
"""
