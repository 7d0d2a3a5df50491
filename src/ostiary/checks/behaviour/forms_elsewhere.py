"""Which forms have commands that run what lies elsewhere, or hand out what lies here?"""

from ostiary.checks.behaviour.form import Form, any_of
from ostiary.core.scale import Severity

_ADDRESS = r"(?:https?|git\+\w+|git|ssh)://"
_KEYS = (
    r"(?:\.(?:ssh|aws|gnupg|kube|docker|azure|electrum|bitcoin|ethereum|npmrc|pypirc|netrc|git-credentials)\b"
    r"|id_(?:rsa|dsa|ecdsa|ed25519)|wallet|keystore|login data)"
)

ELSEWHERE = (
    Form(
        "has what it fetches run by somebody else",
        any_of(
            r"\b(?:curl|wget)\b[^;&]*>\(\s*(?:(?:ba|z|da|)sh|python[\d.]*|perl|node)\b",
            r"\b(?:curl|wget)\b[^;&]*\|\s*(?:sudo\s+)?(?:at|batch|crontab)\b",
            r"\bfor\s+/f\b.{0,200}['\"(](?:curl|wget|certutil|powershell|pwsh)\b.*\bdo\b\s*(?:call\s+)?%",
            r"\b(?:curl|wget)\b[^;&]*\|\s*(?:sudo\s+)?tee\s+(?:-a\s+)?\S*"
            r"(?:/etc/(?:cron|profile|rc|init|ld\.so|systemd|sudoers)|\.(?:bash|zsh)rc|\.profile|/\.ssh/)",
        ),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "runs what lies at an address",
        any_of(
            rf"\b(?:npx|bunx|bun\s+x|(?:pnpm|yarn)\s+dlx|npm\s+(?:exec|x))\b[^|;&]*\s[\"']?{_ADDRESS}",
            rf"\bdeno\s+(?:run|eval|install)\b[^|;&]*\s[\"']?{_ADDRESS}",
            rf"\b(?:uvx|uv\s+tool\s+run|pipx\s+run)\b[^|;&]*(?:git\+|{_ADDRESS})",
            r"\bgo\s+run\s+(?:-\S+\s+)*[\w.-]+\.\w+/\S+@",
            r"\brundll32(?:\.exe)?\s+\S*(?:url\.dll|shdocvw|ieframe)\S*,\s*\w+\s+[\"']?(?:https?|file):",
        ),
        Severity.CRITICAL,
        Severity.LOW,
    ),
    Form(
        "copies keys to another machine",
        any_of(
            rf"\b(?:scp|rsync|sftp|rclone)\b[^|;&]*{_KEYS}[^|;&]*\s[\w.@-]+:",
            rf"\bwget\b[^|;&]*--(?:post|body)-file[=\s]\S*{_KEYS}",
        ),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "sends a file by a command",
        any_of(r"\bwget\b[^|;&]*\s--(?:post|body)-file[=\s]"),
        Severity.HIGH,
        Severity.LOW,
    ),
    Form(
        "gives a container the whole machine",
        any_of(
            r"\b(?:docker|podman|nerdctl)\s+run\b[^|;&]*\s(?:--privileged\b|(?:-v|--volume)[=\s]*/:)",
        ),
        Severity.HIGH,
        Severity.LOW,
    ),
    Form(
        "lets everybody change every file",
        any_of(r"\bchmod\s+(?:-\w+\s+)*(?:0?777|a\+\w*w\w*)\s+/(?:\s|$|[;&|*])"),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Form(
        "installs packages from an address of its own",
        any_of(
            rf"\b(?:npm|pnpm|yarn|bun)\s+(?:i|install|add)\b[^|;&]*\s[\"']?{_ADDRESS}",
        ),
        Severity.HIGH,
        Severity.LOW,
    ),
)
"""What belongs to the forms of `command_forms`, and leads away from this machine."""
