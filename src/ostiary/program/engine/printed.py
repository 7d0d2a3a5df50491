"""What does a command print, and what does it leave behind in a file?"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.value import HOLE, Marks
from ostiary.program.flow import Taint

_PRINTS = (
    (
        Taint.HOST,
        regex(
            r"(?i)^\s*(?:id|pwd|who|w|ip a|ls|dir|set|env)\s*$"
            r"|\b(?:whoami|hostname|ipconfig|ifconfig|systeminfo|uname -a|ip addr"
            r"|wmic (?:csproduct|bios|diskdrive|os)|net (?:user|view|config)|getmac|id -un|netsh wlan"
            r"|cat /etc/(?:passwd|hosts|machine-id)|ps aux|tasklist|arp -a|env$|printenv|query user)"
            r"|\bgit\s+config\s+(?:--\w+\s+)*(?:-l\b|--list\b|(?:--get\s+)?user\.)"
        ),
    ),
    (
        Taint.NETWORK,
        regex(
            r"(?i)^\s*(?:curl|wget|http|iwr|irm)\b[^|]*://|invoke-(?:webrequest|restmethod)|downloadstring"
        ),
    ),
    (
        Taint.SECRET,
        regex(
            r"(?i)(?<!\w)\.ssh\b|credential(?!\.\w+=)|find-(?:generic|internet)-password|\.aws"
            r"|netsh wlan show profile.*key"
            r"|gh auth token|npm token|\.npmrc|\.env\b|vault|\bcat\b[^|;]*/id_[*\w]"
            r"|\bkubectl\b.*\bconfig\s+view\b.*--raw|\bkubectl\b.*\bget\s+secrets?\b"
            r"|\bsecret-tool\s+(?:lookup|search)|\bpass\s+show\b|\bgpg2?\b.*--export-secret"
            r"|\bheroku\s+auth:token|\bcmdkey(?:\.exe)?\s+/list"
        ),
    ),
    (
        Taint.METADATA,  # they are for asking the cloud whose tool prints them
        regex(
            r"(?i)\bgcloud\b.*\bprint-(?:access|identity)-token|\baz\s+account\s+get-access-token"
            r"|\baws\s+(?:configure\s+(?:get|export-credentials)|sts\s+get-session-token)"
        ),
    ),
    (
        Taint.ENVIRONMENT,
        regex(
            r"(?i)^\s*(?:\S*/)?(?:env|printenv)\s*$|^\s*(?:export|declare)\s+-[px]+\s*$"
            r"|\s-[ce]\s.*(?:print|log|write|dumps?)\s*\(.*(?:os\.environ(?![\[.]\w?(?:et|\['\"))|process\.env(?![.\[]))"
        ),
    ),
    (
        Taint.CLIPBOARD,
        regex(
            r"(?i)\bxclip\b.*\s-o(?:ut)?\b|\bxsel\b(?!.*\s-(?:i|-input)\b)|\bpbpaste\b|\bwl-paste\b"
            r"|\bget-clipboard\b"
        ),
    ),
)
"""What kinds of commands print that are worth following."""

_PICTURES = regex(
    r"(?i)(?:^|[\s/\"'])(?:screencapture|scrot|gnome-screenshot|spectacle|maim|grim|imagesnap|fswebcam"
    r"|import\s+-window\s+root|ffmpeg\b.*\b(?:x11grab|avfoundation|gdigrab|v4l2)|xwd)\b"
)
_FILE = regex(r"(?i)[^\s\"']+\.(?:png|jpe?g|bmp|gif|webp|tiff?|ppm|xwd|mp4|mkv|avi|pdf)\b")


def printed(asked: Asked, text: str) -> Marks:
    """What the output of a command is; a picture that it takes is remembered under the name of its file."""
    found = dict(asked.mark(Taint.OUTPUT, text[:80]))
    for kind, pattern in _PRINTS:
        if pattern.search(text):
            found[kind] = asked.m.spot(asked.node, asked.frame, text)
    if _PICTURES.search(text):
        mark = asked.mark(Taint.SCREEN, text[:80])
        file = _FILE.search(text.replace(HOLE, "?"))
        if file is not None:
            asked.m.package.members.wrote(file[0], mark)
        else:
            found.update(mark)
    return found
