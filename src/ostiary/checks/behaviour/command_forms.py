"""Which forms have commands that only attackers write?"""

import re
from typing import NamedTuple

from ostiary.core.scale import Severity


class Form(NamedTuple):
    """What is told of a command, its form, and its weight when nobody and when somebody asked."""

    what: str
    pattern: re.Pattern[str]
    unasked: Severity
    asked: Severity


def _any(*forms: str) -> re.Pattern[str]:
    """One pattern for several forms, in whatever case."""
    return re.compile("(?i)" + "|".join(forms))


_FETCHERS = "invoke-webrequest|invoke-restmethod|irm|downloadstring|downloadfile|start-bitstransfer"
_PLACES = r"id_rsa|\.ssh/|\.aws/|wallet|\.pem\b|/etc/shadow|\.npmrc|\.pypirc|login data"

FORMS = (
    Form(
        "runs an encoded command",
        _any(
            # PowerShell's own option, however short it is written
            r"\bpowershell(?:\.exe)?\b.*\s-(?:e|ec|en|enc|enco\w*)\s+[A-Za-z0-9+/=\ufffc]{8}",
            "frombase64string",
            # decoded straight into a shell
            r"base64\s+(?:-d|--decode|-D)\b.*\|\s*(?:ba|z|)sh",
        ),
        Severity.CRITICAL,
        Severity.HIGH,
    ),
    Form(
        "fetches and runs in one command",
        _any(
            # a download into an interpreter
            r"\b(?:curl|wget|fetch)\b[^|;&]*[|;&]+\s*(?:sudo\s+)?"
            r"(?:(?:ba|z|da|)sh|python[\d.]*|perl|node|ruby|php)\b",
            # a download, and then what was downloaded
            r"\b(?:curl|wget)\b.*(?:&&|;).*(?:chmod\s+\+x|\./|\bsh\b|python|start\b)",
            # the same in PowerShell
            rf"(?:iwr|{_FETCHERS})\b.*(?:iex|invoke-expression|start-process|start\b|&|;)",
            r"iex\s*\(",
            # programs of Windows that fetch, or run what lies at an address
            r"bitsadmin\b.*/transfer",
            r"certutil\b.*-urlcache",
            r"mshta\s+(?:https?|javascript|vbscript)",
            r"regsvr32\b.*/i:http",
            # an interpreter that fetches its own text
            r"python\S*\s+-c\s+.*urlopen.*exec",
            r"\$\((?:curl|wget)\b",
        ),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "mines",
        _any(
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
        _any(
            # the body is a file, or the output of a command
            r"\bcurl\b.*(?:-d|--data\S*|-F|--form|-T|--upload-file)\s*\S*(?:@|\$\(|`)",
            # the address is
            r"\bcurl\b.*[?/]\S*\$\(",
            r"\|\s*(?:curl|nc|ncat)\b",
            # the name that is looked up is
            r"\b(?:nslookup|dig|host|ping)\b.*(?:\$\(|`)",
            r"env\s*\|",
        ),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "switches off the machine's defences",
        _any(
            "set-mppreference|add-mppreference",
            r"netsh\s+(?:advfirewall|firewall)\s+\S+\s+(?:off|add)",
            "disableantispyware",
            r"taskkill\b.*(?:wireshark|processhacker|msmpeng|defender)",
            r"setenforce\s+0|ufw\s+disable|iptables\s+-F",
        ),
        Severity.CRITICAL,
        Severity.HIGH,
    ),
    Form(
        "publishes packages",
        _any(
            r"\bnpm\s+publish\b|\btwine\s+upload\b|\bpnpm\s+publish\b",
            r"npm\s+version\s+patch",
        ),
        Severity.HIGH,
        Severity.LOW,
    ),
    Form(
        "starts a script past the machine's rules, hidden",
        re.compile(r"(?i)(?=.*-w(?:indowstyle)?\s+hidden)(?=.*-(?:ep|ex\w*)\s+bypass)"),
        Severity.CRITICAL,
        Severity.HIGH,
    ),
    Form(
        "asks the cloud machine for its credentials",
        re.compile(r"169\.254\.169\.254|metadata\.google\.internal|/latest/meta-data"),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "looks for secrets",
        _any(
            r"(?:\bfind\b|get-childitem|\bdir\b|\bgrep\b|\bls\b|\bcat\b|\btype\b|\btar\b|\bzip\b"
            rf"|\bcp\b).*(?:\*?\.env\b|{_PLACES})"
        ),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "writes out the whole environment",
        re.compile(r"(?:^|[;&|]\s*)(?:env|printenv|set)\s*>{1,2}\s*\S"),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "fetches past the machine's rules",
        _any(
            r"(?=.*-(?:ep|ex\w*)\s+bypass)"
            r"(?=.*(?:invoke-webrequest|iwr|downloadfile|downloadstring|irm|curl)).*https?://"
        ),
        Severity.CRITICAL,
        Severity.HIGH,
    ),
    Form(
        "starts hidden from whoever sits there",
        _any(
            r"-w(?:indowstyle)?\s+(?:hidden|1)\b",
            "vbhide",
            r"start\s+/b\s",
            r"-windowstyle\s+hidden",
        ),
        Severity.HIGH,
        Severity.MEDIUM,
    ),
    Form(
        "downloads a program",
        _any(
            r"\b(?:curl|wget|iwr|invoke-webrequest|certutil|bitsadmin|downloadfile|start-bitstransfer)\b"
            r".*https?://\S*\.(?:exe|dll|msi|scr|ps1|vbs|bat|hta|sh|elf)\b"
        ),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "installs packages from an address of its own",
        _any(r"\bpip[\d.]*[\s,]+install\b.*(?:\bgit\+|https?://)"),
        Severity.HIGH,
        Severity.LOW,
    ),
    Form(
        "installs packages",
        _any(r"\b(?:pip3?|npm|conda)\b\s+(?:install|i)\b", r"-m[\s,]+pip[\s,]+install"),
        Severity.MEDIUM,
        Severity.INFO,
    ),
)
"""Every form that is known; of those that fit, the first of the heaviest is told."""
