"""What do connections, names of machines, keys of the registry and memory of processes do?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.couriers import poured
from ostiary.program.engine.effects import address, network, process
from ostiary.program.engine.fed import fed
from ostiary.program.engine.files import written
from ostiary.program.engine.methods import SENSITIVE
from ostiary.program.engine.value import HOLE, Value, joined, marks_of, text_of, unknown
from ostiary.program.flow import OF_SERVICE, Act, Taint


@model("urllib.request.Request urllib2.Request requests.Request httpx.Request")
def _request(asked: Asked) -> Value:
    """A request that waits to be sent carries its address and its body.

    With loot in it, it is as good as sent.
    """
    texts = (asked.text(0, "url"), asked.text(1, "url"))  # some are told the verb first
    url = next((one for one in texts if "://" in one), texts[0])
    if any(one in SENSITIVE for one in asked.marks):
        asked.act(Act.SEND, asked.marks, text=url, target=address(asked))
    return Value(symbol=f"{asked.target.symbol}()", marks=asked.marks, text=url)


@model(
    "telebot.TeleBot telegram.Bot aiogram.Bot telepot.Bot telegram.ext.Updater"
    " telebot.async_telebot.AsyncTeleBot"
)
def _bot(asked: Asked) -> Value:
    """A messenger's bot; its token is its address."""
    return asked.result(text=f"https://api.telegram.org/bot{asked.text(0, 'token')}")


@model(
    "urllib.request.urlretrieve urllib.urlretrieve wget.download urllib.request.FancyURLopener.retrieve"
    " urllib.request.URLopener.retrieve gdown.download gdown.cached_download pget.download"
)
def _retrieved(asked: Asked) -> Value:
    kept = {"filename", "out", "output"}  # where it is kept on this machine is told nobody
    given = [*asked.given[:1], *asked.given[2:]]
    named = {key: one for key, one in asked.named.items() if key not in kept}
    sent = Asked(asked.m, asked.name, asked.target, given, named, asked.node, asked.frame)
    value = network(sent)
    path = asked.text(1, "filename", "out", "output") or asked.text(0).rpartition("/")[2]
    written(asked, path, dict(value.marks), "")
    return Value(items=[unknown(value.marks, path), unknown(value.marks)], marks=value.marks)


@model("http.client.HTTPConnection.getresponse http.client.HTTPSConnection.getresponse")
def _answer(asked: Asked) -> Value:
    """The answer to a request that was made before."""
    host = asked.target.text or "a host"
    return asked.result(joined(asked.mark(Taint.NETWORK, f"the answer of {host}"), asked.marks))


@model(
    "ctypes.windll.urlmon.URLDownloadToFileW ctypes.windll.urlmon.URLDownloadToFileA"
    " ctypes.windll.LoadLibrary.URLDownloadToFileW ctypes.WinDLL.URLDownloadToFileW"
)
def _downloaded(asked: Asked) -> Value:
    """The system's own download to a file."""
    asked.given = asked.given[1:3]
    return _retrieved(asked)


@model("subprocess.Popen.stdin.write subprocess.Popen.communicate os.popen.write os.popen2.write")
def _fed(asked: Asked) -> Value:
    """What a connection sends goes into a running program; an interpreter runs what it is fed."""
    given = joined(marks_of(asked.given), marks_of(asked.named.values()))
    if Taint.SOCKET in given and Taint.NETWORK in given:
        asked.act(Act.JOIN, given)
    base, command = asked.target.base, None
    while base is not None:
        base, command = base.base, base
    text = " ".join(text_of(command).split()) if command is not None else ""
    poured(asked, text, given)
    fed(asked, text, asked.arg(0, "input"))
    return asked.result()


@model(
    "pty.spawn subprocess.Popen subprocess.call subprocess.run os.system os.popen"
    " subprocess.check_output subprocess.getoutput subprocess.getstatusoutput"
    " subprocess.check_call"
)
def _spawned(asked: Asked) -> Value:
    """A process whose input, output or command is a raw connection."""
    several = [one for key, one in asked.named.items() if key in {"stdin", "stdout", "stderr"}]
    if any(Taint.SOCKET in one.marks for one in several):
        asked.act(Act.JOIN, marks_of(several), text=asked.text(0, "args"))
    return process(asked)


