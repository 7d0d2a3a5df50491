"""What does one command of a shell come to: who runs, with which words, and what is executed by it?"""

from collections.abc import Callable
from fnmatch import fnmatchcase

from tree_sitter import Node

from ostiary.core.regex import regex
from ostiary.program.commands import program_name, started
from ostiary.program.shell.following import Following
from ostiary.program.shell.state import PIPED, READ, shown
from ostiary.program.shell.utilities import output
from ostiary.program.shell.words import Value, known, lined, unknown, written
from ostiary.program.wordlist import wordlist

MAX_WRAPPED = 8  # programs that start each other, of one command

_WRAPPERS: dict[str, str] = {
    "env": "uSC",
    "sudo": "ugpCDhrt",
    "doas": "uC",
    "exec": "a",
    "nice": "n",
    "ionice": "cn",
    "timeout": "sk",
    "stdbuf": "ioe",
    **dict.fromkeys(("nohup", "setsid", "command", "builtin", "time", "busybox", "toybox"), ""),
    **dict.fromkeys(
        ("unbuffer", "chronic", "eatmydata", "fakeroot", "catchsegv", "caffeinate"), ""
    ),
}
"""Programs that start what stands behind them, and their flags that take a value."""

_SEARCHED = wordlist(
    "curl wget nc ncat netcat socat ssh scp sftp ftp telnet rsync aria2c fetch base64 base32 xxd openssl"
    " sh bash dash zsh ksh ash python python2 python3 node perl ruby php eval chmod rm crontab busybox env"
    " cat whoami id hostname uname"
)
"""Programs that a name with signs for any letter may mean."""
_QUIET = wordlist(
    "echo printf test [ : true false exit return cd shift unset umask ulimit wait sleep"
)
"""What does nothing by itself but say or ask something."""
_ANY = regex(r"[*?\[]")


