"""How is a file of machine code called, without its version and the platform that it was built for?"""

from ostiary.core.regex import regex
from ostiary.program.wordlist import wordlist

MAX_NAME = 255

_ENDINGS = regex(
    r"(?:\.cpython-|\.cp\d|\.pypy|\.abi3|\.graalpy|\.(?:so|pyd|dll|dylib|exe|node|wasm|a|lib|o|obj|bin)(?:\.|$))"
)
_TAGS = wordlist(
    "linux linux32 linux64 darwin macos macosx osx apple win win32 win64 windows mingw msvc pc unknown x86"
    " x64 x32 i386 i486 i586 i686 amd64 arm arm64 armv6 armv6l armv7 armv7l armv8 aarch64 ppc64 ppc64le"
    " s390x riscv64 loong64 universal universal2 musl musleabihf gnu gnueabihf glibc static shared release"
    " debug manylinux musllinux freebsd android ia32 64 32"
)
_VERSION = regex(r"v?\d[\d.]{0,40}(?:(?:a|b|rc|alpha|beta|dev|post)\d{0,6})?")
_HASH = regex(r"[0-9a-f]{6,64}")
_GAP = regex(r"[-_.]+")


def binary_name(path: str) -> str:
    """`_fast.cpython-311-x86_64-linux-gnu.so` is `_fast`, `sample.libs/libz-1a2b3c4d.so.1.3` is `libz`.

    What is left of a name that is nothing but tags is the name itself.
    """
    name = path.rpartition("/")[2].lower()[:MAX_NAME].replace("x86_64", "x64")
    end = _ENDINGS.search(name, 1)
    stem = name[: end.start()] if end else name
    lead = stem[: len(stem) - len(stem.lstrip("_"))]
    parts = [part for part in _GAP.split(stem) if part]
    while len(parts) > 1 and _tag(parts[-1]):
        parts.pop()
    kept = [parts[0], *(part for part in parts[1:] if part not in _TAGS)] if parts else []
    return lead + "-".join(kept) if kept else name


def _tag(part: str) -> bool:
    if part in _TAGS or _VERSION.fullmatch(part):
        return True
    return bool(_HASH.fullmatch(part)) and any(char.isdigit() for char in part)
