"""What can a file of machine code do, by the functions that it asks the system for?"""

from msgspec import Struct

from ostiary.formats.native.found import loads
from ostiary.formats.native.record import NativeFile, Role
from ostiary.program.wordlist import wordlist

SMALL_SIZE = 2 << 20
SMALL_IMPORTS = 70
"""Functions that a module of one purpose asks for, those of Python and of C's library left out."""

LARGE_SIZE = 32 << 20
"""Browsers, interpreters and tool chains: their strings are words about everything."""

FETCH_TO_FILE = wordlist("URLDownloadToFile URLDownloadToCacheFile")
NET = FETCH_TO_FILE | wordlist(
    "connect WSAConnect WSASocket InternetOpen InternetOpenUrl InternetConnect HttpSendRequest WinHttpOpen"
    " WinHttpConnect WinHttpSendRequest curl_easy_perform CFNetworkCopySystemProxySettings"
)
CONNECT = wordlist("connect WSAConnect")
RUN = wordlist(
    "ShellExecute ShellExecuteEx WinExec CreateProcess CreateProcessAsUser system _wsystem popen _popen"
    " _wpopen execve execv execvp execl execlp execle execvpe fexecve posix_spawn posix_spawnp"
)
REDIRECT = wordlist("dup2 dup3")
WRITE_OTHER = wordlist("WriteProcessMemory NtWriteVirtualMemory")
START_OTHER = wordlist(
    "CreateRemoteThread CreateRemoteThreadEx NtCreateThreadEx RtlCreateUserThread QueueUserAPC"
    " SetThreadContext"
)
HOOK = wordlist("SetWindowsHookEx RegisterRawInputDevices CGEventTapCreate")
KEYS = wordlist("GetAsyncKeyState GetKeyState GetKeyboardState GetRawInputData CGEventTapCreate")
UNPROTECT = wordlist(
    "CryptUnprotectData SecKeychainFindGenericPassword SecKeychainFindInternetPassword"
)
READ_OTHER = wordlist("process_vm_readv process_vm_writev ptrace MiniDumpWriteDump")

_SOCKETS = {"#4": "connect", "#23": "socket", "#19": "send", "#16": "recv"}
"""Functions that Windows' socket library is asked for by number."""
_RUNTIME = ("api-ms-win-crt", "vcruntime", "msvcp", "msvcr", "ucrtbase", "python", "libpython")
_LOOKS_UP = ("GetProcAddress", "LdrGetProcedureAddress")
_PLAIN = ("Py", "_Py", "__", "napi_", "node_api_", "_ZN", "_ZS", "mem", "str")


class Abilities(Struct, frozen=True):
    """The functions of one file under their plain names, and whether it is a module of one purpose."""

    names: frozenset[str]
    module: bool
    small: bool

    def any(self, wanted: frozenset[str]) -> str:
        """The first of several functions that the file asks for, empty for none."""
        return min(self.names & wanted, default="")


def abilities(file: NativeFile) -> Abilities:
    """What the tables say, and in a small file the names of functions that it looks up by itself."""
    names = frozenset(_plain(one.name, one.library) for one in file.imports)
    own = [
        one
        for one in file.imports
        if not one.library.lower().startswith(_RUNTIME) and not one.name.startswith(_PLAIN)
    ]
    small = file.size <= SMALL_SIZE and len(own) <= SMALL_IMPORTS
    if small and not names.isdisjoint(_LOOKS_UP):
        names |= frozenset(file.strings.names)
    return Abilities(names, loads(file), small)


def speaks(file: NativeFile, able: Abilities) -> bool:
    """Whether it can reach the network; a program without imports brings everything along."""
    return bool(able.any(NET)) or (file.role is Role.EXECUTABLE and not file.imports)


def _plain(name: str, library: str) -> str:
    if name.startswith("#") and library.lower().startswith("ws2_32"):
        return _SOCKETS.get(name, name)
    base = name.partition("@")[0].partition("$")[0]
    if base[-1:] in "AW" and base[-2:-1].islower():
        return base[:-1]
    return base.removeprefix("_") if base.startswith("__imp_") else base
