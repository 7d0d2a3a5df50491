"""What do the small programs of a shell print that do nothing but turn one text into another?"""

import codecs
import re
from collections.abc import Callable, Sequence

from ostiary.core.regex import regex
from ostiary.program.shell.decoders import DECODERS, MAX_PRINTED, Utility


def output(name: str, arguments: Sequence[str], given: str | None) -> str | None:
    """What a program prints, None where that is not known or it is no program of texts alone."""
    utility = UTILITIES.get(name)
    if utility is None or (given is None and name not in _ALONE):
        return None
    try:
        found = utility(arguments, given or "")
    except (ValueError, IndexError, OverflowError):
        return None
    return found if found is not None and len(found) < MAX_PRINTED else None


_ECHO_FLAGS = regex(r"-[neE]+")
_ESCAPE = regex(
    r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|0?([0-7]{1,3})|(.))",
    re.DOTALL,
)
_NAMED = dict(zip("ntrabfveE", "\n\t\r\a\b\f\v\x1b\x1b", strict=True))


def unescaped(text: str) -> str:
    """A text with what `$'...'`, `echo -e` and `printf` write with a backslash."""
    return _ESCAPE.sub(_escape, text)


def _escape(one: "re.Match[str]") -> str:
    hexa, short, long, octal, other = one.groups()
    point = hexa or short or long
    if point:
        number = min(int(point, 16), 0x10FFFF)
        return chr(number) if not 0xD800 <= number < 0xE000 else "\ufffd"
    if octal:
        return chr(int(octal, 8) & 0xFF)
    return _NAMED.get(other, other if other in "\\'\"?" else f"\\{other}")


def _echo(arguments: Sequence[str], _given: str) -> str:
    words, escapes, end = list(arguments), False, "\n"
    while words and _ECHO_FLAGS.fullmatch(words[0]):
        escapes = escapes or "e" in words[0]
        end = "" if "n" in words[0] else end
        words = words[1:]
    text = " ".join(words)
    return (unescaped(text) if escapes else text) + end


_CONVERSION = regex(r"%[-+ 0#]*\d{0,3}(?:\.\d{1,3})?([sbqdiuoxXc%])|([^%]+|%)", re.DOTALL)
MAX_REPEATED = 256  # times that a format is used again for what is left


def printf(arguments: Sequence[str], _given: str = "") -> str:
    """What `printf` prints: its format, as often as there is something left for it."""
    words = list(arguments[1:] if arguments[0] == "--" else arguments)
    form, rest = words[0], words[1:]
    made: list[str] = []
    for _ in range(MAX_REPEATED):
        before = len(rest)
        for one in _CONVERSION.finditer(form):
            made.append(_converted(one, rest))
        if not rest or len(rest) == before:
            return "".join(made)
    raise ValueError("more words than a format is used for")


def _converted(one: "re.Match[str]", rest: list[str]) -> str:
    kind, plain = one.groups()
    if plain is not None:
        return unescaped(plain)
    if kind == "%":
        return "%"
    word = rest.pop(0) if rest else ""
    if kind == "b":
        return unescaped(word)
    if kind == "c":
        return word[:1]
    if kind in "sq":
        return word
    number = ord(word[1]) if word[:1] in {"'", '"'} and len(word) > 1 else int(word or "0", 0)
    return one[0].replace("i", "d").replace("u", "d") % number


MAX_RANGE = 4096  # characters of a set of `tr`
_RANGE = regex(r"(.)-(.)", re.DOTALL)
_CLASSES = {
    "[:upper:]": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "[:lower:]": "abcdefghijklmnopqrstuvwxyz",
    "[:digit:]": "0123456789",
    "[:space:]": " \t\n\v\f\r",
}


def _spread(text: str) -> str:
    for name, signs in _CLASSES.items():
        text = text.replace(name, signs)
    return _RANGE.sub(_between, unescaped(text))


def _between(one: "re.Match[str]") -> str:
    first, last = ord(one[1]), ord(one[2])
    if last - first > MAX_RANGE:
        raise ValueError("a set of more letters than are looked at")
    return "".join(map(chr, range(first, last + 1)))


def _tr(arguments: Sequence[str], given: str) -> str | None:
    flags = "".join(one[1:] for one in arguments if one.startswith("-"))
    sets = [_spread(one) for one in arguments if not one.startswith("-")]
    if "d" in flags:
        others = "c" in flags or "C" in flags
        return "".join(one for one in given if (one in sets[0]) == others)
    if len(sets) < 2:
        return None
    last = sets[1][-1:]
    table = {ord(one): sets[1][n] if n < len(sets[1]) else last for n, one in enumerate(sets[0])}
    return given.translate(table)


