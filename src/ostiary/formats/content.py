"""What is a file, by its bytes first and its name second?"""

import json
import re
from io import BytesIO

from ostiary.core.regex import regex
from ostiary.formats import disguise, signatures
from ostiary.formats.archive import detect
from ostiary.formats.archive.zip.read import has_index
from ostiary.formats.contents import Kind

MAX_SAMPLE = 1 << 20
"""Bytes of a text that are looked at beyond the question whether it is text at all."""

MAX_JSON = 16 << 20
"""Bytes of a file without the extension of JSON that are parsed to see whether they are."""

_JSONS = (".json", ".jsonl", ".geojson", ".ipynb", ".map", ".webmanifest", ".jsonc", ".json5")
_PROGRAMS = {
    ".py": (Kind.PYTHON, "Python source"),
    ".pyw": (Kind.PYTHON, "Python source"),
    ".pyi": (Kind.PYTHON, "Python stub"),
    ".js": (Kind.JAVASCRIPT, "JavaScript source"),
    ".mjs": (Kind.JAVASCRIPT, "JavaScript module"),
    ".cjs": (Kind.JAVASCRIPT, "JavaScript source"),
    ".jsx": (Kind.JAVASCRIPT, "JavaScript source"),
    ".ts": (Kind.TYPESCRIPT, "TypeScript source"),
    ".tsx": (Kind.TYPESCRIPT, "TypeScript source"),
    ".mts": (Kind.TYPESCRIPT, "TypeScript module"),
    ".cts": (Kind.TYPESCRIPT, "TypeScript source"),
    ".sh": (Kind.SHELL, "shell script"),
    ".bash": (Kind.SHELL, "shell script"),
    ".zsh": (Kind.SHELL, "shell script"),
    ".ksh": (Kind.SHELL, "shell script"),
    ".fish": (Kind.SHELL, "fish script"),
    ".bat": (Kind.BATCH, "batch source"),
    ".cmd": (Kind.BATCH, "batch source"),
    ".ps1": (Kind.BATCH, "PowerShell source"),
    ".psm1": (Kind.BATCH, "PowerShell source"),
    ".vbs": (Kind.BATCH, "VBScript source"),
}
_NAMED = {"sconstruct": ".py", "sconscript": ".py", "wscript": ".py"}
_BY_NAME = {
    **dict.fromkeys((".pyc", ".pyo"), (Kind.BYTECODE, "by its name only")),
    **dict.fromkeys((".pkl", ".pickle", ".joblib"), (Kind.PICKLE, "by its name only")),
    **dict.fromkeys(
        (".so", ".dll", ".pyd", ".node", ".exe", ".dylib"), (Kind.NATIVE, "by its name only")
    ),
}
_PROSE = regex(
    r"""\.(?:md|rst|markdown|html?|xhtml|xml|svg|s?css|sass|less|c|h|cc|cpp|cxx|hpp|hh|hxx
    |mm?|cuh?
    |java|kt|go|rs|rb|php|p[lm]|lua|r|jl|f|f90|f95|for|swift|cs|vb|scala|clj|exs?|erl|hs|ml|py[xt]|px[di]|tex|texi|pot?|patch
    |diff|cmake|mk|am|ac|in|m4|ya?ml|toml|vue|svelte|flow|coffee|ipynb|graphql|proto|sql|tmpl|tpl|j2|jinja2?
    |mako|template|adoc|org|asm|s|def|rc|nix|zig|dart|groovy|gradle|bzl|bazel|gypi?|map|snap|log|lark|[yl]|g4
    |vim|nu|xsh|el|awk|sed|tcl|sty|cls|sol|vyper|cairo|mdx|astro|prisma|[1-9])""",
    re.VERBOSE,
)
"""Text in other languages, or with samples of code: a program in them is not run as Python or JavaScript."""
_FAKED = (Kind.IMAGE, Kind.FONT, Kind.MEDIA, Kind.DATA, Kind.UNKNOWN, Kind.ARCHIVE)
"""What a program may pretend to be by its first few letters."""
_MACHINE = (Kind.NATIVE, Kind.WASM, Kind.BYTECODE)
_START_FILES = (".pth", ".start")
_START_LINE = regex(
    rb"(?:^|[\r\n\x0b\x0c\x1c-\x1e]|\xc2\x85|\xe2\x80[\xa8\xa9]|\xef\xbb\xbf)import[ \t]"
)
"""A line that Python runs at its start, whatever the bytes around it are (CPython, `Lib/site.py`)."""
_PREPROCESSED = regex(
    rb"(?:\s|//[^\n]*+\n|/\*(?:[^*]|\*(?!/))*+\*/)*+#[ \t]*(?:ifndef|ifdef|if|include|define|pragma)\b"
)
"""What begins with a line for the preprocessor of C; no script does. Source: ISO/IEC 9899, 6.10."""
_BINARY_NAMES = regex(
    r"""\.(?:png|jpe?g|gif|bmp|ico|webp|tiff?|woff2?|ttf|otf|eot|mp[34]|wav|ogg|zip|t?gz|whl|so|dll|exe|pdf|pyc
    |bin|dat|db|sqlite|np[yz]|pkl)""",
    re.VERBOSE,
)
_CONTROL = bytes(range(0x20, 0x100)) + b"\t\n\r\f\b\x1b"
_SHEBANG = regex(rb"#!\s*(\S+)(?:[ \t]+(?:-\S+[ \t]+|\w+=\S+[ \t]+)*(\S+))?")
_INTERPRETERS = (
    (regex(r"python|pypy"), (Kind.PYTHON, "Python script")),
    (regex(r"node|deno|bun"), (Kind.JAVASCRIPT, "JavaScript script")),
    (regex(r"ts-node|tsx"), (Kind.TYPESCRIPT, "TypeScript script")),
    (regex(r"(?:ba|z|k|da|a|fi|c|tc)?sh$"), (Kind.SHELL, "shell script")),
    (regex(r"bats$"), (Kind.SHELL, "bats script")),
    (regex(r"pwsh|powershell"), (Kind.BATCH, "PowerShell script")),
)
_JSON = regex(rb"\s*(?:\{\s*(?:\"|\})|\[\s*(?:[\[{\"\]\d-]|true|false|null))")

