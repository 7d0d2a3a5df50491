"""What listens to keys, takes pictures, or reads and writes the clipboard, in which of the many libraries?"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Closure, Frame
from ostiary.program.engine.effects import executed
from ostiary.program.engine.files import written
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.value import CLEAN, HOLE, Marks, Value, joined, text_of, unknown
from ostiary.program.flow import Act, Taint

_HOOK_MANAGERS = regex(r"^(?:pyHook|PyHook3|pyWinhook|pyxhook)\.HookManager\(\)$")
_KEY_EVENTS = frozenset({"KeyDown", "KeyUp", "KeyAll", "KeyChar", "SubscribeKeyDown"})
_ASKS_FOR = regex(r"(?i)passw|passphrase|seed|mnemonic|private key|\bpin\b|\bcvv\b|card number")


@model(
    "win32api.GetAsyncKeyState win32api.GetKeyState win32api.GetKeyboardState evdev.InputDevice.read_loop"
    " evdev.InputDevice.read evdev.InputDevice.read_one evdev.InputDevice.async_read_loop"
    " keyboard.stop_recording keyboard.get_hotkey_name pynput.keyboard.Events"
)
def _keys(asked: Asked) -> Value:
    """What is typed, asked for again and again."""
    if "get_hotkey_name" not in asked.name:
        asked.act(Act.CAPTURE, asked.mark(Taint.KEYSTROKES))
    return asked.result(asked.mark(Taint.KEYSTROKES))


def hooked(
    m: Machine, base: Value, key: object, value: Value, *, node: object, frame: Frame
) -> bool:
    """Whether a function was put where a manager of hooks hands it what is typed."""
    manager = _HOOK_MANAGERS.match(base.symbol)
    if manager is None or key not in _KEY_EVENTS or not isinstance(value.code, (Closure, Bound)):
        return False
    marks = m.mark(Taint.KEYSTROKES, node, frame, base.symbol)
    m.act(Act.CAPTURE, f"{base.symbol}.{key}", node, frame, marks)
    m.call(value, [unknown(marks)], {}, node, frame)
    return True


@model(
    "tkinter.Tk.clipboard_append Tkinter.Tk.clipboard_append pandas.io.clipboard.copy"
    " pyclip.copy klembord.set_text xerox.copy copykitten.copy"
)
def _copied(asked: Asked) -> Value:
    asked.act(Act.WRITE, asked.marks, text=asked.text(0), target="clipboard")
    return unknown()


@model(
    "pyclip.paste klembord.get_text xerox.paste pandas.io.clipboard.paste copykitten.paste"
    " PyQt5.QtWidgets.QApplication.clipboard PyQt6.QtWidgets.QApplication.clipboard"
    " PySide6.QtWidgets.QApplication.clipboard PySide2.QtWidgets.QApplication.clipboard"
)
def _pasted(asked: Asked) -> Value:
    return asked.result(asked.mark(Taint.CLIPBOARD))


@model(
    "PyQt5.QtWidgets.QApplication.primaryScreen.grabWindow"
    " PyQt6.QtWidgets.QApplication.primaryScreen.grabWindow"
    " PySide6.QtWidgets.QApplication.primaryScreen.grabWindow pygame.camera.Camera.get_image"
    " win32gui.GetWindowDC dxcam.create.grab bettercam.create.grab picamera.PiCamera.capture"
    " VideoCapture.Device.getImage sounddevice.InputStream pyaudio.PyAudio.open.read"
)
def _pictured(asked: Asked) -> Value:
    return asked.result(joined(asked.mark(Taint.SCREEN), asked.marks))


@model("input raw_input")
def _typed(asked: Asked) -> Value:
    """What somebody types; a question for what nobody should hand on is asked for a reason."""
    told = asked.text(0)
    if _ASKS_FOR.search(told):
        return unknown(asked.mark(Taint.KEY, f"what is typed as {told[:40]}"), HOLE)
    return unknown()


@model(
    "_xxsubinterpreters.run_string _interpreters.run_string _interpreters.exec"
    " _xxsubinterpreters.exec _testcapi.run_in_subinterp"
)
def _inner(asked: Asked) -> Value:
    """An interpreter inside of this one executes text like any other."""
    asked.given = asked.given[-1:]
    return executed(asked)


@model(
    "concurrent.interpreters.create.exec interpreters.create.exec"
    " test.support.interpreters.create.run test.support.interpreters.create.exec"
)
def _inner_object(asked: Asked) -> Value:
    return executed(asked)


_MEDIA = regex(
    r"(?i)\.(?:png|jpe?g|bmp|gif|webp|wav|mp3|ogg|mp4|avi|mkv|txt|log|json|csv|db|sqlite|zip|html?|dat"
    r"|xml|ya?ml|ini|toml|cfg|pkl|pickle|parquet|xlsx?|pdf|tar|gz|7z|h5)$"
)
"""Endings of files into which a function writes what it is handed."""


def named_file(asked: Asked) -> str:
    """The file that a function outside is told to write to, as far as its arguments say; empty if none."""
    for one in (*asked.given[:4], *list(asked.named.values())[:8]):
        text = text_of(one)
        if len(text) < 300 and "://" not in text and _MEDIA.search(text):
            return text
    return ""


def to_file(asked: Asked, carried: Marks, read: Marks = CLEAN) -> None:
    """Loot is written to a file that a function is told; not what is `read` there."""
    if asked.script or LOOT.isdisjoint(carried):
        return
    path = named_file(asked)
    if path and not (read and read[Taint.FILE].what == path):
        written(asked, path, dict(carried), "")
