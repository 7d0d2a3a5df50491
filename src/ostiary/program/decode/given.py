"""What was handed to a function, and is it of a kind that the function takes?"""

from collections.abc import Callable, Mapping

from msgspec import Struct

from ostiary.program.decode.limits import MAX_ESCAPED, MAX_INPUT, MAX_ITEMS, MAX_OUTPUT


class CannotTellError(Exception):
    """The arguments are such that the real function would fail, or that we do not say what it does."""


class Given(Struct, frozen=True):
    """The arguments of one call."""

    values: tuple[object, ...]
    named: Mapping[str, object]

    def bind(self, *names: str, required: int = 1) -> tuple[object, ...]:
        """The arguments in the order of the parameters `names`, None where one is not given."""
        if len(self.values) > len(names):
            raise CannotTellError
        rest = dict(self.named)
        bound = list(self.values)
        for place, name in enumerate(names[len(bound) :], len(bound)):
            if name not in rest and place < required:
                raise CannotTellError
            bound.append(rest.pop(name, None))
        if rest:
            raise CannotTellError
        return tuple(bound)


Decoder = Callable[[Given], object]


def data(value: object) -> bytes:
    """Bytes; a text is not taken."""
    if not isinstance(value, bytes | bytearray):
        raise CannotTellError
    return bytes(value)


def ascii_data(value: object) -> bytes:
    """Bytes, or a text of ASCII characters, as the decoders of base64 and binascii take it."""
    return value.encode("ascii") if isinstance(value, str) else data(value)


def utf8_data(value: object) -> bytes:
    """Bytes, or the UTF-8 form of a text, as JavaScript's functions on bytes take it."""
    if isinstance(value, str):
        return (
            units(value)
            .encode("utf-16-le", "surrogatepass")
            .decode("utf-16-le", "replace")
            .encode("utf-8")
        )
    if isinstance(value, list | tuple):
        return octets(value)
    return data(value)


def units(value: str) -> str:
    """A text in which two halves of a surrogate pair are the one character that they mean."""
    if value.isascii():
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def octets(value: list[object] | tuple[object, ...]) -> bytes:
    """The bytes of a list of numbers, each taken modulo 256 as typed arrays do."""
    made = bytearray()
    for one in value:
        if not isinstance(one, int | float):
            raise CannotTellError
        made.append(int(one) & 0xFF)
    return bytes(made)


def text(value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise CannotTellError
    return value


def escaped(value: object) -> str:
    """A text in which escapes are looked for one by one."""
    plain = text(value)
    if len(plain) > MAX_ESCAPED:
        raise CannotTellError
    return plain


def number(value: object, otherwise: int | None = None) -> int:
    """An integer, or `otherwise` where none is given."""
    if value is None and otherwise is not None:
        return otherwise
    if not isinstance(value, int):
        raise CannotTellError
    return int(value)


def flag(value: object) -> bool:
    """Whether a value counts as true."""
    return bool(value)


def weight(value: object) -> int:
    """How much there is of a value: characters, bytes, and sixteen for each other part of a tree."""
    total = 0
    waiting = [value]
    seen = 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if isinstance(one, str | bytes | bytearray):
            total += len(one)
        elif isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple):
            waiting += one
        elif isinstance(one, int) and not isinstance(one, bool):
            total += one.bit_length() >> 3
        elif one is not None and not isinstance(one, bool | float):
            raise CannotTellError
        if total > max(MAX_INPUT, MAX_OUTPUT) or seen + len(waiting) > 8 * MAX_ITEMS:
            raise CannotTellError
    return total
