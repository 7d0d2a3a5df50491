"""What does a call of a known behaviour do with what it is given?"""

import re

from ostiary.core.regex import regex
from ostiary.program.engine.among import run_among
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.clients import opens_place
from ostiary.program.engine.code import Bound, Closure, Ready
from ostiary.program.engine.commands import argv, as_program, commanded, names_of
from ostiary.program.engine.couriers import URL, reports
from ostiary.program.engine.fed import fed_at_once
from ostiary.program.engine.files import opened
from ostiary.program.engine.handed import is_handed
from ostiary.program.engine.layers import ready
from ostiary.program.engine.places import address_marks, path_marks
from ostiary.program.engine.prepared import prepared
from ostiary.program.engine.printed import printed
from ostiary.program.engine.script.addresses import whose
from ostiary.program.engine.script.couriers import by_name, packed, reported
from ostiary.program.engine.told import as_told
from ostiary.program.engine.uploads import by_path
from ostiary.program.engine.value import (
    CLEAN,
    HOLE,
    MAX_TEXT,
    Marks,
    Value,
    joined,
    text_of,
    unknown,
)
from ostiary.program.flow import ANSWER, CALLER, Act, Taint
from ostiary.program.model import Behaviour
from ostiary.program.wordlist import wordlist

MIN_VEILED = 24  # characters of a constant that is worth decoding

_WHOLE = regex(r"(?i)\b(?:https?|wss?|ftps?|tcp)://[^\s\"'<>|;)\ufffc/?#]*(?:[/?#][^\s\"'<>|;)]*)?")
"""The same with what is unknown behind the host, which tells a file of many from the one file."""


def effect(asked: Asked, behaviour: Behaviour) -> Value:
    """The act, and what comes back."""
    if behaviour is Behaviour.NETWORK:
        return network(asked)
    if behaviour is Behaviour.PROCESS:
        return process(asked)
    if behaviour is Behaviour.EXECUTE:
        return executed(asked)
    if behaviour is Behaviour.DECODE:
        return asked.result(_unveiled(asked))
    if behaviour is Behaviour.DESERIALISE:
        asked.act(Act.LOAD, asked.marks, text=asked.text(0))
        return asked.result()
    if behaviour is Behaviour.NATIVE:
        asked.act(Act.NATIVE, asked.marks, text=asked.text(0), target=asked.name)
        return asked.result()
    if behaviour in {Behaviour.FILE_DELETE, Behaviour.FILE_WRITE}:
        act = Act.DELETE if behaviour is Behaviour.FILE_DELETE else Act.WRITE
        asked.act(
            act, asked.marks, target=asked.text(len(asked.given) - 1 if act is Act.WRITE else 0)
        )
        return asked.result()
    return asked.result()


def _unveiled(asked: Asked) -> Marks:
    """What nobody can foretell still comes out of the constant that went in."""
    if any(
        isinstance(one.const, (str, bytes)) and len(one.const) >= MIN_VEILED for one in asked.given
    ):
        return joined(asked.mark(Taint.DECODED, f"decoded by {asked.name}"), asked.marks)
    return asked.marks


def network(asked: Asked) -> Value:
    """A request: everything that it is given goes out, and an answer comes in."""
    if opens_place(asked):
        path = asked.text(0, "url", "fullurl").removeprefix("file:")
        asked.act(Act.READ, asked.marks, target=path)
        held = opened(path, asked.node, asked.m, asked.frame) if path_marks(path) else CLEAN
        return asked.result(joined(held, asked.marks))
    target = address(asked)
    taken = by_path(asked)
    marks = joined(asked.marks, taken, prepared(asked))
    target = "" if (taken and "://" not in target) or _SCHEME.fullmatch(target) else target
    asked.act(Act.SEND, marks, text=_shown(asked), target=target)
    kind = Taint.ANSWER if target == CALLER else Taint.NETWORK
    origin = address(asked, _WHOLE) if target and target != CALLER else target or asked.name
    answer = dict(asked.mark(kind, f"{ANSWER}{origin}"))
    if _is_asked(asked, target):
        answer[Taint.ANSWER] = answer[kind]
    if not target.strip(HOLE) and Taint.NETWORK in asked.marks:
        answer[Taint.NETWORK] = asked.marks[Taint.NETWORK]  # who says where decides what comes
    for kind in address_marks(target):
        answer[kind] = asked.m.spot(asked.node, asked.frame, target)
    value = Value(symbol=f"{asked.target.symbol}()", marks=answer, text=HOLE)
    if "connect" in asked.name.rpartition(".")[2] and "://" in target:
        value.text = target
    elif asked.name in _SERVERS and asked.text(0, "host").strip(HOLE):
        value.text = f"tcp://{asked.text(0, 'host')}"  # what its methods send goes there
    elif asked.script and asked.name in _CLIENTS:
        value.text = target
    _called_back(asked, value)
    return value