Answer = tuple[Kind, str]


def classify(path: str, data: bytes) -> Answer:
    """The kind of a file and a detail such as "ELF 64-bit x86-64 shared object".

    Bytes decide; the name decides where bytes cannot (source code), and wherever an interpreter would go
    by the name and not care what else the bytes look like. Never raises.
    """
    if not data:
        return Kind.EMPTY, ""
    ending = extension(path)
    named = _PROGRAMS.get(ending)
    text = is_text(data)
    if path.lower().endswith(_START_FILES) and (text or _START_LINE.search(data)):
        return Kind.TEXT, "path configuration"
    if text and named:
        bare = data.removeprefix(b"\xef\xbb\xbf").lstrip()
        translation = ending == ".ts" and bare.startswith((b"<?xml", b"<!DOCTYPE TS"))
        return (Kind.TEXT, "Qt translation") if translation else named
    found = signatures.binary(data)
    if found and named and found[0] not in _MACHINE:
        return named[0], f"{named[1]} by its name, {found[1]} by its first bytes"
    if text and not (found and found[0] not in _FAKED):
        return _text(ending, data, found)
    return found or _opaque(ending, data, named)


def extension(path: str) -> str:
    """The last extension of a path's name in lower case, with its dot; some names stand for one."""
    name = path.rpartition("/")[2].lower()
    stem, dot, last = name.rpartition(".")
    return dot + last if stem else _NAMED.get(name, "")


def is_text(data: bytes) -> bool:
    """Whether the bytes are UTF-8 (or ASCII) text with hardly any control characters."""
    if b"\0" in data:
        return False
    if len(data[:4096].translate(None, _CONTROL)) * 50 > min(len(data), 4096):
        return False
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _text(ending: str, data: bytes, found: Answer | None) -> Answer:
    bare = data[3:] if data.startswith(b"\xef\xbb\xbf") else data
    if bare.startswith(b"#!") and (script := _script(bare)):
        return script
    if _JSON.match(bare) and bare.rstrip()[-1:] in b"}]" and (ending in _JSONS or _is_json(bare)):
        return Kind.JSON, "JSON"
    if not _PROSE.fullmatch(ending):
        hidden = disguise.program(bare[:MAX_SAMPLE].decode("utf-8", "replace"))
        if hidden and not (hidden[0] is Kind.JAVASCRIPT and _PREPROCESSED.match(bare)):
            named = f"named {ending}" if ending else "without extension"
            return hidden[0], f"{hidden[1]} {named}"
    if found:
        return found
    if _BINARY_NAMES.fullmatch(ending):
        return Kind.TEXT, f"text named {ending}"
    return Kind.TEXT, ""


def _is_json(data: bytes) -> bool:
    """Whether a text is JSON in earnest; Node runs a list of calls in a file of unknown extension."""
    if len(data) > MAX_JSON:
        return False
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _script(data: bytes) -> Answer | None:
    """The interpreter of a `#!` line, `env` looked through."""
    match = _SHEBANG.match(data[:256])
    if match is None or match[1].startswith(b"["):  # `#![...]` is an attribute of Rust
        return None
    program = match[1].decode("utf-8", "replace").rpartition("/")[2]
    if program == "env" and match[2]:
        program = match[2].decode("utf-8", "replace").rpartition("/")[2]
    for pattern, answer in _INTERPRETERS:
        if pattern.match(program):
            return answer
    return Kind.TEXT, f"{program} script"


def _opaque(ending: str, data: bytes, named: Answer | None) -> Answer:
    """Bytes that are neither text nor a known format."""
    if named:
        return named[0], f"{named[1]} by its name, not UTF-8 text"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Kind.TEXT, "UTF-16 text"
    if (
        data[:2] == b"#!"
        and data.partition(b"\n")[2][:4] != b"PK\3\4"
        and (script := _script(data))
    ):
        return (
            script  # an interpreter reads from the front, and does not mind what stands at the end
        )
    if detect.of_head(data[:512]) == "tar":
        return Kind.ARCHIVE, "tar"
    if detect.ends_as_zip(data) and has_index(BytesIO(data)):
        return Kind.ARCHIVE, "zip with bytes before it"
    if ending in _BY_NAME:
        return _BY_NAME[ending]
    control = len(data[:4096].translate(None, _CONTROL))
    if b"\0" not in data and control * 50 <= min(len(data), 4096):
        return _legacy(ending, data)
    return Kind.UNKNOWN, ""


def _legacy(ending: str, data: bytes) -> Answer:
    """Text in an old 8-bit encoding, if most of it is ASCII."""
    sample = data[:4096]
    if sum(1 for byte in sample if byte > 127) * 4 > len(sample):
        return Kind.UNKNOWN, ""
    kind, detail = _text(ending, data, None)
    return kind, f"{detail or 'text'}, not UTF-8"
