"""What the functions of Python's standard library, and of well-known packages, do to the world."""

from functools import cache

from ostiary.program.model import Behaviour
from ostiary.program.wordlist import wordlist

_STANDARD: dict[Behaviour, str] = {
    Behaviour.PROCESS: """
        os: system popen popen2 popen3 popen4 startfile execl execle execlp execlpe execv execve
            execvp execvpe spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe
            posix_spawn posix_spawnp
        posix: system popen execv execve posix_spawn posix_spawnp
        nt: system startfile
        subprocess: run call check_call check_output Popen getoutput getstatusoutput
        _posixsubprocess: fork_exec
        commands: getoutput getstatusoutput
        popen2: popen2 popen3 popen4 Popen3
        platform: popen
        pty: spawn
        asyncio: create_subprocess_exec create_subprocess_shell
        asyncio.subprocess: create_subprocess_exec create_subprocess_shell
        distutils.spawn: spawn
        distutils.util: spawn
        distutils.ccompiler: new_compiler.spawn CCompiler.spawn
        distutils.cmd: Command.spawn
        setuptools: Command.spawn
        webbrowser: open open_new open_new_tab
        _winapi: CreateProcess
    """,
    Behaviour.NETWORK: """
        urllib: urlopen urlretrieve
        urllib2: urlopen
        urllib.request: urlopen urlretrieve URLopener.open URLopener.retrieve
            FancyURLopener.open FancyURLopener.retrieve build_opener.open OpenerDirector.open
        http.client: HTTPConnection.request HTTPSConnection.request HTTPConnection.connect
            HTTPSConnection.connect HTTPConnection.putrequest HTTPSConnection.putrequest
            HTTPConnection.send HTTPSConnection.send HTTPConnection.endheaders HTTPSConnection.endheaders
            HTTPConnection.putheader HTTPSConnection.putheader
        httplib: HTTPConnection.request HTTPSConnection.request
        socket: create_connection getaddrinfo gethostbyname gethostbyname_ex gethostbyaddr
            socket.connect socket.connect_ex socket.sendto socket.bind socket.send socket.sendall
        _socket: socket.connect socket.sendto
        ssl: get_server_certificate
        ftplib: FTP FTP_TLS FTP.storbinary FTP.storlines FTP_TLS.storbinary FTP_TLS.storlines
        smtplib: SMTP SMTP_SSL LMTP SMTP.sendmail SMTP.send_message SMTP_SSL.sendmail SMTP_SSL.send_message
            LMTP.sendmail LMTP.send_message
        telnetlib: Telnet Telnet.write
        poplib: POP3 POP3_SSL
        imaplib: IMAP4 IMAP4_SSL
        nntplib: NNTP
        asyncio: open_connection start_server
        socketserver: TCPServer.serve_forever UDPServer.serve_forever
        http.server: HTTPServer.serve_forever
    """,
    Behaviour.EXECUTE: """
        : eval exec execfile compile
        code: InteractiveInterpreter.runcode InteractiveInterpreter.runsource
            InteractiveConsole.push
        codeop: compile_command
        runpy: run_path run_module
        importlib.util: spec_from_file_location
        importlib.machinery: SourceFileLoader SourcelessFileLoader
        types: FunctionType CodeType
        timeit: timeit
        cProfile: run runctx
        profile: run runctx
        cProfile: Profile.run Profile.runctx
        profile: Profile.run Profile.runctx
        pdb: run runeval Pdb.run Pdb.runeval
        bdb: Bdb.run Bdb.runeval Bdb.runctx
        trace: Trace.run Trace.runctx
        timeit: repeat
        imp: load_source load_module
    """,
    Behaviour.DECODE: """
        base64: b64decode b32decode b16decode b85decode a85decode urlsafe_b64decode
            standard_b64decode decodebytes decodestring b32hexdecode z85decode
        binascii: a2b_base64 unhexlify a2b_hex a2b_uu a2b_qp
        zlib: decompress decompressobj.decompress
        gzip: decompress
        bz2: decompress
        lzma: decompress
        codecs: decode
        quopri: decodestring
        uu: decode
        : bytes.fromhex bytearray.fromhex
        str: decode
    """,
    Behaviour.IMPORT: """
        : __import__
        importlib: import_module __import__ reload
        imp: find_module
        pkgutil: find_loader
    """,
    Behaviour.NATIVE: """
        ctypes: CDLL WinDLL OleDLL PyDLL cdll.LoadLibrary windll.LoadLibrary oledll.LoadLibrary
            CFUNCTYPE WINFUNCTYPE memmove
        imp: load_dynamic
        sqlite3: connect.load_extension Connection.load_extension
        pysqlite3: connect.load_extension
        apsw: Connection.loadextension Connection.load_extension
        _ctypes: dlopen LoadLibrary call_function
        cffi: FFI.dlopen
        importlib.machinery: ExtensionFileLoader
    """,
    Behaviour.DESERIALISE: """
        pickle: load loads Unpickler.load
        cPickle: load loads
        _pickle: load loads
        marshal: load loads
        shelve: open
        dill: load loads
        cloudpickle: load loads
        joblib: load
        jsonpickle: decode
        yaml: unsafe_load unsafe_load_all
    """,
    Behaviour.FILE_WRITE: """
        os: rename replace link symlink chmod makedirs
        shutil: copy copy2 copyfile copytree move
    """,
    Behaviour.FILE_DELETE: """
        os: remove unlink rmdir removedirs
        shutil: rmtree
        pathlib: Path.unlink Path.rmdir
    """,
}

