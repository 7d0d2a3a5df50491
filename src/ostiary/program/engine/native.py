"""What do functions of the system do that `ctypes` calls, whatever their library is bound to?"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import MODELS, Asked, model
from ostiary.program.engine.code import Bound, Closure, Module
from ostiary.program.engine.effects import executed, network, process
from ostiary.program.engine.opcodes import ASKS, asks_processor
from ostiary.program.engine.readers import from_library
from ostiary.program.engine.value import Value, joined, text_of, unknown
from ostiary.program.flow import Act, Taint
from ostiary.program.wordlist import wordlist

_LIBRARY = regex(
    r"^(?:ctypes\.(?:(?:windll|cdll|oledll|pydll)\.(?:LoadLibrary\.)?(?:\w+\.)?"
    r"|(?:WinDLL|CDLL|OleDLL|PyDLL)\.|pythonapi\.)|koffi\.load\.(?:func|stdcall|cdecl)\.)(\w+?)(?:\.async)?$"
)
"""A function of a library: loaded by name, by attribute, or the interpreter's own."""

MEMORY = wordlist(
    "VirtualAlloc VirtualAllocEx VirtualProtect VirtualProtectEx WriteProcessMemory RtlMoveMemory"
    " RtlCopyMemory NtAllocateVirtualMemory NtWriteVirtualMemory NtProtectVirtualMemory HeapCreate"
    " NtMapViewOfSection NtUnmapViewOfSection mprotect memcpy mmap CreateThread CreateRemoteThread"
    " CreateRemoteThreadEx NtCreateThreadEx RtlCreateUserThread QueueUserAPC NtQueueApcThread"
    " CreateFiber SwitchToFiber SetThreadContext ResumeThread NtResumeThread CallWindowProcW"
    " CallWindowProcA EnumSystemLocalesA EnumSystemLocalesW EnumWindows EnumChildWindows EnumDesktopsW"
    " EnumFontsW CreateTimerQueueTimer"
)
"""Functions that place bytes in memory, or start what lies there."""

HARM = wordlist(
    "RtlAdjustPrivilege NtRaiseHardError RtlSetProcessIsCritical BlockInput ExitWindowsEx"
    " InitiateSystemShutdownW InitiateSystemShutdownA NtShutdownSystem"
)
"""Functions that stop the machine or whoever sits at it."""

_HIDES = wordlist("ShowWindow FreeConsole SetFileAttributesW SetFileAttributesA")
_KEYS = wordlist("GetAsyncKeyState GetKeyState GetKeyboardState")
_HOOKS = wordlist("SetWindowsHookExA SetWindowsHookExW RegisterRawInputDevices")
_STARTS = wordlist(
    "system popen execv execve WinExec ShellExecuteW ShellExecuteA ShellExecuteExW CreateProcessW"
    " CreateProcessA"
)
_CODE = wordlist("PyRun_SimpleString PyRun_SimpleStringFlags PyRun_String")
_NET = wordlist(
    "InternetOpenUrlW InternetOpenUrlA HttpSendRequestW HttpSendRequestA WinHttpSendRequest"
    " InternetConnectW InternetConnectA WinHttpConnect"
)


@model(
    "ctypes.CDLL ctypes.WinDLL ctypes.OleDLL ctypes.PyDLL ctypes.cdll.LoadLibrary"
    " ctypes.windll.LoadLibrary ctypes.windll.kernel32 ctypes.memmove _ctypes.dlopen"
    " _ctypes.LoadLibrary cffi.FFI.dlopen importlib.machinery.ExtensionFileLoader imp.load_dynamic"
)
def _native(asked: Asked) -> Value:
    """A library of machine code is loaded, or memory written: what a written file was made of counts."""
    path = asked.text(1, "path", "pathname") if "imp" in asked.name else asked.text(0, "name")
    held = asked.m.package.members.written(path)
    asked.act(Act.NATIVE, joined(held, asked.marks), text=path, target=asked.name)
    return asked.result()


@model("koffi.load.func koffi.load.stdcall koffi.load.cdecl")
def _declared(asked: Asked) -> Value:
    """A function of a library by the name in its prototype, `func("int system(str)")`, or by itself."""
    made = _native(asked)
    texts = [one.const for one in asked.given[:2] if isinstance(one.const, str)]
    words = [one for one in texts if not one.startswith("__")]  # how it is called stands before it
    found = _NAMED.search(words[0]) if words else None
    if found is not None:
        made.symbol = f"{made.symbol}.{found[1]}"
    return made


