"""Read shell: which programs it starts, what it pipes into interpreters, which files it runs."""

from msgspec import Struct, field
from msgspec.structs import replace
from tree_sitter import Node

from ostiary.core.regex import regex
from ostiary.program.commands import Started, program_name, started
from ostiary.program.grammar import grammar
from ostiary.program.hidden import oddities
from ostiary.program.model import Behaviour, Origin
from ostiary.program.record import Definition, Edge, Inline, RawCall, Run, Source
from ostiary.program.scopes import Scope, Sweep
from ostiary.program.shell.decoders import as_bytes
from ostiary.program.shell.programs import DECODERS, FETCHERS, brings, decodes, fetches
from ostiary.program.shell.unfolding import unfolded
from ostiary.program.text import as_utf8
from ostiary.program.wordlist import wordlist

MAX_COMMANDS = 20_000
MAX_WORDS = 64
MAX_WORD = 1 << 16
MAX_DAMAGE = 0.3  # of the bytes of a text that the parser could not place; fish has up to 0.22

_NO_SHELL = "most of it is not sure to be shell to the parser here"

QUERY = """
(command) @command
(pipeline) @pipeline
(function_definition) @function
(ERROR) @error
(MISSING) @missing
"""


_STATEMENTS = wordlist(
    "command pipeline list redirected_statement if_statement case_statement for_statement while_statement"
    " c_style_for_statement function_definition variable_assignment variable_assignments test_command"
    " declaration_command unset_command compound_statement subshell negated_command comment"
)
"""Kinds of nodes that are whole by themselves, wherever they stand."""

_LONE = regex(rb"(?<![\\$])\$(?=[/.,:;%^+=~\s\]])")
"""A dollar sign that stands for itself, which the grammar takes for damage outside of quotes."""


class Findings(Struct):
    """What a shell text does; the lists grow while it is read."""

    calls: list[RawCall] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)


class _Command(Struct, frozen=True):
    node: Node
    scope: Scope
    line: int
    start: Started
    text: bytes
    """The whole file."""


_FLAGS = regex(rb"\$\{\([^()\n]{1,20}(?:\([^()\n]{0,10}\))?[^()\n]{0,9}\)")
"""The flags of an expansion, as in `${(f)name}`, which zsh has and other shells have not."""


def read_shell(path: str, data: bytes, inline: Inline) -> Source:
    """Read a shell script, or one command line, and what it says beyond its words."""
    source = _written(path, data, inline)
    more = unfolded(data)
    if not more.statements:
        return source
    other = _read(path, as_bytes(more.text()), inline)
    calls, edges, runs = other.calls, other.edges, other.runs
    return replace(
        source,
        calls=tuple(dict.fromkeys((*source.calls, *calls))),
        edges=tuple(dict.fromkeys((*source.edges, *edges))),
        runs=tuple(dict.fromkeys((*source.runs, *runs))),
    )


def _written(path: str, data: bytes, inline: Inline) -> Source:
    """Read a text as it stands; where that is no shell, once more as one of zsh."""
    source = _read(path, data, inline)
    if source.parsed or source.reason != _NO_SHELL or not _FLAGS.search(data):
        return source
    bare = _read(path, _FLAGS.sub(b"${", data), inline)
    return replace(bare, oddities=source.oddities) if bare.parsed else source


def _read(path: str, data: bytes, inline: Inline) -> Source:
    text, reason = as_utf8(data)
    _, events, stopped = grammar("bash", QUERY).found(_root(text))
    reason = reason or stopped
    sweep = Sweep(len(text))
    commands: dict[int, _Command] = {}
    pipes: list[Node] = []
    faults = damage = 0
    for start, _end, kind, node in events:
        scope = sweep.at(start)
        if kind == "command" and len(commands) >= MAX_COMMANDS:
            reason = reason or f"it has more than {MAX_COMMANDS} commands"
        elif kind == "command":
            line = node.start_point[0] + 1
            commands[node.id] = _Command(node, scope, line, started(_words(node, text)), text)
        elif kind == "pipeline":
            pipes.append(node)
        elif kind == "function":
            _function(node, scope, sweep, text)
        elif kind in {"error", "missing"}:
            faults += 1
            damage += _damage(node)
    found = Findings([], [], [], [Definition(one.path, "function") for one in sweep.scopes[1:]])
    for one in commands.values():
        _note(one, found, path, inline)
    for pipe in pipes:
        _pipe(pipe, commands, found)
    if damage > MAX_DAMAGE * len(text):
        reason = reason or _NO_SHELL
    return Source(
        path=path,
        language="shell",
        lines=text.count(b"\n") + 1,
        parsed=not reason,
        faults=faults,
        reason=reason,
        definitions=tuple(found.definitions),
        calls=tuple(found.calls),
        edges=tuple(found.edges),
        oddities=oddities(text),
        runs=tuple(found.runs),
    )


def _damage(fault: Node) -> int:
    """Bytes of what the parser could not place: whole statements among them are read as they stand."""
    whole = sum(one.end_byte - one.start_byte for one in fault.children if one.type in _STATEMENTS)
    return fault.end_byte - fault.start_byte - whole


def _root(text: bytes) -> Node:
    """The tree of a text; places hold in one that was changed for its grammar, and words come from `text`."""
    tongue = grammar("bash", QUERY)
    root = tongue.root(text)
    plain = _LONE.sub(b"%", text) if root.has_error else text
    other = tongue.tried(plain) if plain != text else root
    return root if other is None or other.has_error else other