class Simple:
    """Follows the commands of one script."""

    def __init__(self, script: Following) -> None:
        self.script = script

    def command(self, node: Node) -> str | None:
        """A command as it stands in the tree, what it is given with it."""
        script = self.script
        words: list[Value] = []
        given = script.state.given
        for one in node.children:
            if one.type == "variable_assignment":
                script.assignment(one)
            elif one.type == "herestring_redirect":
                given = lined(script.words.value(one.named_children[-1]))
            elif one.type == "command_name" or (one.is_named and "redirect" not in one.type):
                inner = one.named_children[0] if one.type == "command_name" else one
                words += self._words(inner)
        return self.start(words, node, given)

    def _words(self, node: Node) -> list[Value]:
        if node.type == "process_substitution":
            return [unknown(self._process(node))]
        return self.script.words.words(node)

    def _process(self, node: Node) -> str:
        """`<(...)`, with what stands in it worked out."""
        found, printed, _ = self.script.apart(lambda: self.script.sequence(node), None)
        sign = self.script.words.raw(node)[:1]
        return f"{sign}({shown(found) or f'printf %s {written(printed or str())}'})"

    def start(self, words: list[Value], node: Node, given: Value | None) -> str | None:
        """A program is started with these words and this input; gives what it prints."""
        script = self.script
        words = _bare(self._named(words))
        if not words:
            return ""
        name = words[0].text
        if name is not None and name in script.state.functions:
            return self._called(name, words[1:], node, given)
        own = OWN.get(name or "")
        if own is not None:
            return own(self, words, node, given)
        told = started(tuple(one.text for one in words))
        if told.language == "shell":
            return self._shell(words, told.file, node, given)
        texts = [one.text for one in words[1:]]
        if name is not None and None not in texts:
            text = given.text if given is not None else None
            printed = output(program_name(name), [one or "" for one in texts], text)
            if printed is not None:
                return printed
        self.say(words, node, given)
        return None

    def say(self, words: list[Value], node: Node, given: Value | None = None) -> None:
        """A command comes out that nobody here can follow any further."""
        text = " ".join(one.source() for one in words)
        told = given.text if given is not None else None
        before = f"echo {written(told.rstrip())} | " if told else ""
        quiet = not before and words[0].text in _QUIET
        self.script.say(node, f"{before}{text}", quiet=quiet)

    def _named(self, words: list[Value]) -> list[Value]:
        """The words with an alias, or a name with signs for any letter, as what it means."""
        name = words[0].text if words else None
        if name is None:
            return words
        alias = self.script.state.aliases.get(name)
        if alias is not None:
            return [*(known(one) for one in alias.split()), *words[1:]]
        if _ANY.search(name):
            last = name.rpartition("/")[2]
            found = sorted(one for one in _SEARCHED if fnmatchcase(one, last))
            return [known(found[0]), *words[1:]] if found else words
        return words

    def _called(self, name: str, given: list[Value], node: Node, read: Value | None) -> str | None:
        """A function of the script is called."""
        script = self.script
        variables = script.state.variables
        before, variables.given = variables.given, given
        kept, script.state.given = script.state.given, read
        try:
            return script.within(node, script.state.functions[name])
        finally:
            variables.given, script.state.given = before, kept

    def _shell(self, words: list[Value], file: str, node: Node, given: Value | None) -> str | None:
        """A shell is started: with a text, with a file, or with what it is given."""
        script = self.script
        flag = next((n for n, one in enumerate(words) if _CODE.fullmatch(one.text or "")), None)
        if flag is not None and flag + 1 < len(words):
            return self._handed(words[flag + 1], words[flag + 2 :], words, node, given)
        if file in {"", "-", "/dev/stdin"}:
            return self.reads(words, node, given)
        self.say(words, node)
        if file in script.state.files:
            script.layer(script.state.files[file], node)
        return None

    def _handed(
        self,
        code: Value,
        more: list[Value],
        words: list[Value],
        node: Node,
        given: Value | None,
    ) -> str | None:
        """`sh -c code name words`: the code sees the name as `$0`, and the words as what it is handed."""
        if not more:
            return self.executed(code, words, node, given, read=True)
        variables = self.script.state.variables
        before, name = variables.given, variables.held.get("0")
        variables.given, variables.held["0"] = more[1:], more[0]
        try:
            return self.executed(code, words, node, given)
        finally:
            variables.given = before
            variables.held["0"] = name if name is not None else known("sh")

    def reads(self, words: list[Value], node: Node, given: Value | None) -> str | None:
        """A shell executes what it is given."""
        if given is PIPED:
            self.script.state.fed = True
        elif given is not None and given.text is not None and len(words) == 1:
            return self.executed(known(given.text), words, node, None)
        elif given is not None:
            self.script.say(node, f"eval {given.source(quoted=True)}")
            return None
        self.say(words, node)
        return None

    def executed(
        self,
        code: Value,
        words: list[Value],
        node: Node,
        given: Value | None,
        *,
        read: bool = False,
    ) -> str | None:
        """A text is executed as shell; one that others `read`, too, is handed to a shell as its argument."""
        script = self.script
        if code.text is not None:
            before, script.state.given = script.state.given, given
            try:
                return script.layer(code.text, node, read=read)
            finally:
                script.state.given = before
        source = code.source(quoted=True)
        script.state.fed = script.state.fed or (script.state.given is PIPED and READ in source)
        self.say(words, node)
        return None


_CODE = regex(r"-[a-zA-Z]*c")


def _bare(words: list[Value]) -> list[Value]:
    """The words without programs that only start what stands behind them."""
    for _ in range(MAX_WRAPPED):
        name = program_name(words[0].text or "") if words else ""
        if name not in _WRAPPERS or len(words) == 1:
            return words
        if name == "command" and words[1].text in {"-v", "-V"}:
            return [known("which"), *words[2:]]
        rest = words[1:]
        while rest and _passes(name, rest[0].text):
            flag = rest[0].text or ""
            rest = rest[2:] if len(flag) == 2 and flag[1] in _WRAPPERS[name] else rest[1:]
        if name == "timeout":
            rest = rest[1:]
        if not rest:
            return words
        words = rest
    return words


_SETS = regex(r"[A-Za-z_]\w*=.*")


def _passes(name: str, word: str | None) -> bool:
    """Whether a word is a flag of the program before it, or a variable that `env` sets."""
    if word is None:
        return False
    return word[:1] == "-" or (name in {"env", "sudo"} and bool(_SETS.fullmatch(word)))


Own = Callable[[Simple, list[Value], Node, Value | None], str | None]

OWN: dict[str, Own] = {}
"""What a shell does itself, by name; `own` fills it."""


def own(*names: str) -> Callable[[Own], Own]:
    """Register what a shell does itself under these names."""

    def register(do: Own) -> Own:
        OWN.update(dict.fromkeys(names, do))
        return do

    return register
