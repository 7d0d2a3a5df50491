"""Which forms have commands that only attackers write?"""

from ostiary.checks.behaviour.forge_commands import FORGES
from ostiary.checks.behaviour.form import Form, any_of
from ostiary.checks.behaviour.forms_elsewhere import ELSEWHERE
from ostiary.core.regex import regex
from ostiary.core.scale import Severity

_FETCHERS = "invoke-webrequest|invoke-restmethod|irm|downloadstring|downloadfile|start-bitstransfer"
_KEPT = (
    r"(?:[\w-]+\.)*(?:github|gitlab|githubusercontent|pypi|python|pythonhosted|pytorch|nvidia|anaconda"
    r"|aliyun|tsinghua|douban|ustc|huaweicloud|tencent|googleapis|amazonaws|huggingface)\.(?:com|org|io|edu|cn)"
    r"|(?:localhost|127\.)"
)
_PLACES = r"id_rsa|\.ssh/|\.aws/|wallet|\.pem\b|/etc/shadow|\.npmrc|\.pypirc|login data"

_NOT_ITSELF = (
    r"(?![\s,]+(?:(?:-e|-q|--editable|--quiet|--no-deps)[\s,]+)*\.(?:\[[\w,-]*\])?\s*(?:$|[;&|]))"
)