_PACKAGES: dict[Behaviour, str] = {
    Behaviour.NETWORK: """
        urllib3: PoolManager.urlopen ProxyManager.urlopen HTTPConnectionPool.request
            HTTPSConnectionPool.request HTTPConnectionPool.urlopen HTTPSConnectionPool.urlopen
            connection_from_url.request connection_from_url.urlopen
        requests: Session.send sessions.Session.send
        httpx: stream Client.stream AsyncClient.stream Client.send AsyncClient.send
        aiohttp: ClientSession.ws_connect ClientSession.ws_connect.send_str
            ClientSession.ws_connect.send_bytes ClientSession.ws_connect.send_json
        pycurl: Curl.perform Curl.perform_rs Curl.perform_rb
        mechanize: Browser.open urlopen
        robobrowser: RoboBrowser.open
        selenium.webdriver: Chrome.get Firefox.get Edge.get
        gdown: download
        yagmail: SMTP.send
        wget: download
        paramiko: SSHClient.connect Transport.connect SSHClient.open_sftp.put SSHClient.open_sftp.putfo
            SFTPClient.from_transport.put SFTPClient.from_transport.putfo
        websocket: create_connection WebSocketApp.run_forever WebSocket.connect
            create_connection.send create_connection.send_binary WebSocket.send WebSocketApp.send
        websockets: connect serve connect.send client.connect client.connect.send
        websockets.sync.client: connect connect.send
        socketio: Client.connect Client.emit Client.send AsyncClient.connect AsyncClient.emit
        paho.mqtt.client: Client.connect Client.publish
        paho.mqtt.publish: single multiple
        dns.resolver: resolve query
        httplib2: Http.request
        tornado.httpclient: HTTPClient.fetch AsyncHTTPClient.fetch
        discord: SyncWebhook.send SyncWebhook.from_url.send Webhook.from_url.send Client.run
        dhooks: Webhook.send
        discord_webhook: DiscordWebhook.execute
        telebot: TeleBot.send_message TeleBot.send_document TeleBot.polling
        slack_sdk: WebClient.chat_postMessage WebClient.files_upload WebClient.files_upload_v2
            webhook.WebhookClient.send
        slack: WebClient.chat_postMessage WebClient.files_upload
        slackclient: SlackClient.api_call
        boto3: client.upload_file client.upload_fileobj client.put_object client.get_object
            client.download_file client.download_fileobj client.invoke client.send_message client.publish
            client.get_secret_value client.get_caller_identity
        pysftp: Connection
        scapy.all: send sr sr1
    """,
    Behaviour.PROCESS: """
        sh: Command bash
        plumbum: local
        pexpect: spawn run
        psutil: Popen
        invoke: run
        fabric: Connection.run Connection.local Connection.sudo
        delegator: run
        setuptools._distutils.spawn: spawn
    """,
    Behaviour.DECODE: """
        cryptography.fernet: Fernet.decrypt
        Crypto.Cipher.AES: new.decrypt
        Cryptodome.Cipher.AES: new.decrypt
        brotli: decompress
        zstandard: decompress ZstdDecompressor.decompress
        lz4.frame: decompress
    """,
    Behaviour.EXECUTE: """
        js2py: eval_js eval_js6 EvalJs.execute EvalJs.eval
        execjs: eval exec_
        IPython: get_ipython.run_cell
    """,
}


