"""Which names outside of the program bring something in that is worth following?"""

from functools import cache

from ostiary.program.behaviours.python import table
from ostiary.program.flow import Taint
from ostiary.program.wordlist import wordlist

_READ = {
    Taint.ENVIRONMENT: """
        os.environ os.environb posix.environ nt.environ process.env Deno.env Bun.env
        wsgiref.handlers.BaseHandler.os_environ
    """,
    Taint.PLATFORM: """
        sys.platform os.name process.platform process.arch process.version sys.version
        navigator.platform navigator.userAgent
    """,
    Taint.HOST: "location.hostname document.location",
    Taint.BROWSER: "document.cookie",
    Taint.KEYSTROKES: """
        IPython.get_ipython().history_manager get_ipython().history_manager IPython.get_ipython().user_ns
        IPython.core.getipython.get_ipython().history_manager IPython.core.history.HistoryAccessor
    """,
    Taint.NETWORK: """
        flask.request flask.globals.request bottle.request quart.request cherrypy.request
        http.server.BaseHTTPRequestHandler.rfile http.server.BaseHTTPRequestHandler.path
        http.server.BaseHTTPRequestHandler.headers http.server.SimpleHTTPRequestHandler.rfile
        http.server.SimpleHTTPRequestHandler.path http.server.SimpleHTTPRequestHandler.headers
        socketserver.BaseRequestHandler.request socketserver.StreamRequestHandler.rfile
        socketserver.StreamRequestHandler.request tornado.web.RequestHandler.request
        tornado.web.RequestHandler.get_argument tornado.web.RequestHandler.get_body_argument
        http.IncomingMessage.body http.IncomingMessage.query http.IncomingMessage.rawBody
        http.IncomingMessage.headers http.IncomingMessage.params http.IncomingMessage.cookies
        http.IncomingMessage.text http.IncomingMessage.json http.IncomingMessage.formData
        http.IncomingMessage.arrayBuffer http.IncomingMessage.get http.IncomingMessage.header
        http.IncomingMessage.url http.IncomingMessage.request.body http.IncomingMessage.request.query
        http.IncomingMessage.queryStringParameters http.IncomingMessage.rawQueryString
        http.IncomingMessage.multiValueQueryStringParameters http.IncomingMessage.pathParameters
    """,
}
"""Names that say something by themselves."""

