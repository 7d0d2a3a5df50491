"""Which files and commands decide for other programs what they run, or where they fetch from?

A place that only its own user should fill: whoever writes there without being asked speaks for that program
from then on. What starts by itself (profiles of shells, services, schedules) is `persistence`.
"""

import re
from typing import NamedTuple

from ostiary.core.regex import regex
from ostiary.core.scale import Severity

_CRITICAL, _HIGH = Severity.CRITICAL, Severity.HIGH


class Place(NamedTuple):
    """Whose settings lie at which paths, and how bad it is to write there unasked."""

    whose: str
    path: re.Pattern[str]
    unasked: Severity = _CRITICAL


def _place(whose: str, *forms: str, unasked: Severity = _CRITICAL) -> Place:
    return Place(whose, regex(r"(?i)[\\/](?:" + "|".join(forms) + ")$"), unasked)


PLACES = (
    # where packages, images and models come from
    _place("pip", r"pip\.(?:conf|ini)", r"\.?pydistutils\.cfg"),
    _place("uv", r"uv[\\/]uv\.toml"),
    _place("poetry", r"pypoetry[\\/](?:config|auth)\.toml"),
    _place("twine", r"\.pypirc"),
    _place("conda", r"\.(?:conda|mamba)rc", r"\.?conda[\\/]\.?condarc"),
    _place("npm", r"\.npmrc", r"etc[\\/]npmrc"),
    _place("yarn", r"\.yarnrc(?:\.yml)?"),
    _place("pnpm", r"pnpm[\\/]rc", r"\.pnpmrc"),
    _place("pnpm", r"\.pnpmfile\.[cm]?js"),
    _place("yarn", r"\.pnp\.[cm]?js", r"\.yarn[\\/](?:plugins|releases)[\\/].*"),
    _place("bun", r"\.?bunfig\.toml"),
    _place("cargo", r"\.cargo[\\/]config(?:\.toml)?"),
    _place("gem", r"\.gemrc", r"\.bundle[\\/]config"),
    _place("Maven", r"\.m2[\\/]settings(?:-security)?\.xml"),
    _place("Gradle", r"\.gradle[\\/](?:init\.gradle(?:\.kts)?|init\.d[\\/].*|gradle\.properties)"),
    _place("NuGet", r"nuget\.config"),
    _place("Go", r"go[\\/]env"),
    _place("composer", r"composer[\\/](?:config|auth)\.json"),
    _place("apt", r"etc[\\/]apt[\\/].*", unasked=_HIGH),
    _place("yum", r"etc[\\/](?:yum\.repos\.d|yum|dnf)[\\/].*", unasked=_HIGH),
    _place("Homebrew", r"\.homebrew[\\/]brew\.env", r"etc[\\/]homebrew[\\/]brew\.env"),
    # where clouds and containers are, and what asks for their credentials
    _place("Docker", r"\.docker[\\/](?:config|daemon)\.json", r"etc[\\/]docker[\\/]daemon\.json"),
    _place("Podman", r"containers[\\/](?:registries|containers|auth|policy)\.(?:conf|json)"),
    _place("Kubernetes", r"\.kube[\\/]config"),
    _place("the AWS clients", r"\.aws[\\/](?:config|cli[\\/]alias)"),
    _place("the Google Cloud clients", r"gcloud[\\/](?:properties|configurations[\\/].*)"),
    _place("Terraform", r"\.terraformrc", r"terraform\.rc"),
    _place("Ansible", r"\.?ansible\.cfg"),
    # repositories
    _place(
        "git", r"\.gitconfig", r"git[\\/](?:config|hooks[\\/].*|attributes)", r"etc[\\/]gitconfig"
    ),
    _place("git", r"\.git-templates?[\\/].*", r"git-core[\\/]templates[\\/].*"),
    Place(
        "the project that it is installed in",
        regex(
            r"(?i)^\$INIT_CWD[\\/](?:package\.json|\.husky[\\/].+|makefile|(?:gulp|grunt)file\.\w+"
            r"|(?:[\w-]+\.config|\.\w+rc|jest\.setup|babel\.config)\.[cm]?[jt]s|\.(?:babel|eslint|mocha|swc|post-?css)rc(?:\.json)?)$"
        ),
        _HIGH,
    ),
    _place("Mercurial", r"\.hgrc", r"mercurial\.ini"),
    _place("Subversion", r"\.subversion[\\/](?:config|servers)"),
    _place("curl", r"[._]curlrc"),
    _place("wget", r"\.?wgetrc"),
    # interpreters and debuggers
    _place(
        "Python's prompt", r"\.?pythonrc(?:\.py)?", r"\.pythonstartup(?:\.py)?", r"\.pdbrc(?:\.py)?"
    ),
    _place("IPython", r"\.ipython[\\/].*\.py"),
    _place("Jupyter", r"\.jupyter[\\/].*\.(?:py|js)"),
    Place("the later steps of a CI job", regex(r"^\$(?:GITHUB_(?:ENV|PATH)|BASH_ENV)$"), _HIGH),
    _place("R", r"\.Rprofile", r"\.Renviron"),
    _place("Ruby's prompt", r"\.(?:irb|pry)rc"),
    _place("a debugger", r"\.(?:gdb|lldb)init(?:-\w+)?"),
    _place("a client of a database", r"\.(?:psql|sqlite|mysql)rc"),
    # editors, terminals and pagers
    _place("vim", r"[._]g?vimrc", r"\.vim[\\/].*\.vim", r"nvim[\\/].*\.(?:vim|lua)"),
    _place("Emacs", r"\.emacs(?:\.el)?", r"\.?emacs(?:\.d)?[\\/].*\.el"),
    _place("tmux", r"\.tmux\.conf", r"tmux[\\/]tmux\.conf", r"\.tmux[\\/]plugins[\\/].*"),
    _place("screen", r"\.screenrc"),
    _place("less", r"\.lessfilter"),
    _place(
        "a file manager", r"(?:ranger|lf|nnn|yazi)[\\/][^\\/]*(?:rc|\.conf|\.py|\.sh|\.toml|\.lua)"
    ),
    _place("whatever opens files", r"\.mailcap", r"mimeapps\.list"),
    _place("direnv", r"direnv[\\/](?:direnvrc|direnv\.toml|lib[\\/].*)", r"\.direnvrc"),
    _place(
        "Visual Studio Code",
        r"\.vscode(?:-server)?[\\/]extensions[\\/].*",
        r"vscode[\\/]argv\.json",
    ),
    _place(
        "an editor",
        r"(?:code(?: - insiders)?|cursor|vscodium|windsurf|trae|kiro)[\\/]user[\\/]"
        r"(?:settings|keybindings|tasks|mcp)\.json",
    ),
    _place("Sublime Text", r"sublime text[^\\/]*[\\/]packages[\\/].*\.py"),
    _place("a JetBrains editor", r"\.idea[\\/](?:workspace|externaldependencies)\.xml"),
    # what a desk shows, and whom a browser talks to
    _place("the desk", r"share[\\/]applications[\\/][^\\/]*\.desktop", unasked=_HIGH),
    _place("the desk", r"(?:i3|sway|hypr|openbox|awesome|bspwm|qtile)[\\/][^\\/]+"),
    _place("a browser", r"nativemessaginghosts[\\/].*", r"native-messaging-hosts[\\/].*"),
    _place("a browser", r"(?:firefox|chrome|chromium|edge)[\\/](?:.*[\\/])?(?:user|prefs)\.js"),
    _place("a browser", r"policies[\\/](?:managed[\\/].*|policies\.json)"),
    _place("whatever looks up names", r"etc[\\/](?:resolv|nsswitch)\.conf"),
    # programs that people call by their names
    _place(
        "whoever calls a program by its name",
        r"(?:bin|sbin)[\\/](?:sudo|su|doas|ssh|scp|git|ls|cat|ps|python[\d.]*|pip[\d.]*|uv|node|npm|npx"
        r"|curl|wget|docker|kubectl|aws|gcloud|gpg|passwd|login|brew|make|vim?|code)",
    ),
    _place(
        "whoever calls a program by its name",
        r"(?:\.local|usr|usr[\\/]local|opt[\\/]homebrew|~)[\\/]s?bin[\\/][^\\/]+",
        unasked=_HIGH,
    ),
)
"""Sources: the manuals of each program, under files and configuration."""

