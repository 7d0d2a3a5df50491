"""Is a command of the kind that only attackers write?"""

import re
from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act
from ostiary.program.model import Program

_KINDS = (
    ("runs an encoded command", re.compile(r"(?i)\bpowershell(?:\.exe)?\b.*\s-(?:e|ec|en|enc|enco\w*)\s+[A-Za-z0-9+/=\ufffc]{8}|frombase64string|base64\s+(?:-d|--decode|-D)\b.*\|\s*(?:ba|z|)sh"), Severity.CRITICAL, Severity.HIGH),
    ("fetches and runs in one command", re.compile(r"(?i)\b(?:curl|wget|fetch)\b[^|;&]*[|;&]+\s*(?:sudo\s+)?(?:(?:ba|z|da|)sh|python[\d.]*|perl|node|ruby|php)\b|\b(?:curl|wget)\b.*(?:&&|;).*(?:chmod\s+\+x|\./|\bsh\b|python|start\b)|(?:iwr|invoke-webrequest|invoke-restmethod|irm|downloadstring|downloadfile|start-bitstransfer)\b.*(?:iex|invoke-expression|start-process|start\b|&|;)|iex\s*\(|bitsadmin\b.*/transfer|certutil\b.*-urlcache|mshta\s+(?:https?|javascript|vbscript)|regsvr32\b.*/i:http|python\S*\s+-c\s+.*urlopen.*exec|\$\((?:curl|wget)\b"), Severity.CRITICAL, Severity.MEDIUM),
    ("mines", re.compile(r"(?i)stratum\+(?:tcp|ssl)|\bxmrig\b|minerd\b|\bnbminer|--donate-level|ethminer|cpuminer|nanopool|minexmr|supportxmr"), Severity.CRITICAL, Severity.HIGH),
    ("sends files or the environment by a command", re.compile(r"(?i)\bcurl\b.*(?:-d|--data\S*|-F|--form|-T|--upload-file)\s*\S*(?:@|\$\(|`)|\bcurl\b.*[?/]\S*\$\(|\|\s*(?:curl|nc|ncat)\b|\b(?:nslookup|dig|host|ping)\b.*(?:\$\(|`)|env\s*\|"), Severity.CRITICAL, Severity.MEDIUM),
    ("switches off the machine's defences", re.compile(r"(?i)set-mppreference|add-mppreference|netsh\s+(?:advfirewall|firewall)\s+\S+\s+(?:off|add)|disableantispyware|taskkill\b.*(?:wireshark|processhacker|msmpeng|defender)|setenforce\s+0|ufw\s+disable|iptables\s+-F"), Severity.CRITICAL, Severity.HIGH),
    ("publishes packages", re.compile(r"(?i)\bnpm\s+publish\b|\btwine\s+upload\b|\bpnpm\s+publish\b|npm\s+version\s+patch"), Severity.HIGH, Severity.LOW),
    ("starts a script past the machine's rules, hidden", re.compile(r"(?i)(?=.*-w(?:indowstyle)?\s+hidden)(?=.*-(?:ep|ex\w*)\s+bypass)"), Severity.CRITICAL, Severity.HIGH),
    ("asks the cloud machine for its credentials", re.compile(r"169\.254\.169\.254|metadata\.google\.internal|/latest/meta-data"), Severity.CRITICAL, Severity.MEDIUM),
    ("looks for secrets", re.compile(r"(?i)(?:\bfind\b|get-childitem|\bdir\b|\bgrep\b|\bls\b|\bcat\b|\btype\b|\btar\b|\bzip\b|\bcp\b).*(?:\*?\.env\b|id_rsa|\.ssh/|\.aws/|wallet|\.pem\b|/etc/shadow|\.npmrc|\.pypirc|login data)"), Severity.CRITICAL, Severity.MEDIUM),
    ("writes out the whole environment", re.compile(r"(?:^|[;&|]\s*)(?:env|printenv|set)\s*>{1,2}\s*\S"), Severity.CRITICAL, Severity.MEDIUM),
    ("fetches past the machine's rules", re.compile(r"(?i)(?=.*-(?:ep|ex\w*)\s+bypass)(?=.*(?:invoke-webrequest|iwr|downloadfile|downloadstring|irm|curl)).*https?://"), Severity.CRITICAL, Severity.HIGH),
    ("starts hidden from whoever sits there", re.compile(r"(?i)-w(?:indowstyle)?\s+(?:hidden|1)\b|vbhide|start\s+/b\s|-windowstyle\s+hidden"), Severity.HIGH, Severity.MEDIUM),
    ("downloads a program", re.compile(r"(?i)\b(?:curl|wget|iwr|invoke-webrequest|certutil|bitsadmin)\b.*https?://\S*\.(?:exe|dll|msi|scr|ps1|vbs|bat|hta|sh|elf)\b"), Severity.CRITICAL, Severity.MEDIUM),
    ("installs packages", re.compile(r"(?i)\b(?:pip3?|npm|conda)\b\s+(?:install|i)\b|-m[\s,]+pip[\s,]+install"), Severity.MEDIUM, Severity.INFO),
)  # fmt: skip
"""What is told of it, its form, and how much it weighs when nobody asked for it and when somebody did."""


@check(
    "attack-command",
    "a command of the kind that attackers write",
    Severity.HIGH,
    Family.FLOW,
    reads=Program,
    remedy="Read the command in full: what it fetches, sends or switches off.",
    refs=("T1059", "T1105", "T1562"),
)
def attack_command(program: Program) -> Iterator[Hit | Gap]:
    """Encoded commands, downloads piped into shells and defences switched off need no second witness."""
    for flow in acts(program, Act.RUN):
        found = [
            (at_once if early(flow) else called, what)
            for what, pattern, at_once, called in _KINDS
            if pattern.search(flow.text)
        ]
        if not found:
            continue
        severity, what = max(found, key=lambda one: one[0])
        if severity is Severity.HIGH and len(found) > 1 and _QUIET.search(flow.text):
            severity = Severity.CRITICAL  # fetched, run and hidden in one breath
        if severity > Severity.INFO:
            yield hit(flow, f"{what}, {quote(flow.text)},", severity, Confidence.MEDIUM)


_QUIET = re.compile(
    r"(?i)-w(?:indowstyle)?\s+(?:hidden|1)\b|-(?:ep|ex\w*)\s+bypass|>\s*/dev/null 2>&1\s*&"
)