def _function(node: Node, scope: Scope, sweep: Sweep, text: bytes) -> None:
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name and body:
        label = text[name.start_byte : name.end_byte][:100].decode("utf-8", "replace")
        scope.bind(label, f"@{sweep.enter(label, 'function', node, body, scope).path}")


def _words(node: Node, text: bytes) -> tuple[str | None, ...]:
    words: list[str | None] = []
    for child in node.named_children[:MAX_WORDS]:
        if child.type in {"command_name", "variable_assignment"} or child.is_named:
            inner = child.named_children[0] if child.type == "command_name" else child
            words.append(_word(inner, text))
    return tuple(words)


def _word(node: Node, text: bytes) -> str | None:
    raw = text[node.start_byte : min(node.end_byte, node.start_byte + MAX_WORD)].decode(
        "utf-8", "replace"
    )
    if node.type in {"word", "number"}:
        return raw.replace("\\", "")
    if node.type == "raw_string":
        return raw[1:-1]
    if node.type == "string":
        return raw[1:-1].replace('\\"', '"').replace("\\$", "$")
    if node.type == "concatenation":
        parts = [
            _word(one, text)
            for one in node.named_children[:MAX_WORDS]
            if one.type != "concatenation"
        ]
        return None if None in parts else "".join(one or "" for one in parts)
    return raw if node.type == "variable_assignment" else None


def _note(one: _Command, found: Findings, path: str, inline: Inline) -> None:
    start, scope = one.start, one.scope
    plain = tuple(word[:200] if word is not None else None for word in start.words)
    local = f"@{start.program}"
    if any(local == bound for held in scope.chain() for bound in held.names.get(start.program, ())):
        found.edges.append(Edge(scope.path, local))
        return
    if start.program in FETCHERS and fetches(start):
        found.calls.append(RawCall(start.program, Behaviour.NETWORK, one.line, scope.path, plain))
    if start.program in DECODERS and decodes(start):
        found.calls.append(RawCall(start.program, Behaviour.DECODE, one.line, scope.path, plain))
    if start.program == "eval" or start.encoded:
        origin = Origin.DECODED if start.encoded else _substituted(one)
        found.calls.append(
            RawCall(start.program, Behaviour.EXECUTE, one.line, scope.path, plain, origin, "", True)
        )
    elif start.inline:
        _inside(one, found, path, inline)
    elif start.file and "$" not in start.file:
        found.runs.append(Run(scope.path, start.file, start.language or "shell", one.line))
    elif start.language and (origin := _substituted(one)) is not Origin.UNKNOWN:
        found.calls.append(  # bash <(curl ...)
            RawCall(start.program, Behaviour.EXECUTE, one.line, scope.path, plain, origin, "", True)
        )


def _inside(one: _Command, found: Findings, path: str, inline: Inline) -> None:
    """Code in an argument: read as what it is, and placed at the command's line."""
    origin = _substituted(one)
    if origin is not Origin.UNKNOWN:
        found.calls.append(
            RawCall(
                one.start.program, Behaviour.EXECUTE, one.line, one.scope.path, (), origin, "", True
            )
        )
    inner = inline(path, one.start.language, one.start.inline)
    for call in inner.calls:
        found.calls.append(_moved(call, one))
    found.runs += [Run(one.scope.path, run.path, run.program, one.line) for run in inner.runs]
    for item in inner.imports:
        found.edges.append(Edge(one.scope.path, f"import:{item.module}"))


def _moved(call: RawCall, one: _Command) -> RawCall:
    return RawCall(
        call.name,
        call.behaviour,
        one.line,
        one.scope.path,
        call.arguments,
        call.origin,
        call.target,
        call.shell,
    )


def _substituted(one: _Command) -> Origin:
    """Where text comes from that a command takes from the output of others inside it."""
    origin = Origin.UNKNOWN
    stack = list(one.node.named_children)
    for _ in range(2000):
        if not stack:
            break
        node = stack.pop()
        if node.type == "command_name" and one.node.id != (node.parent or node).id:
            raw = one.text[node.start_byte : min(node.end_byte, node.start_byte + 100)]
            name = program_name(raw.decode("utf-8", "replace"))
            if name in FETCHERS:
                return Origin.NETWORK
            if name in DECODERS:
                origin = Origin.DECODED
        stack += node.named_children
    return origin


def _pipe(pipe: Node, commands: dict[int, _Command], found: Findings) -> None:
    """`fetch | interpreter` and `decode | interpreter`."""
    origin = Origin.UNKNOWN
    for part in pipe.named_children:
        one = commands.get(part.id)
        if one is None:
            continue
        start = one.start
        if start.language and not start.file and not start.inline and origin is not Origin.UNKNOWN:
            words = tuple(word[:200] if word is not None else None for word in start.words)
            found.calls.append(
                RawCall(
                    start.program,
                    Behaviour.EXECUTE,
                    one.line,
                    one.scope.path,
                    words,
                    origin,
                    "",
                    True,
                )
            )
        if brings(start):
            origin = Origin.NETWORK
        elif start.program in DECODERS and decodes(start) and origin is Origin.UNKNOWN:
            origin = Origin.DECODED