_AT_HOME = regex(r"^(?:~|/|\\\\|%(?!te?mp%)|[A-Za-z]:|\$|\ufffc)", re.IGNORECASE)
"""What is relative lies in the source that is built, or in a folder that somebody chose."""
_FOR_A_WHILE = regex(r"(?i)^(?:/var)?/tmp/|[\\/]te?mp[\\/]|site-packages|node_modules")


def place_of(path: str) -> Place | None:
    """The place of others that a path names; None for what lies in the own source, or only for a while."""
    if not _AT_HOME.match(path) or _FOR_A_WHILE.search(path):
        return None
    return next((one for one in PLACES if one.path.search(path)), None)


_FILES = (
    r"(?:\.npmrc|pip\.conf|pip\.ini|\.condarc|\.gitconfig|\.pypirc|\.yarnrc(?:\.yml)?|\.curlrc|\.wgetrc"
    r"|\.vimrc|\.tmux\.conf|\.cargo/config(?:\.toml)?|\.docker/config\.json|\.kube/config|\.aws/config)"
)
COMMAND = regex(
    # what a program's own command sets for its user or for all
    r"(?i)\bpip[\d.]*(?:['\"]?[\s,]+)+config\s+(?:--\w+\s+)*set\s+\S*(?:index-url|trusted-host|proxy|find-links)"
    r"|\b(?:npm|pnpm|yarn|bun)\s+(?:config\s+)?set\s+\S*"
    r"(?:registry|proxy|script-shell|prefix|cafile|strict-ssl|node-options)"
    r"|\bgit\s+config\s+(?:\S+\s+)*--(?:global|system)\s+(?:\S+\s+)*?(?:core\.(?:hookspath|sshcommand|fsmonitor"
    r"|pager|editor|gitproxy)|credential\.\S*|url\.\S+\.insteadof|http\.\S*(?:proxy|sslverify|sslcainfo)|alias\.\S+"
    r"|init\.templatedir|include\S*\.path|gpg\.\S*program|filter\.\S+|diff\.external)\s+\S"
    r"|\bconda\s+config\s+(?:\S+\s+)*--(?:add|append|prepend)\s+channels\s+\S+://"
    r"|\bgem\s+sources\s+(?:-a|--add)\b|\bcargo\s+config\b.*registry"
    r"|>>?\s*[\"']?\$\{?GITHUB_(?:ENV|PATH)\b"
    # of a whole system
    r"|\bnetworksetup\s+-set\w*(?:proxy|autoproxyurl|dnsservers)|\bnetsh\s+winhttp\s+set\s+proxy"
    r"|\blaunchctl\s+setenv\s|\bgsettings\s+set\s+org\.gnome\.system\.proxy"
    r"|\bsetx(?:\.exe)?\s+\S*(?:proxy|index_url|node_options|pythonstartup|pythonpath|registry|_ca_)"
    rf"|>{{1,2}}\s*[\"']?(?:~|\$home|\$\{{home\}}|%userprofile%|/etc)\S*[/\\]{_FILES}"
)
"""Commands that set for everybody later what one program runs, trusts or fetches from."""

HIDDEN = regex(
    r"(?i)(?:^|[\s=:\"'])(?:/var/tmp/|/tmp/|/dev/shm/|%te?mp%|~/\.(?!cache)|%appdata%|%programdata%|c:\\users\\public)"
)
"""Where nothing lies that anybody installed."""
