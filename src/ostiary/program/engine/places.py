"""What lies at a path, by its text: secrets, wallets, places from which things start by themselves?"""

from functools import lru_cache

from ostiary.core.regex import regex
from ostiary.program.flow import Taint

KEPT = 1000
"""Characters of a text whose marks are kept; longer ones are looked at each time."""

# Patterns without a case of their own are in small letters, and so is what they are asked about: to try
# many words at each place takes a third of the time that it takes where each letter may be of two kinds.

_SECRET = regex(
    # keys of machines and people
    r"[\\/~]?\.ssh\b|\bid_(?:rsa|dsa|ed25519|ecdsa)\b|\.gnupg|login\.keychain"
    r"|\bkeychains?[\\/]|\.rdp$|\.ovpn$|winscp\.ini|ntuser\.dat|\bsam$|/etc/(?:passwd|shadow)"
    # clouds and what runs in them
    r"|\.aws[\\/]|\.azure[\\/]|\.kube[\\/]config|\.docker[\\/]config|\.s3cfg|\.config[\\/]rclone"
    r"|\.config[\\/](?:gcloud|gh|hub|glab|op)\b|application_default_credentials|\.vault-token"
    r"|\.terraform|servicetoken|/var/run/secrets|serviceaccount[\\/]token"
    # registries, repositories and assistants
    r"|\.netrc|\.pypirc|\.npmrc|\.git-credentials|\.cargo[\\/]credentials"
    r"|(?:^|[\\/~\s\"'])\.(?:anthropic|openai)\b"
    r"|\.claude(?:\.json|[\\/]\.credentials)|\.huggingface[\\/]token"
    r"|\.cache[\\/]huggingface[\\/]token"
    # servers, databases and what was typed into them
    r"|\.pgpass|\.my\.cnf|\.htpasswd|filezilla|sitemanager\.xml|(?:^|[\\/~])\.env(?:\.\w+)?$"
    r"|\.(?:bash|zsh|python|mysql|psql)_history"
    # messengers and games
    r"|\.vnc[\\/]passwd|/etc/wireguard|/etc/networkmanager/system-connections|\.putty[\\/]|\.kdbx?$"
    r"|mobaxterm|\.ansible[\\/]|\.jupyter[\\/]|globalstorage[\\/]state\.vscdb|(?:nord|proton)vpn[\\/]"
    r"|[\\/~](?:passwords?|passwd|secrets?|credentials?|2fa|backup[_-]?codes?)\.(?:txt|docx?|xlsx?|csv|kdbx)$"
    # letters and notes
    r"|\.pst$|\.ost$|thunderbird[\\/]|notestore\.sqlite|microsoftstickynotes|whatsappdesktop"
    r"|roaming[\\/](?:signal|slack|element|skype|viber\w*)[\\/]|(?:epicgameslauncher|riot games)[\\/]"
    r"|battle\.net[\\/]|growtopia"
    r"|\.purple[\\/]|telegram desktop[\\/]tdata|\btdata\b|steam[\\/](?:config|ssfn)|\.minecraft"
    r"|roblox"
)
_BROWSER = regex(
    # the files that keep passwords, cookies and histories
    r"login data|\bcookies(?:\.sqlite)?\b|local state|web data|user data[\\/]|key[34]\.db"
    r"|logins\.json|local storage[\\/]leveldb|\bleveldb\b|places\.sqlite|cookies\.binarycookies"
    r"|network[\\/]cookies"
    # the folders of browsers, and of messengers that are made of one
    r"|mozilla[\\/]firefox|google[\\/]chrome|bravesoftware|opera software|microsoft[\\/]edge"
    r"|yandexbrowser|chromium[\\/]default|vivaldi[\\/]|discord(?:canary|ptb)?[\\/]|lightcord"
)
_WALLET = regex(
    # files of keys
    r"wallet\.dat|ethereum[\\/]keystore|keystore[\\/]utc|solana[\\/]id\.json|\bwallets?[\\/]"
    # programs, and the number under which a browser knows one of them
    r"|[\\/]exodus\b|\belectrum\b|metamask|nkbihfbeogaeaoehlefnkodbefgpgknn|atomic[\\/]local"
    r"|\.bitcoin\b|\bcoinomi\b|guarda[\\/]|zcash|armory|bytecoin|jaxx|phantom[\\/]"
    r"|\.config[\\/]solana|binance[\\/]|tonkeeper|ledger live|trezor|sui\.keystore|\.aptos[\\/]"
    r"|\.near-credentials|daedalus[\\/]|yoroi|monero|\.walletwasabi|[\\/]\.sparrow[\\/]|\bmymonero\b"
    r"|(?:trust|coinbase|rabby|ronin|okx)[ _]?wallet|dogecoin|litecoin|\.dashcore|\bdash core\b"
    r"|local extension settings|[\\/~](?:seed|seed[_ -]?phrase|mnemonic|recovery|private[_ -]?keys?)\.txt$"
)
_START = regex(
    # of a shell or a session
    r"\.(?:bashrc|bash_profile|zshrc|profile|zprofile|bash_login|xinitrc|xprofile)\b"
    r"|[\\/]\.(?:zshenv|zlogin|zlogout|bash_logout|bash_aliases|kshrc|mkshrc|t?cshrc|login|xsession(?:rc)?|gnomerc"
    r"|pam_environment|oh-my-zsh[\\/]custom)\b|/etc/(?:bash\.bashrc|bashrc|zsh|environment\b|security/pam_env|pam\.d)"
    r"|\.config[\\/](?:fish|environment\.d|nushell|plasma-workspace[\\/]env|autostart-scripts)|autostart[\\/]"
    r"|powershell[\\/].*profile\.ps1"
    # of a system
    r"|/etc/(?:profile|cron|anacrontab|rc\.local|rc\d?\.d|init\.d|init/|inittab|ld\.so|skel|update-motd\.d"
    r"|modules-load\.d|modprobe\.d|xdg/|xinetd|acpi/|udev/|polkit-1|dbus-1|logrotate\.d|ssh/sshd?_config|emond\.d"
    r"|periodic/|network(?:manager/dispatcher|/if-)|dhcp/)"
    r"|drivers[\\/]+etc[\\/]+hosts|crontab|/var/(?:spool|lib)/(?:cron|at)\b|ld\.so\.preload|udev[\\/]rules\.d"
    r"|systemd[\\/](?:system|user)|\.service$|[\\/]systemd[\\/].*\.(?:timer|socket|path)$|/etc/sudoers|/etc/hosts"
    r"|share[\\/]dbus-1[\\/](?:services|system-services)"
    # of a Mac
    r"|launchagents|launchdaemons|library[\\/](?:startupitems|security[\\/]securityagentplugins)|loginwindow\.plist"
    r"|com\.apple\.loginitems|iterm2[\\/]scripts[\\/]autolaunch|\.hammerspoon[\\/]"
    # of Windows
    r"|start menu|quick launch|user pinned|currentversion[\\/]+run"
    r"|\bstartup[\\/]|[\\/]startup$|[\\/]xlstart[\\/]"
    r"|winlogon|userinit|active setup[\\/]|image file execution options|appinit_dlls|appcertdlls"
    r"|command processor[\\/]+autorun|currentcontrolset[\\/]+services|system32[\\/]+tasks[\\/]|scrnsave\.exe"
    r"|shell[\\/]+open[\\/]+command|grouppolicy[\\/].*scripts|inprocserver32|currentcontrolset[\\/]+control[\\/]+(?:lsa|print)"
    # of a login from elsewhere
    r"|authorized_keys|\.ssh[\\/](?:config|rc|environment)\b"
    # of an interpreter, a repository or an editor
    r"|sitecustomize\.py|usercustomize\.py|site-packages[\\/][^\\/]*\.pth|\.git[\\/]hooks"
    r"|\.vscode[\\/]tasks\.json|\.ipython[\\/].*startup"
)
_SESSION = regex(
    r"start menu[\\/]+programs[\\/]+startup|autostart[\\/]|launchagents|currentversion[\\/]+run\b"
)
_ASSISTANT = regex(
    r"\.cursor[\\/]|\.cursorrules|claude\.md|\.claude[\\/]|claude_desktop_config|agents\.md"
    r"|\.windsurf|copilot-instructions|\.gemini[\\/]|gemini\.md|mcp(?:_config|_settings)?\.json"
    r"|\.continue[\\/]|\.aider|\.codex[\\/]|\.vscode[\\/]settings\.json"
)
_OTHERS = regex(
    r"node_modules[\\/](?!\.(?!bin))[^\ufffc]*|site-packages[\\/][^\ufffc]*\.py"
    r"|dist-packages[\\/][^\ufffc]*\.py|app-\d[^\\/]*[\\/]modules|discord_desktop_core"
    r"|resources[\\/]app(?:\.asar|[\\/][^\ufffc]*\.[cm]?js(?:on)?$)"
    r"|appdata%[\\/]+(?:discord\w*|exodus|atomic|slack|guarda|ledger live|postman|obsidian)(?=[\\/\ufffc]|$)"
)
_WORKFLOW = regex(
    r"\.github[\\/]workflows|\.gitlab-ci\.yml|\.circleci[\\/]|azure-pipelines|jenkinsfile"
)
_MEMORY = regex(r"/proc/(?:[^/]+/)?(?:mem|maps)\b")
_ENVIRON = regex(r"/proc/(?:[^/]+/)?environ\b")
_IDENTITY = regex(
    r"^/proc/(?!(?:self|thread-self|1)/).+/cmdline$|^/etc/(?:machine-id|hostid|hostname|hosts|resolv\.conf)$"
    r"|^/sys/class/(?:dmi|net)\b|^/sys/devices/virtual/dmi\b|^/var/lib/(?:dbus/machine-id|cloud/.*instance-id)$"
    r"|^/proc/sys/kernel/(?:hostname|random/boot_id)$"
)
_METADATA = regex(
    r"169\.254\.169\.254|169\.254\.170\.2|metadata\.google\.internal|metadata\.azure"
    r"|100\.100\.100\.200|/latest/meta-data|fd00:ec2::254|/metadata/identity/oauth2"
)
_WHO = regex(
    r"api\.ipify|ipinfo\.io|ifconfig\.(?:me|co|io)|icanhazip|checkip\.|ip-api\.com|ipapi\.co"
    r"|myexternalip|ident\.me|wtfismyip|geolocation-db|ipecho|httpbin\.org/ip|myip\.|ip\.42\.pl"
    r"|jsonip"
)