@model(
    "wmi.WMI.Win32_Process.Create win32com.client.Dispatch.Run win32com.client.Dispatch.Exec"
    " win32com.client.Dispatch.ShellExecute win32api.WinExec win32process.CreateProcess"
    " win32com.client.GetObject.Create comtypes.client.CreateObject.Run"
)
def _managed_process(asked: Asked) -> Value:
    """Programs that are started through the system's own scripting objects."""
    if "CommandLine" in asked.named:
        asked.given = [asked.named["CommandLine"]]
    elif asked.name.endswith("CreateProcess"):
        asked.given = asked.given[1:2]
    return process(asked)


@model("git.Repo.clone_from git.Git.clone git.repo.Repo.clone_from dulwich.porcelain.clone")
def _cloned(asked: Asked) -> Value:
    """A repository is fetched into a folder."""
    value = network(asked)
    url = asked.text(0, "url", "source")
    mark = asked.mark(Taint.NETWORK, f"the repository {url}")
    asked.m.package.members.cloned(asked.text(1, "to_path", "target") or url, mark)
    return value


@model("keyring.get_password keyring.get_credential")
def _kept_password(asked: Asked) -> Value:
    """A password of the store of the system: what a package put there under its own name is its own."""
    service, folders = asked.text(0, "service_name"), asked.frame.module.path.split("/")[:-1]
    own = service.isidentifier() and service in folders[:3] and not asked.frame.module.layers
    what = f"{asked.name}{OF_SERVICE}{service}" if "://" in service else asked.name
    return asked.result(joined(asked.mark(Taint.KEY if own else Taint.SECRET, what), asked.marks))


@model("os.chdir contextlib.chdir")
def _entered(asked: Asked) -> Value:
    asked.m.package.members.entered(asked.text(0))
    return unknown()


@model(
    "win32api.RegSetValueEx winreg.SetValueEx winreg.SetValue _winreg.SetValueEx _winreg.SetValue"
)
def _registry(asked: Asked) -> Value:
    path = " ".join(text_of(one) for one in (asked.target, *asked.given))
    asked.act(Act.WRITE, asked.marks, text=path, target=f"registry {path}"[:300])
    return unknown()


@model(
    "winreg.OpenKey winreg.CreateKey winreg.CreateKeyEx winreg.ConnectRegistry winreg.OpenKeyEx"
    " _winreg.OpenKey _winreg.CreateKey _winreg.CreateKeyEx win32api.RegOpenKeyEx win32api.RegCreateKey"
)
def _key(asked: Asked) -> Value:
    return Value(
        symbol="winreg.key", marks=asked.marks, text=" ".join(text_of(one) for one in asked.given)
    )


@model(
    "pyperclip.copy win32clipboard.SetClipboardText clipboardy.writeSync clipboardy.write"
    " clipboard.copy win32clipboard.SetClipboardData navigator.clipboard.writeText"
)
def _copied(asked: Asked) -> Value:
    asked.act(Act.WRITE, asked.marks, text=asked.text(0), target="clipboard")
    return unknown()


@model("hashlib.md5 hashlib.sha1 hashlib.sha256 hashlib.sha512 hashlib.new hmac.new")
def _hashed(asked: Asked) -> Value:
    """A digest tells nothing of what it was made of."""
    return Value(symbol=f"{asked.target.symbol}()")


@model(
    "PIL.ImageGrab.grab.save ImageGrab.grab.save PIL.ImageGrab.grabclipboard.save"
    " pyautogui.screenshot.save pyscreenshot.grab.save"
)
def _saved(asked: Asked) -> Value:
    """A picture goes to a file, or into a buffer that carries it from then on."""
    target = asked.arg(0, "fp")
    target.marks = joined(target.marks, asked.target.marks)
    if text_of(target) != HOLE:
        written(asked, text_of(target), dict(asked.target.marks), "")
    return unknown()


@model(
    "shutil.rmtree os.remove os.unlink os.rmdir send2trash.send2trash pathlib.Path.unlink pathlib.Path.rmdir"
)
def _deleted(asked: Asked) -> Value:
    asked.act(
        Act.DELETE,
        asked.marks,
        target=asked.target.text or "" if asked.name.startswith("pathlib") else asked.text(0),
    )
    return unknown()


@model(
    "cryptography.fernet.Fernet.encrypt Crypto.Cipher.AES.new.encrypt"
    " Crypto.Cipher.PKCS1_OAEP.new.encrypt nacl.secret.SecretBox.encrypt pyAesCrypt.encryptFile"
    " rsa.encrypt"
)
def _enciphered(asked: Asked) -> Value:
    if asked.name.endswith("encryptFile"):
        asked.act(Act.ENCRYPT, asked.marks, target=asked.text(0))
    return unknown(joined(asked.marks, asked.mark(Taint.ENCRYPTED)))