_VERBS = wordlist("get post put patch delete head options request")
_CLIENTS = wordlist(
    "requests requests.api requests.Session requests.session requests.sessions.Session"
    " requests.sessions.session pip._vendor.requests botocore.vendored.requests"
    " httpx httpx.Client httpx.AsyncClient aiohttp aiohttp.ClientSession aiohttp.client.ClientSession"
    " urllib3 urllib3.PoolManager urllib3.ProxyManager urllib3.poolmanager.PoolManager"
    " curl_cffi.requests curl_cffi.requests.Session curl_cffi.requests.AsyncSession"
    " cloudscraper.create_scraper cloudscraper.CloudScraper cfscrape.create_scraper"
    " requests_html.HTMLSession requests_html.AsyncHTMLSession requests_tor.RequestsTor"
    " requests_futures.sessions.FuturesSession requests_toolbelt.sessions.BaseUrlSession"
    " tls_client.Session niquests niquests.Session primp.Client grequests treq http3.Client"
    " faster_than_requests"
)
"""Clients of the web that are all used in the same way: an address and a body go into a verb."""


def _read(text: str) -> list[str]:
    """Names of one block: `module: name name`, continued lines, an empty module for built-ins."""
    names: list[str] = []
    module = ""
    for line in text.strip().splitlines():
        head, colon, tail = line.partition(":")
        if colon:
            module = head.strip()
        names += [f"{module}.{one}".lstrip(".") for one in (tail if colon else line).split()]
    return names


@cache
def table() -> dict[str, Behaviour]:
    """Every known name, dotted and absolute, with its behaviour."""
    found = {
        f"{client}.{verb}": Behaviour.NETWORK
        for client in sorted(_CLIENTS)
        for verb in sorted(_VERBS)
    }
    for part in (_STANDARD, _PACKAGES):
        for behaviour, text in part.items():
            found.update(dict.fromkeys(_read(text), behaviour))
    return found


@cache
def known_modules() -> frozenset[str]:
    """First parts of all dotted names: modules that code may name without importing them."""
    return frozenset(name.partition(".")[0] for name in table() if "." in name) | {"builtins"}


_PROXIES = ("xmlrpc.client.ServerProxy.", "xmlrpclib.ServerProxy.")
"""Objects whose every method is a request; making one opens no connection."""


_PASSED_ON = (
    "six.moves.",
    "future.moves.",
    "future.backports.",
    "pip._vendor.six.moves.",
    "eventlet.green.",
)
"""Packages that hand out modules of the standard library under their own name."""


def bare(name: str) -> str:
    """A dotted name as the standard library has it, if a package only passes that on."""
    if name.startswith(("six.", "future.", "pip.", "eventlet.")):
        for one in _PASSED_ON:
            if name.startswith(one):
                return name[len(one) :]
    return name


def behaviour_of(name: str) -> Behaviour | None:
    """What calling a dotted name does, None if nothing that matters."""
    name = bare(name)
    return Behaviour.NETWORK if name.startswith(_PROXIES) else table().get(name)


BUILTINS = wordlist(
    "eval exec execfile compile __import__ open getattr setattr globals locals vars map filter"
    " chr bytes bytearray str input"
)
"""Built-in functions whose meaning matters here."""

RUNNERS = wordlist(
    "threading.Thread threading.Timer multiprocessing.Process atexit.register signal.signal"
    " threading._start_new_thread _thread.start_new_thread thread.start_new_thread map filter"
    " functools.reduce asyncio.run asyncio.create_task asyncio.ensure_future asyncio.gather"
    " concurrent.futures.ThreadPoolExecutor.submit concurrent.futures.ThreadPoolExecutor.map"
    " concurrent.futures.ProcessPoolExecutor.submit concurrent.futures.ProcessPoolExecutor.map"
    " sys.settrace sys.setprofile sys.addaudithook multiprocessing.Pool.map"
    " multiprocessing.Pool.apply_async contextlib.suppress sched.scheduler.enter"
    " setuptools.setup distutils.core.setup list any all sorted max min sum tuple set iter"
    " functools.cmp_to_key re.sub re.subn collections.defaultdict json.load json.loads"
    " codecs.register weakref.finalize"
)
"""Functions that call what they are given, sooner or later, by themselves."""