def path_marks(path: str) -> tuple[Taint, ...]:
    """What the content of the file at a path is, by its text."""
    return _marks_of(path) if len(path) < KEPT else _marks_of.__wrapped__(path)


@lru_cache(maxsize=4096)
def _marks_of(path: str) -> tuple[Taint, ...]:
    found = []
    small = path.lower()
    if _SECRET.search(small) and not path.endswith(".pub"):  # a public key is there to be shown
        found.append(Taint.SECRET)
    if _BROWSER.search(small):
        found.append(Taint.BROWSER)
    if _WALLET.search(small):
        found.append(Taint.WALLET)
    if path.startswith("/dev/input/"):
        found.append(Taint.KEYSTROKES)
    if _IDENTITY.search(path):
        found.append(Taint.HOST)
    if path.startswith("/proc") and _MEMORY.search(path):
        found.append(Taint.MEMORY)
    if path.startswith("/proc") and _ENVIRON.search(path):
        found.append(Taint.ENVIRONMENT)
    return tuple(found)


def address_marks(text: str) -> tuple[Taint, ...]:
    """What the answer of an address is, by its text."""
    if _METADATA.search(text):
        return (Taint.METADATA, Taint.SECRET)
    if _WHO.search(text.lower()):
        return (Taint.HOST,)
    return ()


