"""Which packages does a command of npm, pnpm, yarn or bun install by name?"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ostiary.formats.inventory.node.spec import Asked, is_name, read_spec

_INSTALL = ("install", "i", "in", "ins", "isntall", "add", "install-test", "it")
_VERBS: dict[str, tuple[str, ...]] = {
    "npm": (*_INSTALL, "exec", "x"),
    "pnpm": ("install", "i", "add", "dlx"),
    "yarn": ("add", "dlx"),
    "bun": ("install", "i", "add", "a", "x"),
    "corepack": ("prepare", "install", "use", "up"),
}
_RUNNERS = ("npx", "bunx", "pnpx")
_ONE = frozenset({"exec", "x", "dlx"})
"""Verbs whose first word is a package, and whose others are arguments of what it runs."""
_VALUED = frozenset(
    {"--prefix", "--registry", "-C", "--cache", "--loglevel", "--tag", "--omit", "--include", "-w"}
    | {"--userconfig", "--workspace", "--cwd", "--dir", "--filter", "-F", "--store-dir", "--otp"}
    | {"--modules-folder", "--cache-folder", "--global-dir", "--global-folder", "--mutex", "--call"}
    | {"--network-timeout", "--fetch-timeout", "--before", "--install-strategy", "-c", "--backend"}
)
_PACKAGE = ("--package=", "-p=")


class Named(Struct, frozen=True):
    """One package that a command names; `at` is the place of its word, `asked` is None for a place only."""

    at: int
    asked: Asked | None
    dev: bool = False


def read_npm_command(words: Sequence[str]) -> tuple[Named, ...] | None:
    """The packages that a command names; None if it is no such command. `words` begin with the program."""
    program = words[0].rpartition("/")[2].removesuffix(".cmd") if words else ""
    if program in _RUNNERS:
        return tuple(_run(words, 1))
    verb = _verb(program, words)
    if verb is None:
        return None
    if words[verb] in _ONE:
        return tuple(_run(words, verb + 1))
    dev = any(one in {"-D", "--save-dev", "--dev", "-d"} for one in words)
    return tuple(_named(at, words[at], dev) for at in _positional(words, verb + 1))


def _verb(program: str, words: Sequence[str]) -> int | None:
    """The place of the verb, behind options and `yarn global`."""
    verbs = _VERBS.get(program, ())
    for at in _positional(words, 1):
        if words[at] in verbs:
            return at
        if words[at] not in {"global", "workspace"}:
            return None
    return None


def _positional(words: Sequence[str], start: int) -> Iterator[int]:
    skip = False
    for at in range(start, len(words)):
        word = words[at]
        if skip:
            skip = False
        elif word in _VALUED:
            skip = True
        elif word and not word.startswith("-"):
            yield at


def _run(words: Sequence[str], start: int) -> Iterator[Named]:
    """Packages after `--package`, else the first word: what is run is fetched first."""
    given = False
    at = start
    while at < len(words) and (words[at].startswith("-") or not words[at]):
        word = words[at]
        if word in {"--package", "-p"} and at + 1 < len(words):
            given, at = True, at + 1
            yield _named(at, words[at], dev=False)
        elif word.startswith(_PACKAGE):
            given = True
            yield _named(at, word.partition("=")[2], dev=False)
        elif word in _VALUED:
            at += 1
        at += 1
    if not given and at < len(words):
        yield _named(at, words[at], dev=False)


def _named(at: int, word: str, dev: bool) -> Named:
    name, found, spec = word[1:].partition("@")
    name = word[:1] + name
    if is_name(name):
        return Named(at, read_spec(name, spec if found and spec else "latest"), dev)
    return Named(at, None, dev)