FORMS = (
    *ELSEWHERE,
    Form(
        "runs a command that stands in it encoded",
        any_of(
            r"\b(?:powershell|pwsh)(?:\.exe)?\b.*\s[-/](?:e|ec|en|enc|enco\w*)\s+[\"']?[A-Za-z0-9+/=]{40}",
            r"\becho\s+(?:-\w\s+)?[\"']?[A-Za-z0-9+/=]{16,}[\"']?\s*\|\s*(?:base64|openssl|xxd)\b.*\|\s*"
            r"(?:sudo\s+)?(?:(?:ba|z|da|)sh|python[\d.]*|perl|node)\b",
        ),
        Severity.CRITICAL,
        Severity.CRITICAL,
    ),
    Form(
        "fetches by a tool of Windows that hides it",
        any_of(
            r"\bmshta(?:\.exe)?\s+[\"']?(?:https?:|javascript:|vbscript:)|\bregsvr32\b.*/i:http",
            r"\bcertutil(?:\.exe)?\b.*-urlcache.*https?://|\bbitsadmin(?:\.exe)?\b.*/transfer.*https?://",
            r"\b(?:powershell|pwsh)(?:\.exe)?\b(?=.*\s-w\w*\s+(?:hidden|1)\b)"
            rf"(?=.*(?:iwr|curl|{_FETCHERS})\b).*https?://",
        ),
        Severity.CRITICAL,
        Severity.CRITICAL,
    ),
    Form(
        "runs an encoded command",
        any_of(
            # PowerShell's own option, however short it is written
            r"\b(?:powershell|pwsh)(?:\.exe)?\b.*\s[-/](?:e|ec|en|enc|enco\w*)\s+[\"']?[A-Za-z0-9+/=\ufffc]{8}",
            "frombase64string",
            # decoded straight into a shell
            r"(?:\b(?:base64|base32|xxd|openssl|uudecode)\b.*\s-(?:d|-decode|D|r)|\b(?:rev|zcat|gunzip)\b)"
            r".*\|\s*(?:(?:ba|z|da|)sh|python[\d.]*|perl|node)\b",
            r"\[(?:system\.)?reflection\.assembly\].*load",
        ),
        Severity.CRITICAL,
        Severity.HIGH,
    ),
    Form(
        "fetches and runs in one command",
        any_of(
            # a download into an interpreter
            r"\b(?:curl|wget|fetch)\b[^|;&]*[|;&]+\s*(?:sudo\s+)?"
            r"(?:(?:ba|z|da|)sh|python[\d.]*|perl|node|ruby|php)\b",
            # a download, and then what was downloaded
            r"\b(?:curl|wget)\b.*(?:&&|;).*(?:chmod\s+\+x|\./|\bsh\b|python|start\b)",
            # the same in PowerShell
            rf"(?:iwr|{_FETCHERS})\b.*(?:iex|invoke-expression|start-process|start\b|&|;)",
            r"iex\s*\(",
            rf"(?:iex|invoke-expression)\b.*(?:iwr|{_FETCHERS})\b",
            r"\bcurl\b.*\|\s*(?:iex|cmd|powershell|pwsh)\b",
            r"<\(\s*(?:curl|wget)\b",
            # programs of Windows that fetch, or run what lies at an address
            r"bitsadmin\b.*/transfer",
            r"certutil\b.*-urlcache",
            r"mshta\s+(?:https?|javascript|vbscript)",
            r"regsvr32\b.*/i:http",
            r"\bmsiexec(?:\.exe)?\b.*\s/(?:i|package|q\w*)\b.*https?://",
            r"\brundll32(?:\.exe)?\b\s+\S*(?:javascript:|https?:|\\\\\w)",
            r"\bhh(?:\.exe)?\s+https?:|\bwmic\b.*\bprocess\s+call\s+create",
            r"\b(?:cscript|wscript)\b.*https?://|\binstallutil\b.*https?://",
            # an interpreter that fetches its own text
            r"python\S*\s+-c\s+.*urlopen.*exec",
            r"\$\((?:curl|wget)\b",
        ),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "mines",
        any_of(
            r"stratum\+(?:tcp|ssl)",
            r"\bxmrig\b|minerd\b|\bnbminer",
            "--donate-level",
            "ethminer|cpuminer",
            "nanopool|minexmr|supportxmr",
        ),
        Severity.CRITICAL,
        Severity.HIGH,
    ),
    Form(
        "sends files or the environment by a command",
        any_of(
            # the body is a file, or the output of a command
            r"\bcurl\b.*(?:-d|--data\S*|-F|--form|-T|--upload-file)\s*\S*(?:@|\$\(|`)",
            # the address is
            r"\bcurl\b.*[?/]\S*\$\(",
            r"\|\s*(?:curl|nc|ncat)\b",
            # the name that is looked up is
            r"(?<!\$)\b(?:nslookup|dig|host|ping)\b(?!=).*(?:\$\(|`)",
            r"env\s*\|",
        ),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "switches off the machine's defences",
        any_of(
            "set-mppreference|add-mppreference",
            r"netsh\s+(?:advfirewall|firewall)\b.*\b(?:off|disable|add)\b",
            "disableantispyware|disablerealtimemonitoring|disabletaskmgr|disableregistrytools|enablelua",
            r"taskkill\b.*(?:wireshark|processhacker|msmpeng|defender|fiddler|procmon|ollydbg|x64dbg|avast|avgui)",
            r"(?:\bsc|\bnet)\b\s+(?:stop|delete|config)\s+\S*(?:windefend|wscsvc|mpssvc|sense|wuauserv)",
            r"setenforce\s+0|ufw\s+disable|iptables\s+(?:-F|--flush)|spctl\s+--(?:master|global)-disable",
            r"csrutil\s+disable|xattr\b.*com\.apple\.quarantine|xattr\s+-r?c\b",
            r"systemctl\s+(?:stop|disable|mask)\s+\S*(?:firewalld|apparmor|auditd|falcon|clamav|ufw)",
            # what would tell of it afterwards is removed
            r"\bwevtutil\b\s+cl\b|clear-eventlog|\bhistory\s+-c\b|\brm\b.*\.(?:bash|zsh)_history"
            r"|unset\s+HISTFILE|histfile=/dev/null",
        ),
        Severity.CRITICAL,
        Severity.HIGH,
    ),
    Form(
        "lets scripts of anybody run",
        any_of(r"set-executionpolicy\s+(?:-\w+\s+)*(?:unrestricted|bypass)"),
        Severity.HIGH,
        Severity.INFO,
    ),
    Form(
        "publishes packages",
        any_of(
            r"\bnpm\s+publish\b|\btwine\s+upload\b|\bpnpm\s+publish\b",
            r"npm\s+version\s+patch",
        ),
        Severity.HIGH,
        Severity.LOW,
    ),
    FORGES,
    Form(
        "starts a script past the machine's rules, hidden",
        regex(r"(?i)(?=.*-w(?:indowstyle)?\s+hidden)(?=.*-(?:ep|ex\w*)\s+bypass)"),
        Severity.CRITICAL,
        Severity.HIGH,
    ),
    Form(
        "asks the cloud machine for its credentials",
        regex(r"169\.254\.169\.254|metadata\.google\.internal|/latest/meta-data"),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "looks for secrets",
        any_of(
            r"(?:\bfind\b|get-childitem|\bdir\b|\bgrep\b|\bls\b|\bcat\b|\btype\b|\btar\b|\bzip\b"
            rf"|\bcp\b).*(?:\*?\.env\b|{_PLACES})"
        ),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "lists what lies on the machine",
        any_of(
            r"\bls\s+(?:-\S+\s+)*-\w*R\w*\s+(?:-\S+\s+)*[/~]|\bdir\s+(?:/\w\s+)*/s\s+(?:/\w\s+)*[a-z]:",
            r"\bfind\s+(?:/|~|/home|/root|/etc)\s|\btree\s+(?:-\S+\s+)*[/~]|\bls\s+(?:-\S+\s+)*/\s*(?:$|[>|;&])",
            r"\bcat\s+/etc/(?:passwd|hosts|shadow|group)\b",
            r"\b(?:cat|ls|find|tree|strings)\s+(?:-\S+\s+)*/(?!etc/|proc/|sys/|usr/)\S+[^|;&<]*>{1,2}\s*[\w.]",
        ),
        Severity.CRITICAL,
        Severity.LOW,
    ),
    Form(
        "writes out the whole environment",
        regex(r"(?:^|[;&|]\s*)(?:env|printenv|set)\s*>{1,2}\s*\S"),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "fetches past the machine's rules",
        any_of(
            r"(?=.*-(?:ep|ex\w*)\s+bypass)"
            r"(?=.*(?:invoke-webrequest|iwr|downloadfile|downloadstring|irm|curl)).*https?://"
        ),
        Severity.CRITICAL,
        Severity.HIGH,
    ),
    Form(
        "starts without a window",
        any_of(
            r"-w(?:indowstyle)?\s+hidden\b",
            r"(?:powershell|pwsh)\S*\s.*-w(?:in\w*)?\s+1\b",
            "vbhide",
        ),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "starts hidden from whoever sits there",
        any_of(r"start\s+/b\s+(?!(?:/\w+\s+)?(?:[\ufffc^&\s]|--?\w+)*$)"),
        Severity.HIGH,
        Severity.MEDIUM,
    ),
    Form(
        "starts hidden from whoever sits there",
        any_of(r"start\s+/b\s"),
        Severity.HIGH,
        Severity.LOW,
    ),
    Form(
        "starts a program of the desk, which shows that anything could be started",
        any_of(
            r"^\W*(?:start\s+|cmd\S*\s+/c\s+|open\s+(?:-a\s+)?)?(?:\S*[\\/])?(?:calc|notepad|mspaint|write)"
            r"(?:\.exe)?\W*$",
            r"^\W*(?:xcalc|gnome-calculator|kcalc|gedit|open\s+-a\s+calculator(?:\.app)?)\b",
        ),
        Severity.CRITICAL,
        Severity.INFO,
    ),
    Form(
        "downloads a program",
        any_of(
            r"\b(?:curl|wget|iwr|invoke-webrequest|certutil|bitsadmin|downloadfile|start-bitstransfer)\b"
            r".*https?://\S*\.(?:exe|dll|msi|scr|ps1|vbs|bat|hta|sh|elf)\b"
        ),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "asks for the rights of an administrator",
        any_of(r"^runas\b"),
        Severity.HIGH,
        Severity.LOW,
    ),
    Form(
        "opens the machine to elsewhere by a tunnel",
        any_of(
            r"\bssh\b.*\s-\w*R\s*\S+:\S+:\d+",
            r"\bngrok\s+(?:tcp|http|start)\b|\bcloudflared\s+tunnel\b",
        ),
        Severity.CRITICAL,
        Severity.LOW,
    ),
    Form(
        "puts an extension into a browser",
        any_of(r"--load-extension[=\s]"),
        Severity.CRITICAL,
        Severity.LOW,
    ),
    Form(
        "installs packages from an address of its own",
        any_of(r"\bpip[\d.]*[\s,]+install\b.*(?:\bgit\+|https?://)"),
        Severity.HIGH,
        Severity.LOW,
    ),
    Form(
        "installs packages from whoever answers",
        any_of(
            # an archive or an index at an address that keeps no source code under the names of its owners
            r"\bpip[\d.]*[\s,]+install\b.*\bhttps?://(?:[^/@\s]*@)?(?:\d{1,3}\.){3}\d{1,3}\b",
            r"\bpip[\d.]*[\s,]+install\b.*--trusted-host",
            rf"\bpip[\d.]*[\s,]+install\b.*\shttps?://(?!{_KEPT})\S+\.(?:tar\.gz|zip|whl|tgz)\b",
            rf"\bpip[\d.]*[\s,]+install\b.*(?:-i|--(?:extra-)?index-url)[\s=,]+https?://(?!{_KEPT})",
        ),
        Severity.CRITICAL,
        Severity.LOW,
    ),
    Form(
        "installs packages",
        any_of(  # other packages than the one that lies here
            rf"\b(?:pip3?|npm|conda)\b\s+(?:install|i)\b{_NOT_ITSELF}",
            rf"-m[\s,]+pip[\s,]+install\b{_NOT_ITSELF}",
        ),
        Severity.MEDIUM,
        Severity.INFO,
    ),
)
"""Every form that is known; of those that fit, the first of the heaviest is told."""