def starts(path: str) -> bool:
    """Whether what lies there starts by itself, sooner or later."""
    return bool(_START.search(path.lower()))


def sessions(path: str) -> bool:
    """Whether what lies there is started with the session of a user."""
    return bool(_SESSION.search(path.lower()))


def assistant(path: str) -> bool:
    """Whether an AI assistant or its editor takes orders from there."""
    return bool(_ASSISTANT.search(path.lower()))


def others(path: str) -> bool:
    """Whether it belongs to another package or program."""
    return bool(_OTHERS.search(path.lower()))


_ANYBODYS = regex(
    r"^(?:/private)?/(?:var/)?tmp[\\/]|^%temp%[\\/]|^/dev/shm/|^/run/shm/|^/proc/(?:self|\ufffc|\d+)/fd/|^~/\.cache/"
    r"|^(?:~|%userprofile%|/home/[^/]+|/users/[^/]+|[a-z]:[\\/]users[\\/][^\\/]+)[\\/]downloads[\\/]"
    r"|^[a-z]:[\\/]users[\\/]public[\\/]|^%public%[\\/]|^[a-z]:[\\/](?:windows[\\/])?temp[\\/]|^/sdcard/"
)
"""Folders into which any program, or anybody, puts things, and files that lie in memory only."""


def anybodys(path: str) -> bool:
    """Whether it lies where any program of the machine may have put it."""
    return bool(_ANYBODYS.match(path.lower()))


def workflow(path: str) -> bool:
    """Whether a CI service runs what stands there."""
    return bool(_WORKFLOW.search(path.lower()))
