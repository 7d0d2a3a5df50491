"""Machine code is read as far as its tables go, and the account says how far that is."""

import pytest
from artifact_samples import NPM, SDIST, WHEEL, account, examined, seen
from native_samples import assemble, one_of_each

from ostiary.cluster.wire import decode, encode
from ostiary.core.coverage import Reach
from ostiary.evidence import machine
from ostiary.evidence.artifact import of_type
from ostiary.formats.native.found import NativeCode

MODULE = assemble("elf\nexport PyInit_fast\nimport connect")
PACKED = assemble("elf\nexport PyInit_fast\nsection .text 32768 dense")


def fact(filename: str, files: dict[str, bytes]) -> NativeCode:
    (found,) = of_type(examined(filename, files), NativeCode)
    assert isinstance(found, NativeCode)
    return found


@pytest.mark.parametrize("data", one_of_each())
def test_every_format_is_read(data: bytes) -> None:
    row = account(WHEEL, {"p/fast.so": data})["p/fast.so"]
    assert (row.understood, row.opaque, row.reach) == (True, "machine", Reach.CALL)
    assert row.readers[-1] in {"elf", "pe", "mach-o", "wasm", "ar", "coff"}
    assert "instructions were not" in row.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (PACKED, "packed"),
        (MODULE[:-30], "not whole"),
        (MODULE + b"PK\3\4" + bytes(range(1, 200)), "behind its end"),
        (b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(60), "Java"),
        (b"BC\xc0\xde" + bytes(60), "nobody here knows"),
        (b"MZ" + bytes(100), "without a PE header"),
    ],
)
def test_what_nobody_sees_into_stays_unread(data: bytes, reason: str) -> None:
    row = account(WHEEL, {"p/fast.so": data})["p/fast.so"]
    assert (row.understood, row.opaque, row.reach) == (False, "native", Reach.CALL)
    assert reason in row.reason


def test_what_runs_at_the_start_costs_a_class_more() -> None:
    files = {"p.pth": b"import p.fast\n", "p/__init__.py": b"", "p/fast.abi3.so": MODULE}
    assert seen(WHEEL, "p/fast.abi3.so", {**files, "p.pth": b"./x\n"}) == ("machine", "call")
    hook = {"setup.py": b"import fast\n", "fast.abi3.so": MODULE}
    assert seen(SDIST, "fast.abi3.so", hook) == ("native", "install")
    hook["fast.abi3.so"] = PACKED
    assert seen(SDIST, "fast.abi3.so", hook) == ("code", "install")


def test_files_of_machine_code_are_one_fact() -> None:
    found = fact(WHEEL, {"p/b.so": MODULE, "p/a.so": PACKED, "p/c.py": b"x = 1\n"})
    assert [one.path for one in found.files] == ["p/a.so", "p/b.so"]
    assert not found.commands
    assert not list(of_type(examined(WHEEL, {"p/c.py": b"x = 1\n"}), NativeCode))


def test_commands_are_known() -> None:
    points = b"[console_scripts]\np = p:main\n"
    wheel = {"p/a.so": MODULE, "p-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nTag: py3-none-any\n"}
    assert not fact(WHEEL, wheel).commands
    assert fact(WHEEL, {**wheel, "p-1.0.dist-info/entry_points.txt": points}).commands
    assert fact(WHEEL, {**wheel, "p-1.0.data/scripts/p": MODULE}).commands
    npm = {"package.json": b'{"name": "p", "version": "1.0.0", "bin": "a"}', "a": MODULE}
    assert fact(NPM, npm).commands


def test_more_files_than_anybody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "MAX_FILES", 1)
    found = account(WHEEL, {"p/a.so": MODULE, "p/b.so": MODULE})
    assert [found[path].opaque for path in ("p/a.so", "p/b.so")] == ["machine", "native"]


def test_checks_cannot_tell_about_what_nobody_saw() -> None:
    found = examined(WHEEL, {"p/a.so": PACKED, "p/b.so": MODULE}).problems
    problems = [one for one in found if one[0] is NativeCode]
    assert [(kind, path) for kind, path, _ in problems] == [(NativeCode, "p/a.so")]
    many = {f"p/{at}.so": PACKED for at in range(50)}
    kinds = [kind for kind, _, _ in examined(WHEEL, many).problems]
    assert kinds.count(NativeCode) == machine.MAX_UNSEEN


def test_the_fact_comes_out_of_a_worker_as_it_was() -> None:
    found = fact(WHEEL, {f"p/{at}.so": data for at, data in enumerate(one_of_each())})
    assert decode(encode(found)) == found
