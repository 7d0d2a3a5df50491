"""What lies at a path, by its text: secrets, wallets, places from which things start by themselves?"""

import re

from ostiary.program.flow import Taint

_SECRET = re.compile(
    r"(?i)[\\/~]?\.ssh\b|\bid_(?:rsa|dsa|ed25519|ecdsa)\b|\.aws[\\/]|\.netrc|\.pypirc|\.npmrc"
    r"|\.git-credentials"
    r"|\.docker[\\/]config|\.kube[\\/]config|\.config[\\/](?:gcloud|gh|hub|glab|op)\b"
    r"|application_default_credentials"
    r"|\.azure[\\/]|/etc/(?:passwd|shadow)|\.(?:bash|zsh|python|mysql|psql)_history|\.vault-token|\.terraform"
    r"|\.gnupg|\.pgpass|\.my\.cnf|(?:^|[\\/~])\.env(?:\.\w+)?$|\.s3cfg|\.config[\\/]rclone"
    r"|filezilla|sitemanager\.xml"
    r"|\.htpasswd|servicetoken|/var/run/secrets|serviceaccount[\\/]token|\.cargo[\\/]credentials"
    r"|login\.keychain"
    r"|\bkeychains?[\\/]|\.purple[\\/]|telegram desktop[\\/]tdata|\btdata\b"
    r"|steam[\\/](?:config|ssfn)|\.minecraft"
    r"|\.anthropic|\.claude(?:\.json|[\\/]\.credentials)|\.openai|\.huggingface[\\/]token"
    r"|\.cache[\\/]huggingface[\\/]token"
    r"|winscp\.ini|\.rdp$|\.ovpn$|ntuser\.dat|\bSAM$|roblox"
)
_BROWSER = re.compile(
    r"(?i)login data|\bcookies(?:\.sqlite)?\b|local state|web data|user data[\\/]|key[34]\.db|logins\.json"
    r"|local storage[\\/]leveldb|\bleveldb\b|places\.sqlite|cookies\.binarycookies|mozilla[\\/]firefox"
    r"|google[\\/]chrome|bravesoftware|opera software|microsoft[\\/]edge|yandexbrowser"
    r"|discord(?:canary|ptb)?[\\/]|lightcord|network[\\/]cookies|chromium[\\/]default|vivaldi[\\/]"
)
_WALLET = re.compile(
    r"(?i)wallet\.dat|[\\/]exodus\b|\belectrum\b|metamask|nkbihfbeogaeaoehlefnkodbefgpgknn"
    r"|ethereum[\\/]keystore"
    r"|atomic[\\/]local|\.bitcoin\b|\bcoinomi\b|guarda[\\/]|zcash|armory|bytecoin|jaxx"
    r"|phantom[\\/]|\bwallets?[\\/]"
    r"|\.config[\\/]solana|solana[\\/]id\.json|keystore[\\/]utc|binance[\\/]|tonkeeper|ledger live"
)
_START = re.compile(
    r"(?i)\.(?:bashrc|bash_profile|zshrc|profile|zprofile|bash_login|xinitrc|xprofile)\b"
    r"|/etc/(?:profile|cron|rc\.local|init\.d|ld\.so)"
    r"|crontab|/var/spool/cron|systemd[\\/](?:system|user)|\.service$|launchagents|launchdaemons"
    r"|autostart[\\/]"
    r"|start menu|quick launch|user pinned|currentversion[\\/]+run|\bstartup[\\/]|[\\/]startup$"
    r"|authorized_keys|\.ssh[\\/]config"
    r"|sitecustomize\.py|usercustomize\.py|site-packages[\\/][^\\/]*\.pth|\.config[\\/]fish"
    r"|/etc/sudoers|winlogon|userinit"
    r"|\.git[\\/]hooks|powershell[\\/].*profile\.ps1|ld\.so\.preload|\.vscode[\\/]tasks\.json|/etc/hosts"
)
_ASSISTANT = re.compile(
    r"(?i)\.cursor[\\/]|\.cursorrules|claude\.md|\.claude[\\/]|claude_desktop_config|agents\.md"
    r"|\.windsurf|copilot-instructions"
    r"|\.gemini[\\/]|gemini\.md|mcp(?:_config|_settings)?\.json|\.continue[\\/]|\.aider"
    r"|\.codex[\\/]|\.vscode[\\/]settings\.json"
)
_OTHERS = re.compile(
    r"(?i)node_modules[\\/](?!\.(?!bin))[^\ufffc]*|site-packages[\\/][^\ufffc]*\.py"
    r"|dist-packages[\\/][^\ufffc]*\.py"
    r"|app-\d[^\\/]*[\\/]modules|discord_desktop_core|resources[\\/]app\.asar"
)
_WORKFLOW = re.compile(
    r"(?i)\.github[\\/]workflows|\.gitlab-ci\.yml|\.circleci[\\/]|azure-pipelines|jenkinsfile"
)
_MEMORY = re.compile(r"/proc/(?:[^/]+/)?(?:mem|maps)\b")
_ENVIRON = re.compile(r"/proc/(?:[^/]+/)?environ\b")
_METADATA = re.compile(
    r"169\.254\.169\.254|169\.254\.170\.2|metadata\.google\.internal|metadata\.azure"
    r"|100\.100\.100\.200|/latest/meta-data"
    r"|fd00:ec2::254|/metadata/identity/oauth2"
)
_WHO = re.compile(
    r"(?i)api\.ipify|ipinfo\.io|ifconfig\.(?:me|co|io)|icanhazip|checkip\.|ip-api\.com|ipapi\.co"
    r"|myexternalip|ident\.me"
    r"|wtfismyip|geolocation-db|ipecho|httpbin\.org/ip|myip\.|ip\.42\.pl|jsonip"
)


def path_marks(path: str) -> tuple[Taint, ...]:
    """What the content of the file at a path is, by its text."""
    found = []
    if _SECRET.search(path):
        found.append(Taint.SECRET)
    if _BROWSER.search(path):
        found.append(Taint.BROWSER)
    if _WALLET.search(path):
        found.append(Taint.WALLET)
    if path.startswith("/proc") and _MEMORY.search(path):
        found.append(Taint.MEMORY)
    if path.startswith("/proc") and _ENVIRON.search(path):
        found.append(Taint.ENVIRONMENT)
    return tuple(found)


def address_marks(text: str) -> tuple[Taint, ...]:
    """What the answer of an address is, by its text."""
    if _METADATA.search(text):
        return (Taint.METADATA, Taint.SECRET)
    if _WHO.search(text):
        return (Taint.HOST,)
    return ()


def starts(path: str) -> bool:
    """Whether what lies there starts by itself, sooner or later."""
    return bool(_START.search(path))


def assistant(path: str) -> bool:
    """Whether an AI assistant or its editor takes orders from there."""
    return bool(_ASSISTANT.search(path))


def others(path: str) -> bool:
    """Whether it belongs to another package or program."""
    return bool(_OTHERS.search(path))


def workflow(path: str) -> bool:
    """Whether a CI service runs what stands there."""
    return bool(_WORKFLOW.search(path))
