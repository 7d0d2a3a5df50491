"""Which files does a build tool read under names of their own, because another file of the tree says so?"""

from collections.abc import Iterator, Mapping

from ostiary.core.regex import regex

_INCLUDES = regex(rb"\b(?i:include)[ \t]*\([ \t]*[\"']?([\w./${}+-]{1,200})")
_CHAIN = regex(rb"(?i)toolchain[_-]?file\"?[ \t]*[:= ][ \t]*[\"']?([\w./${}+-]{1,200})")
_CMAKE = regex(
    rb"(?i)\b(?:execute_process|add_custom_command|add_custom_target|exec_program|set)[ \t]*\("
)
_SCRIPT = regex(rb"(?m)^[ \t]*build[ \t]*=[ \t]*[\"']([\w./+-]{1,200}\.rs)[\"']")
_MACRO = regex(rb"(?m)^[ \t]*proc[-_]macro[ \t]*=[ \t]*true")
_MACHINE = regex(rb"(?m)^\[binaries\][ \t]*\r?$")
_MANIFESTS = ("pyproject.toml", "setup.py", "setup.cfg", "CMakePresets.json")


def led_by_name(
    data: Mapping[str, bytes], readers: Mapping[str, str], native: set[str]
) -> dict[str, str]:
    """Further files of CMake, meson and cargo, each with the reader that they need."""
    found: dict[str, str] = {}
    if "cmake" in native:
        found |= dict.fromkeys(_of_cmake(data, readers), "cmake")
    if "meson" in native:
        for path, text in data.items():
            if not readers.get(path) and _MACHINE.search(text):
                found[path] = "machine"
    if "cargo" in native:
        found |= dict.fromkeys(_of_cargo(data), "rust")
    return found


def _of_cmake(data: Mapping[str, bytes], readers: Mapping[str, str]) -> Iterator[str]:
    """What lists include, and what stands in the place of a tool chain."""
    names: set[bytes] = set()
    for path, text in data.items():
        if readers.get(path) == "cmake":
            names |= {one[1] for one in _INCLUDES.finditer(text)}
        if readers.get(path) == "cmake" or path.endswith(_MANIFESTS):
            names |= {one[1] for one in _CHAIN.finditer(text)}
    tails = {one.rpartition(b"/")[2].rstrip(b"}").decode() for one in names} - {""}
    for path, text in data.items():
        if not readers.get(path) and path.rpartition("/")[2] in tails and _CMAKE.search(text):
            yield path


def _of_cargo(data: Mapping[str, bytes]) -> Iterator[str]:
    """Build scripts of other names, and the sources of macros, which the compiler runs."""
    for path, text in data.items():
        if not path.endswith("Cargo.toml"):
            continue
        folder = path.removesuffix("Cargo.toml")
        if (script := _SCRIPT.search(text)) is not None:
            told = f"{folder}{script[1].decode().removeprefix('./')}"
            yield from [told] if told in data else []
        if _MACRO.search(text):
            yield from (one for one in data if one.startswith(folder) and one.endswith(".rs"))
