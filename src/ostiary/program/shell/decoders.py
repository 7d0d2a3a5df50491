"""What do the small programs of a shell print that undo an encoding or a compression?"""

from collections.abc import Callable, Sequence

from ostiary.program.decode.catalogue import decode

Utility = Callable[[Sequence[str], str], str | None]
"""Its arguments and its input in, what it prints out; None where nobody here can tell."""

MAX_PRINTED = 1 << 16  # characters that one program prints


def as_bytes(text: str) -> bytes:
    """A text as what a pipe carries."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a pair, which no file holds
        return text.encode("utf-8", "replace")


def as_text(data: bytes) -> str:
    """What a pipe carries, as a text from which the same bytes can be made again."""
    return data.decode("utf-8", "surrogateescape")


def _decoder(name: str) -> Utility:
    def run(arguments: Sequence[str], given: str) -> str | None:
        asked = any(one.startswith(("-d", "-D", "--d", "-i")) for one in arguments)
        text = "".join(given.split())
        return _by(name, as_bytes(text + "=" * (-len(text) % 4))) if asked else None

    return run


def _xxd(arguments: Sequence[str], given: str) -> str | None:
    if not any(one.startswith("-r") for one in arguments):
        return None
    if any("p" in one for one in arguments if one.startswith("-")):
        return as_text(bytes.fromhex("".join(given.split())))
    lines = (one.partition(":")[2].partition("  ")[0] for one in given.splitlines())
    return as_text(bytes.fromhex("".join("".join(lines).split())))


def _openssl(arguments: Sequence[str], given: str) -> str | None:
    words = set(arguments)
    plain = "base64" in words or ("enc" in words and words & {"-base64", "-a"})
    if not plain or "-d" not in words or any(one.startswith(("-aes", "-des")) for one in words):
        return None
    return _decoder("base64.b64decode")(("-d",), given)


def _unpacked(name: str) -> Utility:
    """What undoes a compression, as the function of Python's library by this name does."""

    def run(arguments: Sequence[str], given: str) -> str | None:
        files = [one for one in arguments if not one.startswith("-")]
        return None if files else _by(name, as_bytes(given))

    return run


def _by(name: str, data: bytes) -> str | None:
    made = decode(name, (data,), {})
    return as_text(made) if isinstance(made, bytes) else None


_GUNZIP = _unpacked("gzip.decompress")
_BUNZIP = _unpacked("bz2.decompress")
_UNXZ = _unpacked("lzma.decompress")


def _asked_to(utility: Utility) -> Utility:
    return lambda arguments, given: (
        utility(arguments, given)
        if any(one[:1] == "-" and "d" in one for one in arguments)
        else None
    )


DECODERS: dict[str, Utility] = {
    "base64": _decoder("base64.b64decode"),
    "base32": _decoder("base64.b32decode"),
    "xxd": _xxd,
    "openssl": _openssl,
    "gunzip": _GUNZIP,
    "zcat": _GUNZIP,
    "gzip": _asked_to(_GUNZIP),
    "bunzip2": _BUNZIP,
    "bzcat": _BUNZIP,
    "bzip2": _asked_to(_BUNZIP),
    "unxz": _UNXZ,
    "xzcat": _UNXZ,
    "xz": _asked_to(_UNXZ),
}
"""By name; what fails raises what its decoder raises."""
