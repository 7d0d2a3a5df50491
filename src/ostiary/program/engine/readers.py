"""Which files do functions read that nobody modelled, and what comes in by other means than an open file?"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.files import opened
from ostiary.program.engine.names import variable
from ostiary.program.engine.places import path_marks
from ostiary.program.engine.senders import SERVICES
from ostiary.program.engine.value import CLEAN, Marks, Value, joined, marks_of, text_of, unknown
from ostiary.program.flow import Act, Taint
from ostiary.program.wordlist import wordlist

_PLACE = regex(
    r"(?i)^(?:file:/*)?(?:~|%\w+%|\$\{?\w+\}?[\\/]|[a-z]:[\\/]|/(?:home|root|users|etc|proc|run|var/run)/)"
)
"""The beginning of a path that leads out of the package: to a home, or to what belongs to the system."""

_TOLD = frozenset(
    {Taint.SECRET, Taint.BROWSER, Taint.WALLET, Taint.MEMORY, Taint.ENVIRONMENT, Taint.KEYSTROKES}
)

_ASKS = wordlist(
    "exists lexists isfile isdir islink ismount stat lstat access getsize getmtime getatime getctime chmod"
    " chown lchown utime mkdir makedirs samefile relpath commonpath commonprefix splitext splitdrive isabs"
    " normcase which print debug info warning warn error critical exception log echo secho add_argument"
    " add_option option argument getLogger fnmatch match fullmatch search sub compile Path PurePath"
    " PurePosixPath PureWindowsPath PosixPath WindowsPath fspath quote format Template insert append"
    " to_csv to_json to_pickle to_excel to_parquet save dump savetxt tofile to_file write_text write_bytes"
    " write_csv write_json imwrite savefig add_help is_file is_dir Option Argument Field getenv"
)
"""Functions, by their last name, that are told a path and do not read what lies there: they ask about it,
write to it, or only say it."""


_LOGS_IN = wordlist(
    "connect create_connection Connection SSHClient Transport SSHTunnelForwarder open_tunnel"
    " from_private_key_file load_host_keys load_system_host_keys load_cert_chain load_verify_locations"
    " load_kube_config load_config new_client_from_config from_kubeconfig load_dotenv"
)
"""Functions that log in with what they read: it stays where it is, only what it proves goes out."""


_UNASKED = frozenset({"default", "default_value", "fallback", "help", "description"})
"""Arguments that say what a setting is which nobody gave: who declares one reads nothing yet."""

_SETTINGS = wordlist("Dynaconf LazySettings RepositoryEnv AutoConfig SettingsConfigDict read_env")
"""Loaders of settings: what stands in a program's `.env` is what it is told, one variable after the other."""

_OWN = regex(r"\S*\.env(?:\.\w+)?(?=\s|$)")

_UNREAD = _ASKS | _LOGS_IN
_FAULTS = ("Error", "Exception", "Warning")


def lent(asked: Asked) -> Marks:
    """What lies at the path of a credential file that a function outside is given, which reads it for us."""
    last = asked.name.rpartition(".")[2]
    kept = last == "save" and asked.name.partition(".")[0] in SERVICES
    if asked.script or (last in _UNREAD and not kept) or last.endswith(_FAULTS):
        return CLEAN
    found: Marks = CLEAN
    named = [one for name, one in asked.named.items() if name not in _UNASKED]
    for one in (*asked.given[:3], *named[:4]):
        if one.code is not None or isinstance(one.items, dict):
            continue
        text = text_of(one) if last not in _SETTINGS else _OWN.sub("", text_of(one))
        if _PLACE.match(text) and not _TOLD.isdisjoint(path_marks(text)):
            found = joined(found, opened(text, asked.node, asked.m, asked.frame))
    if found:
        path = found[Taint.FILE].what
        asked.act(Act.READ, found, target=path)
    return found


@model("netrc.netrc")
def _logins(asked: Asked) -> Value:
    """The names and passwords that programs log in with; of the user at hand, where no file is named."""
    path = asked.text(0, "file") or "~/.netrc"
    marks = opened(path, asked.node, asked.m, asked.frame)
    asked.act(Act.READ, marks, target=path)
    return asked.result(joined(marks, asked.marks))


@model("netrc.netrc.authenticators")
def _login(asked: Asked) -> Value:
    """What logs in to the one machine that is asked for, and is told to that one."""
    marks = joined(asked.mark(Taint.TOKEN), marks_of(asked.given))
    return Value(items=[unknown(marks) for _ in range(3)], marks=marks)


@model("os.readv os.preadv")
def _into_several(asked: Asked) -> Value:
    """What is read goes into the buffers that are handed in."""
    several = asked.arg(1).items
    for one in several[:16] if isinstance(several, list) else [asked.arg(1)]:
        one.marks = joined(one.marks, asked.arg(0).marks)
    return unknown()


@model("array.array.fromfile array.array.frombytes array.array.fromstring array.array.fromlist")
def _into_array(asked: Asked) -> Value:
    asked.keep(asked.marks)
    return Value(None)


@model("dotenv.dotenv_values dotenv.main.dotenv_values")
def _settings(asked: Asked) -> Value:
    """The variables of a file, which are asked for by their names like those of the environment."""
    return Value(symbol="os.environ", marks=asked.mark(Taint.ENVIRONMENT))


@model("dotenv.find_dotenv dotenv.main.find_dotenv")
def _settings_path(asked: Asked) -> Value:
    return unknown(asked.marks, "./.env")


@model(
    "requests.utils.get_netrc_auth huggingface_hub.get_token huggingface_hub.HfFolder.get_token"
    " huggingface_hub.utils.get_token huggingface_hub.HfFolder().get_token"
)
def _token(asked: Asked) -> Value:
    """What logs in to one service, as a variable of the environment would; others have no use for it."""
    return asked.result(joined(asked.mark(Taint.TOKEN), asked.marks))


@model("os.path.expandvars")
def _expanded(asked: Asked) -> Value:
    """Secrets of the environment that a text names, in the place of their names."""
    text, marks = asked.text(0), asked.marks
    for one in _VARIABLES.findall(text)[:16]:
        found = variable(asked.m, Value(one), asked.node, asked.frame).marks
        marks = joined(marks, found) if Taint.TOKEN in found else marks
    return Value(asked.arg(0).const, marks=marks, text=text or None)


_VARIABLES = regex(r"[$%]\{?(\w+)")


@model("ctypes.POINTER.in_dll ctypes.c_char_p.in_dll ctypes.c_void_p.in_dll")
def _in_library(asked: Asked) -> Value:
    """A variable of a library; the one of all variables of the environment bears a name of its own."""
    kind = asked.mark(Taint.ENVIRONMENT) if asked.text(1).strip("_") == "environ" else CLEAN
    return asked.result(joined(kind, asked.marks))


def from_library(asked: Asked, name: str) -> Value | None:
    """What functions of the system read: files by their paths, descriptors into buffers, variables."""
    if name in _OPENS:
        marks = opened(asked.text(0), asked.node, asked.m, asked.frame)
        return asked.result(joined(marks, asked.marks))
    if name in _FILLS:
        for one in asked.given:
            one.marks = joined(one.marks, asked.marks)
        return asked.result()
    if name in {"getenv", "secure_getenv"}:
        return variable(asked.m, asked.arg(0), asked.node, asked.frame)
    return None


_OPENS = wordlist("open open64 openat fopen fopen64 _wfopen _open _wopen CreateFileW CreateFileA")
_FILLS = wordlist("read pread fread fgets fgetc ReadFile recv getdelim getline")
