"""Commands of shells, and which packages those of npm's kin name."""

import pytest

from ostiary.core.errors import LimitError
from ostiary.formats.inventory.recipes import shell_words
from ostiary.formats.inventory.recipes.npm_command import read_npm_command
from ostiary.formats.inventory.recipes.shell_words import commands


def words(text: str, **values: str) -> list[list[str]]:
    return [[word.text for word in one] for one in commands(text, 1, values) if one]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a 'b c' \"d e\" f\\ g", [["a", "b c", "d e", "f g"]]),
        ("a && b; c | d || (e)", [["a"], ["b"], ["c"], ["d"], ["e"]]),
        ("a b > out 2>&1 c", [["a", "b", "c"]]),
        ("a # b\nc", [["a"], ["c"]]),
        ("a x#y", [["a", "x#y"]]),
        ("X=1 Y='2 3' sudo -E env Z=1 a b", [["a", "b"]]),
        ("if true; then a; fi", [["true"], ["a"], ["fi"]]),
        ('a "$B-${C}" ${D:-d} $E', [["a", "1-${C}", "d", "$E"]]),
        ("a\\\n  b", [["a", "b"]]),
        ("a 'unclosed", [["a", "unclosed"]]),
        ('a "$(b c)"', [["a", "$(b c)"]]),
        ("sh -ec 'a b; c'", [["sh", "-ec", "a b; c"], ["a", "b"], ["c"]]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[list[str]]) -> None:
    assert words(text, B="1") == expected


def test_lines_and_what_is_open() -> None:
    (command,) = commands("a \\\n 'b\nc' \\\n $d", 10)
    assert [(one.text, one.line, one.open) for one in command] == [
        ("a", 10, False),
        ("b\nc", 11, False),
        ("$d", 13, True),
    ]


def test_shells_inside_each_other_have_an_end() -> None:
    text = "a"
    for _ in range(10):
        text = "sh -c '" + text.replace("'", "") + "'"
    assert 1 < len(words(text)) < 10


def test_a_long_script_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell_words, "MAX_TEXT", 10)
    with pytest.raises(LimitError):
        list(commands("a" * 11))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("npm install left@1.0.0 -g", [("left", "1.0.0")]),
        ("npm i --prefix /x --registry=http://r left", [("left", "latest")]),
        ("npm --loglevel error add -D @a/b@^2", [("@a/b", "^2")]),
        ("npm install", []),
        ("npm ci", None),
        ("npm run install", None),
        ("yarn global add left@next", [("left", "next")]),
        ("yarn install", None),
        ("yarn dlx tool@1.2.3 arg@1", [("tool", "1.2.3")]),
        ("pnpm add nick@npm:real@1.0.0", [("real", "1.0.0")]),
        ("pnpm --filter app add left", [("left", "latest")]),
        ("bun add left", [("left", "latest")]),
        ("npx --yes -p left@1 -p right cmd x", [("left", "1"), ("right", "latest")]),
        ("npx --package=left@1.0.0 cmd", [("left", "1.0.0")]),
        ("npm exec -- tool@1.0.0 run", [("tool", "1.0.0")]),
        (
            "/usr/bin/npm i left@git+https://x.invalid/l.git",
            [("left", "git+https://x.invalid/l.git")],
        ),
        ("corepack prepare pnpm@9.1.0 --activate", [("pnpm", "9.1.0")]),
        ("node install left", None),
        ("npx", []),
    ],
)
def test_npm_commands(text: str, expected: list[tuple[str, str]] | None) -> None:
    found = read_npm_command(text.split())
    shown = (
        None
        if found is None
        else [
            (one.asked.name, one.asked.version or one.asked.requirement or one.asked.source)
            for one in found
            if one.asked
        ]
    )
    assert shown == expected