_NAMED = regex(r"(\w+)\s*(?:\(|$)")


@model("ctypes.byref ctypes.pointer ctypes.addressof")
def _referred(asked: Asked) -> Value:
    """What points to a thing: whoever fills the one fills the other."""
    return asked.arg(0)


@model("ctypes.cast")
def _cast(asked: Asked) -> Value:
    """A number becomes what its type says; a function can be called."""
    if "FUNCTYPE" in asked.arg(1).symbol:
        return Value(symbol=f"{asked.arg(1).symbol.rstrip('()')}()()", marks=asked.marks)
    return asked.result()


def _only_asks(module: Module) -> bool:
    if module.asks is None:
        module.asks = asks_processor(module.tree)
    return module.asks


@model("ctypes.CFUNCTYPE ctypes.WINFUNCTYPE ctypes.PYFUNCTYPE")
def _pointed(asked: Asked) -> Value:
    """A type of functions, a function of that type at an address, and a call of what lies there."""
    called = asked.target.symbol.endswith("()()")
    text = "called by its address" if called else ""
    if called and not asked.marks and _only_asks(asked.frame.module):
        text = ASKS
    asked.act(Act.NATIVE, asked.marks, text=text, target=asked.name)
    return asked.result()


@model("mmap.mmap")
def _mapped(asked: Asked) -> Value:
    """Memory that may be executed."""
    told = " ".join(one.symbol for one in (*asked.given, *asked.named.values()))
    if (
        "PROT_EXEC" in told
        or "EXECUTE" in told
        or any(one.const in (5, 6, 7, 0x40) for one in (*asked.given[2:], *asked.named.values()))
    ):
        asked.act(Act.NATIVE, asked.marks, text="PROT_EXEC", target=asked.name)
    return asked.result()


@model("os.memfd_create")
def _in_memory(asked: Asked) -> Value:
    """A file that lies in memory only: what is started from it no scanner of files sees."""
    return unknown(asked.marks, "/proc/self/fd/memfd")


def native(asked: Asked) -> Value | None:
    """The result of a known function of the system, None where the name is no such function."""
    found = _LIBRARY.match(asked.name)
    if found is None:
        return None
    name = found[1]
    one = MODELS.get(f"ctypes.windll.urlmon.{name}")
    if one is not None:
        return one(asked)
    if name in MEMORY | HARM | _HIDES:
        asked.act(Act.NATIVE, asked.marks, text=asked.text(0), target=asked.name)
        return asked.result()
    done = _watching(asked, name) or _doing(asked, name)
    return _native(asked) if done is None and asked.script else done


def _doing(asked: Asked, name: str) -> Value | None:
    if name in _STARTS:
        if name.startswith("ShellExecute"):
            asked.given = _shelled(asked, "runas " if asked.text(1) == "runas" else "")
        elif name.startswith("CreateProcess") and asked.arg(0).const is None:
            asked.given = asked.given[1:]
        return process(asked)
    if name in _CODE:
        return executed(asked)
    return network(asked) if name in _NET else None


def _shelled(asked: Asked, verb: str) -> list[Value]:
    """The command of a start by the shell of Windows, as one would type it; `verb` says with whose rights."""
    several = [one for one in asked.given[2:4] if one.const is not None]
    parts = " ".join(text_of(one) for one in several)
    return [unknown(joined(*(one.marks for one in several)), f"{verb}{parts}")]


def _watching(asked: Asked, name: str) -> Value | None:
    """Keys, the clipboard, and what only the user at hand can decipher."""
    if name in _KEYS:
        asked.act(Act.CAPTURE, asked.mark(Taint.KEYSTROKES))
        return asked.result(joined(asked.mark(Taint.KEYSTROKES), asked.marks))
    if name in _HOOKS:
        marks = asked.mark(Taint.KEYSTROKES)
        asked.act(Act.CAPTURE, marks)
        for one in asked.given:
            if isinstance(one.code, (Closure, Bound)):
                asked.m.call(one, [unknown(marks)] * 3, {}, asked.node, asked.frame)
        return asked.result(marks)
    if (filled := from_library(asked, name)) is not None:
        return filled
    if name == "GetClipboardData":
        return asked.result(asked.mark(Taint.CLIPBOARD))
    if name == "SetClipboardData":
        asked.act(Act.WRITE, asked.marks, text=asked.text(1), target="clipboard")
        return unknown()
    if name == "CryptUnprotectData":
        marks = asked.mark(Taint.BROWSER)
        for one in asked.given:
            one.marks = joined(one.marks, marks)
        return asked.result(marks)
    return None