_SCHEME = regex(r"[a-zA-Z][\w+.-]*://")


def _is_asked(asked: Asked, target: str) -> bool:
    """Whether a caller says whom Python asks, and nobody else has a part in that."""
    if asked.script or target.strip(HOLE):
        return False
    where = asked.arg(0, "url", "fullurl").marks
    return where.keys() <= {Taint.ARGUMENT}


_CLIENTS = wordlist(
    "http2.connect socket.io-client.io socket.io-client.connect axios.create got.extend superagent.post"
    " superagent.put superagent.patch superagent.get request.post request.put got.stream"
)
"""Requests of JavaScript that make an object which goes on to speak with the same host."""

_SERVERS = wordlist(
    "ftplib.FTP ftplib.FTP_TLS smtplib.SMTP smtplib.SMTP_SSL smtplib.LMTP telnetlib.Telnet pysftp.Connection"
    " imaplib.IMAP4 imaplib.IMAP4_SSL poplib.POP3 poplib.POP3_SSL nntplib.NNTP nntplib.NNTP_SSL"
)
"""Connections that are made to a host, and used from then on without naming it."""


def _called_back(asked: Asked, value: Value) -> None:
    """Functions handed to a request get its answer."""
    for one in (*asked.given, *asked.named.values()):
        if isinstance(one.code, (Closure, Bound)) and asked.script:
            asked.m.call(one, [value, value], {}, asked.node, asked.frame)


def address(asked: Asked, form: re.Pattern[str] = URL) -> str:
    """What is known of the place that a request goes to, in the form that a pattern gives it."""
    for value in (*asked.given, *asked.named.values(), asked.target):
        several = value.items
        if isinstance(several, dict):
            found = _of_options(several)
            if found:
                return found
        if isinstance(several, list) and several:
            found = text_of(several[0])
            if "." in found and " " not in found:
                return found
        text = text_of(value)
        if "://" in text:
            match = form.search(text)
            return match[0] if match else text[:200]
        if text.startswith(("//", "www.")):
            return text[:200]
    client = asked.target.base
    if client is not None and (match := URL.search(text_of(client))):
        return match[0]
    first = asked.text(0)
    if first != HOLE and "." in first and len(first) < 200:
        return first[:200]
    return whose(asked) if asked.script else ""


def _of_options(options: "dict[object, Value]") -> str:
    for key in ("url", "uri", "hostname", "host", "baseURL"):
        one = options.get(key)
        if one is not None:
            path = options.get("path")
            return (text_of(one) + (text_of(path) if path is not None else ""))[:300]
    return ""


def _shown(asked: Asked) -> str:
    several = (*asked.given, *asked.named.values())
    return " ".join(text_of(one) for one in several)[:MAX_TEXT]


def process(asked: Asked) -> Value:
    """A command: what starts, and what it prints."""
    command = argv(asked) or asked.arg(0, "args", "cmd", "command")
    text = text_of(command)
    if asked.script and len(asked.given) > 1 and isinstance(asked.given[1].items, list):
        text = f"{text} {text_of(asked.given[1])}"
    members = asked.m.package.members
    first = text.strip("\"' ").partition(" ")[0] if "/" in text or "\\" in text else ""
    fetched = members.of_clone(first) if first else CLEAN
    began = members.written(text.partition(" ")[0])  # the program, which tells more than its words
    told = joined(command.marks, _rest(asked))
    marks = joined(began, told, members.written(text), fetched)
    handed = asked.mark(Taint.HANDED) if is_handed(asked, command) else CLEAN
    asked.act(Act.RUN, joined(told if _FETCHES.match(text) else marks, handed), text=text)
    if asked.script:
        reported(asked, text, joined(marks, by_name(asked, text)))
    else:
        reports(asked, text, marks)
    packed(asked, text)
    commanded(asked, text, command)
    fed_at_once(asked, text)
    output = printed(asked, text)
    value = Value(symbol=f"{asked.target.symbol}()", marks=joined(output, command.marks), text=HOLE)
    value.base = Value(text=text)  # the command, for what is fed to it later
    _called_back(asked, value)
    return value


