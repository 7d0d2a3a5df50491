"""What does a script of a shell come to, once what it hides in words, variables and decoders is worked out?

Nothing is run: variables, expansions, functions and small programs that turn one text into another are
followed as far as they are known (POSIX.1-2017, Shell Command Language, and what bash adds). What is executed
and known is followed in turn. What comes out are plain statements, for the readers of plain statements.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice, product

from tree_sitter import Node

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.program.grammar import grammar
from ostiary.program.shell.decoders import as_bytes, as_text
from ostiary.program.shell.expanding import SHARE, Words
from ostiary.program.shell.redirecting import Redirected
from ostiary.program.shell.setting import assigned
from ostiary.program.shell.starting import Simple
from ostiary.program.shell.state import PIPED, State, Statement, shown
from ostiary.program.shell.words import Value, known, unknown

MAX_STATEMENTS = 2_000  # that come out
MAX_DEEP = 8  # texts and functions inside each other
MAX_OTHERS = 4  # values that a variable may have, where nobody knows which way a script goes

TREE = "(program) @program"
_STARTS = regex(
    r"(?:^|(?<!\\)`|\$\(|[;|&])\s*(?:\w+=[\w./-]*\s+)*(?:[\"']{0,2}\$|(?:eval|exec|source|\.|xargs|env|nohup|timeout"
    r"|command|trap|sudo|(?:ba|da|z|k|a)?sh|python[\d.]*|node|perl)\s)"
)
"""A statement in which a variable may be what is run, not only what a program is told."""


class Script:
    """One text while it is followed."""

    def __init__(self, state: State, data: bytes) -> None:
        self.state = state
        self._written = data
        self._data = _spelled(data)
        self.words = Words(self._data, state.variables, self._substituted)
        self._simple = Simple(self)
        self._redirected = Redirected(self)

    def follow(self) -> str | None:
        """Follow the whole text; gives what it prints, None where that is not known."""
        try:
            root = grammar("bash", TREE).root(self._data)
            return self.run(root)
        except (LimitError, RecursionError):  # no honest script is nested as deep
            self.state.cut = True
            return None

    def run(self, node: Node) -> str | None:
        """Follow a statement; gives what it prints."""
        state = self.state
        state.steps -= 1
        if state.spent() or len(state.statements) > MAX_STATEMENTS:
            state.cut = True
            return None
        runner = _RUNNERS.get(node.type)
        return runner(self, node) if runner is not None else ""

    def say(
        self, node: Node, text: str, made: Sequence[Statement] = (), *, quiet: bool = False
    ) -> None:
        """A statement comes out, made of these other ones; a `quiet` one says something, and no more."""
        state = self.state
        state.room -= len(text)
        if state.room < 0:
            state.cut = True
            return
        row = node.start_point[0] if state.row is None else state.row
        plain = (quiet or not state.hidden) and all(one.plain for one in made)
        plain = plain and (quiet or self._stands(text, node))
        state.statements.append(Statement(row, text, plain))

    def _stands(self, text: str, node: Node) -> bool:
        """Whether a statement stands in the text as it is."""
        raw = self._written[node.start_byte : node.end_byte]
        return _bare(text) in _bare(as_text(raw))

    def layer(self, text: str, node: Node, *, read: bool = False) -> str | None:
        """Follow a text that is executed; one that is `read` stands there for others to read, too."""
        inner = Script(self.state, as_bytes(text))
        before = self.state.hidden
        self.state.hidden = before or not (read and self._stands(text, node))
        try:
            return self.within(node, inner.follow)
        finally:
            self.state.hidden = before

    def within(self, node: Node, run: Callable[[], str | None]) -> str | None:
        """Follow something else that a statement leads to: it happens where that stands."""
        state = self.state
        if state.deep >= MAX_DEEP:
            state.cut = True
            return None
        before, state.row = state.row, node.start_point[0] if state.row is None else state.row
        state.deep += 1
        try:
            return run()
        finally:
            state.row, state.deep = before, state.deep - 1

    def apart(
        self, run: Callable[[], str | None], given: Value | None
    ) -> tuple[list[Statement], str | None, bool]:
        """Follow something with an input of its own: what comes out, what it prints, and if it was fed."""
        state = self.state
        kept, before, fed = state.statements, state.given, state.fed
        state.statements, state.given, state.fed = [], given, False
        try:
            printed = run()
            return state.statements, printed, state.fed
        finally:
            state.statements, state.given, state.fed = kept, before, fed

    def _substituted(self, node: Node) -> Value:
        """What the commands in a substitution print."""
        inner = [one for one in node.named_children if one.type != "comment"]
        found, printed, _ = self.apart(lambda: self._all(inner), self.state.given)
        if printed is not None:
            self.state.statements += found
            self.state.variables.work += len(printed) >> SHARE
            return known(printed.rstrip("\n"))
        return unknown(f"$({shown(found)})" if found else self.words.raw(node))

    def _all(self, nodes: list[Node]) -> str | None:
        printed: list[str | None] = [self.run(one) for one in nodes]
        return None if None in printed else "".join(one or "" for one in printed)

    def sequence(self, node: Node) -> str | None:
        """Statements one after the other."""
        return self._all(node.named_children)

    def choice(self, node: Node) -> str | None:
        """Statements of which nobody knows which are run: what they set may be any of it."""
        held = self.state.variables.held
        start, ends = dict(held), [dict(held)] if node.type == "case_statement" else []
        plain: list[Node] = []
        others: list[Node] = []
        for one in node.named_children:
            (others if one.type in _BRANCHES else plain).append(one)
        for branch in [plain, *([one] for one in others)]:
            held.clear()
            held.update(start)
            self._all(branch)
            ends.append(dict(held))
        if not any(one.type == "else_clause" for one in others):
            ends.append(start)
        self._merge(ends)
        return None

    def _merge(self, ends: list[dict[str, Value]]) -> None:
        for name in {name for one in ends for name in one}:
            several = list(dict.fromkeys(one[name] for one in ends if name in one))
            self.state.variables.held[name] = several[0]
            if len(several) > 1:
                self.state.others[name] = several[:MAX_OTHERS]
                if len(several) > MAX_OTHERS:
                    self.state.more.add(name)

    def each_way(self, node: Node, run: Callable[[], str | None]) -> str | None:
        """Follow a statement once for each value that its variables may have."""
        others = self.state.others
        raw = self.words.raw(node) if others else ""
        names = [one for one in others if one in raw and f"${one}" in raw.replace("{", "")]
        if not names:
            return run()
        if _STARTS.search(raw) and not self.state.more.isdisjoint(names):
            self.state.cut = True
        held, chosen = self.state.variables.held, {one: others.pop(one) for one in names}
        printed = None
        try:
            for several in islice(product(*chosen.values()), MAX_OTHERS):
                held.update(zip(names, several, strict=True))
                printed = run()
        finally:
            others.update(chosen)
        return printed

    def command(self, node: Node) -> str | None:
        """A command with its words."""
        return self.each_way(node, lambda: self._simple.command(node))

    def assignment(self, node: Node) -> str | None:
        """`name=value`, `name+=value`, `name=(a b)`."""
        return self.each_way(node, lambda: assigned(self, node))

    def set(self, name: str, value: Value) -> None:
        """A variable holds something from here on."""
        self.state.variables.held[name] = value
        self.state.others.pop(name, None)
        self.state.more.discard(name)

    def declaration(self, node: Node) -> str | None:
        """`export`, `local`, `declare` and their kin."""
        for one in node.named_children:
            if one.type == "variable_assignment":
                self.assignment(one)
        return ""

    def function(self, node: Node) -> str | None:
        """A function is defined: it is followed where it is called."""
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is not None and body is not None:
            self.state.functions[self.words.raw(name)] = partial(self.run, body)
        return ""

    def pipeline(self, node: Node) -> str | None:
        """Commands of which each is given what the one before it prints."""
        stages, given = node.named_children, self.state.given
        return self.each_way(node, lambda: self.piped(node, stages, given))

    def piped(self, at: Node, stages: list[Node], given: Value | None) -> str | None:
        """Follow the commands of a pipe, of which the first is `given` something."""
        before, printed = "", None
        made: list[Statement] = []
        for one in stages:
            found, printed, fed = self.apart(partial(self.run, one), given)
            text = "sh" if fed and given is PIPED else shown(found)
            before = f"{before} | {text}" if before and given is PIPED else text
            made += found
            if printed is not None and before:
                self.say(at, before, made)
                before, made = "", []
            self.state.fed = self.state.fed or (fed and one is stages[0])
            given = PIPED if printed is None else known(printed)
        if before:
            self.say(at, before, made)
        return printed

    def redirected(self, node: Node) -> str | None:
        """A statement with other inputs and outputs."""
        return self.each_way(node, lambda: self._redirected.follow(node))


_FILLERS = regex(r"[\s'\"\\]+")


def _bare(text: str) -> str:
    """A text without what has no meaning of its own between the words of a command."""
    return _FILLERS.sub("", text)


_PART = regex(rb"(\$\{\w+:[^{}\n$]{0,100})\$(?=\w)")
_LIST = regex(rb"(?:^|[;|&(\n])[ \t]*\{[^{}\s,'\"]+,[^{}\s]*\}(?=[\s;|&)]|$)")
_LISTED = bytes.maketrans(b"{,}", b"   ")


def _spelled(data: bytes) -> bytes:
    """A script of the same length in which two things are written so that the grammar knows them.

    These are `${name:$from:$size}`, and a list in braces in the place of a command.
    """
    for _ in range(2):
        data = _PART.sub(rb"\1 ", data)
    return _LIST.sub(lambda one: one[0].translate(_LISTED), data)


_BRANCHES = frozenset({"elif_clause", "else_clause", "case_item"})
_RUNNERS: dict[str, Callable[[Script, Node], str | None]] = {
    **dict.fromkeys(
        (
            *("program", "compound_statement", "subshell", "do_group", "list", "else_clause"),
            *("elif_clause", "negated_command", "case_item", "variable_assignments", "ERROR"),
        ),
        Script.sequence,
    ),
    "if_statement": Script.choice,
    "case_statement": Script.choice,
    "command": Script.command,
    "variable_assignment": Script.assignment,
    "declaration_command": Script.declaration,
    "function_definition": Script.function,
    "pipeline": Script.pipeline,
    "redirected_statement": Script.redirected,
}
"""How each kind of statement is followed; `looping` adds the loops."""


def statement(kind: str) -> Callable[[Callable[[Script, Node], str | None]], None]:
    """Register how one more kind of statement is followed."""

    def register(runner: Callable[[Script, Node], str | None]) -> None:
        _RUNNERS[kind] = runner

    return register
