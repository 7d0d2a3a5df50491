"""How far does a hook's command line go by itself, before any file of the package is read?"""

import re
from enum import IntEnum

from ostiary.core.regex import regex


class Daring(IntEnum):
    """What a command line does, by its own text."""

    NOTHING = 0  # empty, or only ends
    TALKS = 1  # prints something
    BUILDS = (
        2  # starts a known tool for building, or a file of the package that is read like all code
    )
    RUNS = 3  # starts something else
    ACTS = 4  # fetches, decodes, evaluates or hides by itself


MAX_COMMAND = 10_000
MAX_BLANKS = 60
"""Blanks in a row that push the rest of a command beyond the margin of a screen."""

_SILENT = regex(r"(?:exit(?:\s+\d+)?|true|:|\|\||&&|;|\s)*")
_TALKS = regex(r"\s*echo\b[^|&;<>`$]*")
# Own file, required inside a guard against its absence: the same as `node file.js`.
_GUARDED = regex(
    r"""\s*node\s+-e\s+(["']|\\")\s*try\s*\{\s*require\((\\?['"])\.{1,2}/[\w./-]+\2\);?\s*\}"""
    r"""\s*catch\s*\(?\w*\)?\s*\{\s*\};?\s*\1(?:\s*\|\|\s*(?:true|exit\s+0))?\s*"""
)
_SHELLS = r"(?:ba|z|da|k|a)?sh\b"
_EVALUATES = "evaluates code on the command line"
_ACTS = (
    (r"\b(?:curl|wget|aria2c|bitsadmin|certutil|iwr|start-bitstransfer)\b", "fetches something"),
    (r"\binvoke-(?:webrequest|restmethod)\b", "fetches something"),
    (r"\b(?:nc|ncat|netcat|socat|telnet|ftp|tftp|scp|rsync)\s", "opens a connection"),
    (r"/dev/(?:tcp|udp)/", "opens a connection"),
    (r"(?:https?|ftps?)://", "names a URL"),
    (rf"(?<!\|)\|(?!\|)\s*(?:sudo\s+)?(?:\S*/)?{_SHELLS}(?!-)", "pipes into a shell"),
    (
        r"(?<!\|)\|(?!\|)\s*(?:sudo\s+)?(?:\S*/)?(?:python[\d.]*|node|perl|ruby|php)\b(?!-|\s+[\w./])",
        "pipes into an interpreter",
    ),
    (
        r"\b(?:node|bun|deno)(?:\s+-\S+(?:\s+[^-\s]\S*)?)*?\s+(?:-e|-p|-pe|--eval|--print|eval)\b",
        _EVALUATES,
    ),
    (r"\b(?:python[\d.]*|pypy\d?)\s+(?:-\w+\s+)*-c\b", _EVALUATES),
    (r"\b(?:perl|ruby)\s+(?:-\w+\s+)*-e\b|\bphp\s+-r\b", _EVALUATES),
    (
        rf"\b(?<!-){_SHELLS[:-2]}\s+-\w*c\b|\bcmd(?:\.exe)?\s+/c\b",
        "starts a shell with a command of its own",
    ),
    (r"\b(?:powershell|pwsh)(?:\.exe)?\b", "starts PowerShell"),
    (
        r"\beval\b|\bbase64\b|\batob\b|\bfromCharCode\b|\bxxd\b|\bopenssl\s+enc",
        "decodes or evaluates text",
    ),
    (r"\\x[0-9a-f]{2}\\x[0-9a-f]{2}|[A-Za-z0-9+/]{120,}", "holds an encoded text"),
    (
        r"\b(?:npx|bunx|npm\s+exec|pnpm\s+dlx|yarn\s+dlx)\b(?!\s+(?:--no-install|--no)\b)",
        "runs a package that it may fetch first",
    ),
    (r"\bnpm\s+(?:i|install|add|publish|config|token)\b", "starts npm again"),
    (r"\b(?:pip[\d.]*|uv\s+pip)\s+install\b", "installs Python packages"),
    (r"\brm\s+-\w*[rR]\w*\s+(?:--\S+\s+)*[\"']?(?:/|~|\$HOME)", "deletes outside the package"),
    (r"\b(?:crontab|schtasks|systemctl|launchctl|reg\s+add)\b", "makes itself permanent"),
    (r"\bnohup\b|\bsetsid\b|\bdisown\b|[^&>]&\s*$", "leaves a process behind"),
)
_PATTERNS = tuple((regex(pattern, re.IGNORECASE), why) for pattern, why in _ACTS)
_HIDDEN = regex(
    rf"[ \t]{{{MAX_BLANKS},}}\S|[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)


_PARTS = regex(r"&&|\|\||;")
_KNOWN = regex(
    r"""\s*(?:
    (?:exit(?:\s+\d+)?|true|:|)
    |echo\b[^|&;<>`$]*
    |node(?:\s+--[a-z-]+)*\s+(?!-)(?:[\w@.-]*/)*[\w@-]+(?:(?:\.[\w-]+)*\.[cm]?js)?(?:\s+[\w./:=@-]+)*
      (?:\s*>\s*[\w-]+\.(?:gypi|json|h))?
    |(?:npx\s+(?:-y\s+|--yes\s+)?)?(?:
        node-gyp(?:-build(?:-optional-packages)?)?|prebuild-install|prebuildify|node-pre-gyp|cmake-js
        |patch-package|opencollective(?:-postinstall)?|only-allow|husky|is-ci|napi-postinstall|ngcc|napi
        |electron-rebuild|electron-builder|check-node-version|prisma|tsc|rimraf|shx
      )(?:\s+[\w./:=@-]+)*
    )\s*""",
    re.VERBOSE,
)
"""What starts tools that everybody builds with, prints, or runs a file of the package by node."""


def weigh(command: str) -> tuple[Daring, tuple[str, ...]]:
    """What a command line does, and each thing that makes it act by itself, in words."""
    text = command[:MAX_COMMAND]
    if _SILENT.fullmatch(text):
        return Daring.NOTHING, ()
    if _GUARDED.fullmatch(text):
        return Daring.BUILDS, ()
    plain = all(_KNOWN.fullmatch(part) for part in _PARTS.split(text))
    if plain and not _HIDDEN.search(text):
        return (Daring.TALKS if _TALKS.fullmatch(text) else Daring.BUILDS), ()
    reasons = [why for pattern, why in _PATTERNS if pattern.search(text)]
    if _HIDDEN.search(text):
        reasons.append("hides part of itself from a reader")
    if len(command) > MAX_COMMAND:
        reasons.append("is too long to be read")
    if reasons:
        return Daring.ACTS, tuple(dict.fromkeys(reasons))
    return (Daring.TALKS if _TALKS.fullmatch(text) else Daring.RUNS), ()
