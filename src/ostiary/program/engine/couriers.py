"""Which commands of Python carry away what is put into their words, their input or their surroundings?"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import SETTINGS, Asked
from ostiary.program.engine.places import path_marks
from ostiary.program.engine.senders import LOOT, worth_sending
from ostiary.program.engine.value import CLEAN, HOLE, Marks, joined, marks_of
from ostiary.program.flow import Act, Taint

SPECIAL = (
    Taint.SECRET,
    Taint.BROWSER,
    Taint.WALLET,
    Taint.ENVIRONMENT,
    Taint.CLIPBOARD,
    Taint.SCREEN,
)
_TELLS = (Taint.HOST, Taint.TOKEN, Taint.OUTPUT, Taint.LISTING, *SPECIAL)
REACHES = regex(
    r"(?i)^\W*(?:\S*[/\\])?(?:curl|wget|ping|nslookup|dig|host|nc|ncat|netcat|telnet|ftp|tftp)(?:\.exe)?\b"
    r"|\b(?:curl|wget|nslookup|dig|iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring|uploadstring)\b"
)
_CARRIES = regex(
    r"(?i)(?:^|[\s;&|/\\])(?:ssh|scp|sftp|rsync|rclone|gsutil|azcopy|socat|openssl\s+s_client)(?:\.exe)?\s"
    r"|\bgit\b.*\s(?:push|ls-remote|clone|fetch|pull)\s|\b(?:docker|podman)\s+(?:push|pull|login)\s"
    r"|\baws\s+s3\s|\bkubectl\s+cp\s|-m\s+pip\b.*\s(?:-i|--index-url|--extra-index-url|-f|--find-links)[\s=]"
)
"""Programs that people use every day, too: with loot in their words they are as good as any other."""

_COPIES = regex(
    r"(?i)(?:^|[\s;&|/\\])(?:scp|sftp|rsync|rclone\s+copy\w*|gsutil\b.*\s(?:cp|rsync)|azcopy\s+copy"
    r"|aws\s+s3\s+(?:cp|sync|mv)|kubectl\s+cp)(?:\.exe)?\s"
)
"""Programs that copy files to the place that their last word names."""

_POURS = regex(r"(?i)(?:^|[\s;&|/\\])(?:socat|ncat|nc|netcat|openssl\s+s_client|tftp)(?:\.exe)?\s")
"""Programs that send what is poured into them."""

_UPLOADED = regex(r"(?:@|\s-T\s*|--upload-file[=\s]\s*)([^\s\"'<>|;&]+)")
"""The files that `curl` is told to send."""

_IDENTITY = regex(
    r"(?i)\s-[ieFl]\s*(?:\"[^\"]*\"|'[^']*'|\S+)|\s-o\s*\S+|\s--(?:rsh|key|cert|cacert)[=\s]\S+"
    r"|>{1,2}\s*\S+|\S*\.pub\b"
)
"""Options that name a key or a setting to log in with, which stays where it is; what is written to; and
keys that are public."""

_WORD = regex(r"[^\s\"'<>|;&,]+")
_REMOTE = regex(
    r"(?i)(?:^|\s)[\"']?(?:[\w.-]+@)?((?:[\w-]+\.)+[a-z]{2,}):(?!//)|\b\w+://([^/\s\"']+)"
)
URL = regex(r"(?i)\b(?:https?|wss?|ftps?|tcp)://[^\s\"'<>|;)\ufffc]*")
HOSTED = regex(r"(?i)((?:[\w-]+|\ufffc)\.)+[a-z]{2,}\b")


def reports(asked: Asked, text: str, marks: Marks) -> None:
    """A command that reaches out sends what is put into its words, and the files that they name."""
    if asked.script:
        return
    named = _files_of(asked, text)
    if named:
        asked.act(Act.SEND, joined(named, marks), text=text, target=_goal(text))
        return
    marks = joined(marks, _variables(asked, text))
    carries = _CARRIES.search(text)
    if carries:
        marks = joined(asked.m.package.members.within(f"{text} {asked.text(9, 'cwd')}"), marks)
    if not any(one in marks for one in _TELLS):
        return
    reaches = asked.name.startswith("webbrowser.") or REACHES.search(text)
    if reaches or (carries and _worth(asked, marks)):
        asked.act(Act.SEND, marks, text=text, target=_goal(text))


def poured(asked: Asked, text: str, given: Marks) -> None:
    """A command that reaches out sends what it is fed, if that is worth anything to somebody."""
    if (
        not asked.script
        and _worth(asked, given)
        and (REACHES.search(text) or _CARRIES.search(text))
    ):
        asked.act(Act.SEND, given, text=text, target=_goal(f"{text} {asked.text(0, 'input')}"))


def _worth(asked: Asked, marks: Marks) -> bool:
    return not worth_sending(asked.m).isdisjoint(marks)


def _goal(text: str) -> str:
    """The host that a command goes to, as far as its words say."""
    url = URL.search(text)
    if url is not None:
        return url[0]
    remote = _REMOTE.search(text)
    if remote is not None:
        return remote[1] or remote[2]
    host = HOSTED.search(text)
    return host[0].replace(HOLE + ".", "") if host is not None else ""


def _files_of(asked: Asked, text: str) -> Marks:
    """What lies in the files that a command copies to another machine."""
    found: Marks = CLEAN
    for word in _copied(text)[:64]:
        for kind in path_marks(word):
            if kind in LOOT:
                found = joined(found, asked.mark(kind, word))
    return found


def _copied(text: str) -> list[str]:
    """The words of a command that name files which it sends."""
    if "curl" in text:
        return _UPLOADED.findall(text)
    if not _COPIES.search(text) and not _POURS.search(text):
        return []
    words = _WORD.findall(_IDENTITY.sub(" ", text))
    if _POURS.search(text):
        return words if HOSTED.search(text) else []
    return words[1:-1] if words and _REMOTE.match(words[-1]) else []


def _variables(asked: Asked, text: str) -> Marks:
    """What the variables carry that a command is given and names, as `$NAME`."""
    if "$" not in text and "%" not in text:
        return CLEAN
    several = (asked.named[one].items for one in SETTINGS if one in asked.named)
    return marks_of(
        value
        for pairs in several
        if isinstance(pairs, dict)
        for name, value in pairs.items()
        if isinstance(name, str) and name in text
    )