_CALLED = {
    Taint.HOST: """
        platform.node socket.gethostname socket.getfqdn getpass.getuser os.getlogin uuid.getnode uuid.UUID
        os.uname platform.uname os.getcwd os.getcwdb pwd.getpwuid pwd.getpwnam netifaces.ifaddresses
        netifaces.interfaces psutil.users psutil.net_if_addrs socket.gethostbyname_ex win32api.GetUserName
        win32api.GetComputerName get_mac_address getmac.get_mac_address geocoder.ip
        os.hostname os.userInfo os.networkInterfaces process.cwd os.homedir ip.address public-ip publicIp
        os.getuid os.geteuid winreg.QueryValueEx winreg.QueryValue winreg.EnumValue _winreg.QueryValueEx
        win32api.GetUserNameEx win32api.GetDomainName machineid.id machineid.hashed_id psutil.net_connections
        requests_ip.get wmi.WMI.query wmi.WMI.Win32_ComputerSystemProduct wmi.WMI.Win32_ComputerSystem
        wmi.WMI.Win32_OperatingSystem wmi.WMI.Win32_BIOS wmi.WMI.Win32_DiskDrive wmi.WMI.Win32_BaseBoard
        wmi.WMI.Win32_UserAccount wmi.WMI.Win32_NetworkAdapterConfiguration wmi.WMI.Win32_Processor
        os.getgroups os.getgid grp.getgrall pwd.getpwall socket.if_nameindex netifaces.gateways
    """,
    Taint.PLATFORM: """
        platform.platform platform.system platform.machine platform.processor platform.version
        platform.release platform.architecture platform.python_version sys.getwindowsversion
        platform.win32_ver os.cpu_count psutil.virtual_memory psutil.cpu_count os.platform os.type
        os.release os.arch os.cpus os.totalmem locale.getdefaultlocale time.tzname
    """,
    Taint.CLIPBOARD: """
        pyperclip.paste win32clipboard.GetClipboardData PIL.ImageGrab.grabclipboard ImageGrab.grabclipboard
        clipboard.paste pandas.read_clipboard tkinter.Tk.clipboard_get clipboardy.readSync clipboardy.read
        navigator.clipboard.readText clipboardy.default.readSync tkinter.Tk().clipboard_get
    """,
    Taint.SCREEN: """
        PIL.ImageGrab.grab ImageGrab.grab pyautogui.screenshot pyscreenshot.grab mss.mss.grab
        mss.mss.shot mss.grab cv2.VideoCapture cv2.VideoCapture.read sounddevice.rec
        pyaudio.PyAudio.open screenshot-desktop screenshot node-webcam.capture desktop-screenshot
        navigator.mediaDevices.getUserMedia win32gui.GetDesktopWindow dxcam.create d3dshot.create
        autopy.bitmap.capture_screen
    """,
    Taint.KEYSTROKES: """
        keyboard.record keyboard.read_key keyboard.read_event keyboard.get_typed_strings
        pynput.keyboard.Listener keyboard.read_hotkey iohook.on readline.get_history_item
        node-global-key-listener.GlobalKeyboardListener.addListener
    """,
    Taint.BROWSER: """
        browser_cookie3.chrome browser_cookie3.firefox browser_cookie3.load browser_cookie3.edge
        browser_cookie3.opera browser_cookie3.brave browser_cookie3.chromium browser_cookie3.vivaldi
        win32crypt.CryptUnprotectData rookiepy.chrome rookiepy.load browserhistory.get_browserhistory
        pycookiecheat.chrome_cookies browser_cookie3.safari browser_cookie3.librewolf
        browser_cookie3.opera_gx browser_cookie3.arc rookiepy.edge rookiepy.firefox rookiepy.brave
        rookiepy.opera rookiepy.opera_gx rookiepy.vivaldi rookiepy.chromium rookiepy.arc rookiepy.safari
        rookiepy.librewolf rookiepy.any_browser rookiepy.chromium_based rookiepy.firefox_based
        browser_history.get_history browser_history.get_bookmarks pycookiecheat.firefox_cookies
        pycookiecheat.get_cookies browsercookie.chrome browsercookie.firefox browsercookie.load
    """,
    Taint.ENVIRONMENT: """
        psutil.process_iter.environ psutil.Process.environ wsgiref.handlers.read_environ
        process.report.getReport
    """,
    Taint.SECRET: """
        keyring.get_keyring.get_password keyring.get_keyring.get_credential spwd.getspall spwd.getspnam
        secretstorage.get_default_collection secretstorage.get_collection_by_alias
        keytar.getPassword keytar.findCredentials keytar.findPassword
        secretstorage.get_all_collections
    """,
    Taint.METADATA: """
        boto3.Session.get_credentials boto3.session.Session.get_credentials
        botocore.session.Session.get_credentials botocore.session.get_session.get_credentials
        google.auth.default
    """,
    Taint.MEMORY: "v8.getHeapSnapshot",
    Taint.KEY: "getpass.getpass",
    Taint.LISTING: """
        os.listdir os.walk os.scandir glob.glob glob.iglob pathlib.Path.iterdir pathlib.Path.glob
        pathlib.Path.rglob fs.readdirSync fs.readdir psutil.process_iter pkg_resources.working_set
    """,
    Taint.RANDOM: """
        secrets.token_bytes os.urandom crypto.randomBytes Math.random
    """,
}
"""Names whose result says something."""

HANDED_ON = wordlist(
    "os.path.expanduser os.path.join os.path.expandvars os.path.abspath os.path.realpath"
    " os.path.normpath pathlib.Path pathlib.PurePath pathlib.WindowsPath pathlib.PosixPath"
    " path.join path.resolve path.normalize"
)


@cache
def _read() -> dict[str, Taint]:
    return {name: kind for kind, text in _READ.items() for name in text.split()}


@cache
def _called() -> dict[str, Taint]:
    return {name: kind for kind, text in _CALLED.items() for name in text.split()}


def source(name: str) -> tuple[Taint | None, str | None]:
    """What reading a name brings in, and its text where it stands for a place."""
    return _read().get(name), _TEXTS.get(name)


def result(name: str) -> Taint | None:
    """What calling a name brings in."""
    return _called().get(name)


_TEXTS = {
    "sys.executable": "python",
    "process.execPath": "node",
    "process.argv0": "node",
    "__file__": "./__file__",
    "__dirname": "./",
    "__filename": "./__file__",
    "__spec__.origin": "./__file__",
    "__loader__.path": "./__file__",
    "__spec__.loader.path": "./__file__",
    "__loader__.get_filename()": "./__file__",
    "__spec__.name": "__name__",
    "os.sep": "/",
    "os.devnull": "/dev/null",
    "path.sep": "/",
    "os.linesep": "\n",
    "os.EOL": "\n",
    "string.ascii_letters": None,
}


def starred(modules: list[str], name: str) -> str:
    """The dotted name that an import of everything gives to a bare one."""
    for one in modules:
        full = f"{one}.{name}"
        if full in told():
            return full
    return ""


@cache
def told() -> frozenset[str]:
    """Names that say something, and those of what they belong to: classes, and modules below."""
    whole = (*table(), *_called(), *_read())
    parts = (one.split(".") for one in whole)
    return frozenset(".".join(one[:size]) for one in parts for size in range(1, len(one) + 1))
