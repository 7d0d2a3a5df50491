"""Which libraries change something at a forge or a registry, in the name of whoever runs them?

A worm needs no address of its own: it commits, publishes and registers with the tokens that it finds.
"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.value import Value, marks_of, text_of
from ostiary.program.flow import Act

MAX_SAID = 16  # options of one call that are told
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_FORGES = regex(
    r"^(?:@octokit/|octokit\b|@actions/github\b|@probot/|probot\b|@gitbeaker/|gitlab\b|node-gitlab\b|github-api\b"
    r"|gitea-js\b|bitbucket\b)"
)
"""Clients of places that keep source code."""

_CHANGES = regex(
    r"(?:create|update|add|delete|remove|merge|put|set|edit|replace|fork|transfer|upload|dispatch|commit|upsert"
    r"|invite|register|generate|enable|rename)(?:$|[A-Z])"
)
"""Beginnings of methods that change something there."""

_SAYS = regex(
    r"(?i)comment|label|reaction|status|check|assignee|milestone|issue|notification|subscription|discussion|star"
    r"|note|emoji|follow|deployment|review|annotat|lock|todo|search"
)
"""Words of what is only said about something, and changes none of it."""

_ROUTE = regex(r"\s*(?:(POST|PUT|PATCH|DELETE)\s+)?((?:https?://[^/\s]+)?/\S*)")
_MUTATION = regex(r"\bmutation\b")
_PUBLISHERS = regex(
    r"^(?:(?:libnpmpublish|libnpm|@vscode/vsce|vsce|ovsx|gh-pages|npm)(?:\.\w+)*\.(?:un)?publish\w*"
    r"|libnpmaccess\.(?!get|ls|list|is)\w+|npm-profile\.(?:createToken|removeToken|set|adduser\w*|login\w*)"
    r"|libnpm(?:team|org|hook)\.(?:add|rm|create|destroy|set|update))$"
)
"""Functions that publish, or change who may."""

_REGISTRY = regex(r"^npm-registry-fetch(?:\.json)?$")
_GIT = regex(r"^(?:simple-git|isomorphic-git|nodegit|@npmcli/git|dugite|gitlog|es-git)\b")
_PUSHES = frozenset({"push", "pushTags"})
_STARTS = frozenset({"raw", "spawn", "exec", "git"})


def published(asked: Asked) -> None:
    """Note what changes something at a forge or a registry, and where."""
    where = _where(asked)
    if not where:
        return
    told = _told(asked)
    asked.act(Act.PUBLISH, asked.marks, text=told, target=where)
    put = marks_of(asked.given)
    if where == _FORGE and not LOOT.isdisjoint(put):
        asked.act(Act.SEND, put, text=told, target=where)


_FORGE = "a forge"


def _where(asked: Asked) -> str:
    """Whom the call changes something at; empty where it changes nothing."""
    name = asked.name
    if _FORGES.match(name):
        return _FORGE if _changes(asked) else ""
    if _PUBLISHERS.match(name) or (_REGISTRY.match(name) and _method(asked) in _WRITES):
        return "a registry"
    if _GIT.match(name):
        last = name.rpartition(".")[2]
        told = last in _STARTS and any(_is_push(one) for one in asked.given[:2])
        return "a repository" if told or last in _PUSHES else ""
    return ""


def _is_push(one: Value) -> bool:
    """Whether the words of a command of git begin with the one that sends."""
    first = one.items[0] if isinstance(one.items, list) and one.items else one
    return first.const == "push"


def _changes(asked: Asked) -> bool:
    """Whether a call of a client of a forge changes something there that is more than words."""
    above, _, last = asked.name.rpartition(".")
    if last == "graphql":
        return bool(_MUTATION.search(asked.text(0))) and not _SAYS.search(asked.text(0)[:200])
    if last == "request":
        found = _ROUTE.match(asked.text(0))
        route = found[2] if found is not None else _option(asked, "url")
        method = (found[1] if found is not None else "") or _method(asked)
        return method in _WRITES and not _SAYS.search(route.partition("?")[0])
    made = "(" in asked.target.symbol
    what = f"{above.rpartition('.')[2]}.{last}"
    return made and bool(_CHANGES.match(last)) and not _SAYS.search(what)


def _option(asked: Asked, name: str) -> str:
    for one in asked.given[:3]:
        found = one.items.get(name) if isinstance(one.items, dict) else None
        if found is not None:
            return text_of(found)
    return ""


def _method(asked: Asked) -> str:
    return _option(asked, "method").upper()


def _told(asked: Asked) -> str:
    """What the call says in words: its texts, and those among its options."""
    several: list[str] = []
    for one in asked.given[:3]:
        if isinstance(one.items, dict):
            several += [text_of(each) for each in list(one.items.values())[:MAX_SAID]]
        else:
            several.append(text_of(one))
    return " ".join(one[:200] for one in several if one)[:1000]