_FETCHES = regex(
    r"(?i)(?:/(?:usr/(?:local/)?)?bin/)?(?:curl|wget|aria2c)(?:\.exe)?\s[^|;&<>`$\n]{0,2000}\Z"
)
"""One program that fetches and nothing else: the files that it names are kept there, and not run."""


def _rest(asked: Asked) -> Marks:
    """What else the command is given: its input and its descriptors, not its environment."""
    found: Marks = CLEAN
    for key, one in asked.named.items():
        if key in {"stdin", "stdout", "stderr", "input"} and one.marks:
            found = joined(found, one.marks)
    for one in asked.given[1:]:
        if isinstance(one.items, list):
            found = joined(found, one.marks)
        elif isinstance(one.items, dict):
            for name in ("stdio", "input"):
                if name in one.items:
                    found = joined(found, one.items[name].marks)
    return found


def executed(asked: Asked) -> Value:
    """Text or bytes become code: read as a layer where they are known."""
    code = asked.arg(len(asked.given) - 1 if asked.name == "Function" else 0, "source", "code")
    if asked.name == "runpy.run_module" and (told := asked.frame.file().names.get("%argv")):
        words = text_of(told).partition(" ")[2]
        asked.act(Act.RUN, told.marks, text=f"python -m {asked.text(0, 'mod_name')} {words}")
    if asked.name.startswith("runpy."):
        as_program(asked)
    if asked.name.startswith(("runpy.", "importlib.", "imp.")):
        path = asked.text(1 if asked.name.startswith(("importlib", "imp.")) else 0)
        members = asked.m.package.members
        made_of = joined(members.written(path), members.of_clone(path))
        asked.act(Act.EXECUTE, joined(code.marks, made_of), target=path)
        if asked.name == "runpy.run_path" and path.startswith(_ELSEWHERE):
            asked.act(Act.RUN, joined(code.marks, made_of), text=f"python {path}")
        return names_of(asked) or asked.result()
    if asked.name.startswith("timeit.") and (first := asked.named.pop("setup", None)) is not None:
        executed(Asked(asked.m, asked.name, asked.target, [first], {}, asked.node, asked.frame))
    if isinstance(code.code, Ready):
        asked.act(Act.EXECUTE, code.marks, text="compiled text")
        _named(asked, code.code)
        return code if asked.name == "compile" else run_among(asked, code)
    if isinstance(code.code, (Closure, Bound)):
        return asked.m.call(code, [], {}, asked.node, asked.frame)
    if isinstance(code.const, (str, bytes)) and asked.name not in {"setTimeout", "setInterval"}:
        return _layer(asked, code)
    told = as_told(code) if asked.name not in {"setTimeout", "setInterval"} else None
    if told is not None:
        return _layer(asked, told)
    asked.act(Act.EXECUTE, code.marks, text=text_of(code))
    return asked.result(code.marks)


_ELSEWHERE = ("/", "~", "\\", "%")
"""How the paths of files begin that did not come along."""


def _named(asked: Asked, code: Ready) -> None:
    """Whoever executes a text may say in the names that he gives it that it is the program."""
    names = asked.arg(1, "globals").items if asked.name == "exec" else None
    if isinstance(names, dict) and (name := names.get("__name__")) is not None:
        code.program = name.const == "__main__"


def _layer(asked: Asked, code: Value) -> Value:
    made = ready(asked.m, code, asked.frame.module.language, asked.frame.module.path)
    asked.act(Act.EXECUTE, code.marks, text=text_of(code)[:200])
    if made is None:
        return unknown(code.marks)
    _named(asked, made)
    value = Value(code=made, marks=code.marks, how=code.how)
    if asked.name in {"compile", "Function", "new Function", "vm.Script", "vm.compileFunction"}:
        return value
    return run_among(asked, value)