_SUBSTITUTE = regex(r"s(.)((?:\\.|(?!\1).)*)\1((?:\\.|(?!\1).)*)\1([gIi0-9]*)", re.DOTALL)
_PLAIN = regex(r"[\w\s@#%&=:;,<>'\"/!~-]*|\\?.")
MAX_COMMANDS = 64  # of one `sed`


def _sed(arguments: Sequence[str], given: str) -> str | None:
    """`sed s/a/b/`, where `a` is a text; a pattern of somebody else is not run."""
    texts = [one for one in arguments if not one.startswith("-")]
    if not texts or set(arguments) - set(texts) - {"-e", "-E", "-r"}:
        return None
    commands = [one for text in texts for one in _commands(text)]
    if len(commands) > MAX_COMMANDS:
        return None
    for command in commands:
        found = _SUBSTITUTE.fullmatch(command)
        if found is None or not _PLAIN.fullmatch(found[2]):
            return None
        old, new = _bare(found[2]), _bare(found[3])
        count = -1 if "g" in found[4] else 1
        given = "\n".join(one.replace(old, new, count) for one in given.split("\n"))
    return given


def _commands(text: str) -> list[str]:
    found = _SUBSTITUTE.findall(text)
    whole = [f"s{a}{b}{a}{c}{a}{d}" for a, b, c, d in found]
    return whole if ";".join(whole) == text.strip().strip(";") else [text]


def _bare(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _cut(arguments: Sequence[str], given: str) -> str | None:
    options = _options(arguments, "cdfb")
    places = options.get("c") or options.get("b") or options.get("f")
    if not places:
        return None
    found = []
    for line in given.rstrip("\n").split("\n"):
        between = options.get("d", "\t") if "f" in options else ""
        parts = line.split(between) if between else list(line)
        found.append(between.join(_chosen(parts, places)))
    return "\n".join(found) + "\n"


def _options(arguments: Sequence[str], letters: str) -> dict[str, str]:
    """Flags of one letter with what follows them, in the same word or in the next one."""
    found: dict[str, str] = {}
    words = iter(arguments)
    for one in words:
        if len(one) > 1 and one[0] == "-" and one[1] in letters:
            found[one[1]] = one[2:] or next(words, "")
    return found


def _chosen(parts: list[str], places: str) -> list[str]:
    found: list[str] = []
    for one in places.split(","):
        first, dash, last = one.partition("-")
        start = int(first or 1) - 1
        stop = (int(last) if last else len(parts)) if dash else start + 1
        found += parts[start:stop]
    return found


def _sized(arguments: Sequence[str], given: str) -> tuple[Sequence[str], str]:
    """The signs or the lines of a text, whichever a size counts, and the size."""
    told = _options(arguments, "nc")
    bare = next((one[1:] for one in arguments if one[1:].isdecimal()), "10")
    parts = given if "c" in told else given.splitlines(keepends=True)
    return parts, told.get("c") or told.get("n") or bare


def _head(arguments: Sequence[str], given: str) -> str | None:
    parts, size = _sized(arguments, given)
    return "".join(parts[: int(size)])


def _tail(arguments: Sequence[str], given: str) -> str | None:
    parts, size = _sized(arguments, given)
    start = int(size[1:]) - 1 if size[:1] == "+" else -abs(int(size))
    return "".join(parts[start:])


def _each_line(change: Callable[[str], str]) -> Utility:
    return lambda _arguments, given: "\n".join(change(one) for one in given.split("\n"))


def _cat(arguments: Sequence[str], given: str) -> str | None:
    return given if not [one for one in arguments if one not in {"-", "-u"}] else None


def _seq(arguments: Sequence[str], _given: str) -> str:
    numbers = [int(one) for one in arguments]
    first, step = (numbers[0] if len(numbers) > 1 else 1), (numbers[1] if len(numbers) > 2 else 1)
    last = numbers[-1] + (1 if step > 0 else -1)
    several = range(first, last, step)
    if len(several) > MAX_RANGE:
        raise ValueError("more numbers than are looked at")
    return "".join(f"{one}\n" for one in several)


UTILITIES: dict[str, Utility] = {
    "echo": _echo,
    "printf": printf,
    "seq": _seq,
    "which": lambda arguments, _given: f"{arguments[-1]}\n",
    "type": lambda arguments, _given: f"{arguments[-1]}\n" if "-P" in arguments[:-1] else None,
    "cat": _cat,
    "tee": lambda _arguments, given: given,
    "rev": _each_line(lambda one: one[::-1]),
    "tac": lambda _arguments, given: "".join(f"{one}\n" for one in given.splitlines()[::-1]),
    "tr": _tr,
    "sed": _sed,
    "cut": _cut,
    "head": _head,
    "tail": _tail,
    "rot13": lambda _arguments, given: codecs.encode(given, "rot13"),
    **DECODERS,
}
_ALONE = frozenset({"echo", "printf", "seq", "which", "type"})
"""Those that say something without being given anything."""
