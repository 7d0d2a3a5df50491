"""Shell: what is piped into interpreters, and what hands code on."""

import pytest

from ostiary.formats.contents import Kind
from ostiary.program.commands import started
from ostiary.program.model import Behaviour, Origin
from ostiary.program.source import read_source


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("curl -s x | sh", Origin.NETWORK),
        ("wget -qO- x | sudo bash -s -- y", Origin.NETWORK),
        ("bash <(curl -s x)", Origin.NETWORK),
        ('sh -c "$(curl -s x)"', Origin.NETWORK),
        ("eval `curl x`", Origin.NETWORK),
        ("echo aGk= | base64 -d | sh", Origin.DECODED),
        ("powershell -nop -enc aGk=", Origin.DECODED),
        (
            "python -c \"import base64; exec(base64.b64decode('cHJpbnQoMSkgIyBzYW1wbGU='))\"",
            Origin.DECODED,
        ),
        ("node -e \"eval(atob('Y29uc29sZS5sb2coMSk7'))\"", Origin.DECODED),
    ],
)
def test_code_from_elsewhere(text: str, origin: Origin) -> None:
    calls = read_source("a.sh", Kind.SHELL, text.encode()).calls
    assert origin in [one.origin for one in calls if one.behaviour is Behaviour.EXECUTE]


@pytest.mark.parametrize(
    "text", ["echo curl", "curl --version", "grep x | sort", "base64 x", "# curl x | sh"]
)
def test_nothing_to_tell(text: str) -> None:
    assert not read_source("a.sh", Kind.SHELL, text.encode()).calls


@pytest.mark.parametrize(
    ("words", "language", "file", "inline"),
    [
        (("node", "a.txt"), "node", "a.txt", ""),
        (("env", "X=1", "node", "--no-warnings", "a.js"), "node", "a.js", ""),
        (("/usr/bin/python3.11", "-W", "ignore", "x.py"), "python", "x.py", ""),
        (("python", "-c", "1"), "python", "", "1"),
        (("cmd.exe", "/c", "x"), "batch", "", "x"),
        (("./run", "x"), "", "./run", ""),
        (("git", "status"), "", "", ""),
    ],
)
def test_what_a_command_starts(
    words: tuple[str, ...], language: str, file: str, inline: str
) -> None:
    one = started(words)
    assert (one.language, one.file, one.inline) == (language, file, inline)


@pytest.mark.parametrize(
    ("text", "parsed", "calls"),
    [
        ("f() {\n  a=`x -L | sed -e 's/,//g' -e s/:$//`\n  b | sed s/:$//\n}\n", True, 0),
        ("sed s/:$// x\ncurl -s y | sh\n", True, 2),
        ("f() {\n case $x in\n (((\n", False, 0),
        (
            "f() {\n rm a$$.exe\n a=`x -L | sed -e 's/,//g' -e s/:$//`\n b | sed s/:$//\n}\n",
            True,
            0,
        ),
    ],
)
def test_a_dollar_sign_that_stands_for_itself(text: str, parsed: bool, calls: int) -> None:
    source = read_source("a.sh", Kind.SHELL, text.encode())
    assert (source.parsed, len(source.calls)) == (parsed, calls)


@pytest.mark.parametrize("beginning", ["if a; then\nif a; then\n", "if a; then\nx=`a\n"])
def test_whole_statements_are_read_where_one_around_them_never_ends(beginning: str) -> None:
    inner = "b=1\nif c; then\n  d\nfi\n" * 20
    source = read_source("configure", Kind.SHELL, f"{beginning}{inner}curl y | sh\n)\n".encode())
    assert (source.parsed, len(source.calls)) == (True, 2)


@pytest.mark.parametrize(
    ("damage", "parsed"),
    [("((( {{{ " * 4, False), ("case $a in )) ;; (((\n", False), ("fi\n", True)],
)
def test_a_script_of_which_a_fifth_is_no_shell_was_not_read(damage: str, parsed: bool) -> None:
    source = read_source("a.sh", Kind.SHELL, ("echo x\n" * 10 + damage).encode())
    assert source.parsed is parsed
    assert parsed or source.reason.startswith("most of it is not ")
