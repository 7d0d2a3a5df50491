"""A table of invisible characters is told from a line that they disguise."""

import pytest

from ostiary.program.hidden import oddities

CLASS = "x = /[\xad\u0600-\u0605\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufff9-\ufffb]/.test(a);\n"
TROJAN = 'if (level != "user\u202e \u2066// check if admin\u2069 \u2066") {\n'


def test_a_class_of_a_regular_expression_is_a_table() -> None:
    assert [one.listed for one in oddities(CLASS.encode())] == [True]


def test_a_disguised_line_is_none_even_beside_a_table() -> None:
    assert [one.listed for one in oddities(TROJAN.encode())] == [False]
    both = CLASS.rstrip() + TROJAN
    assert False in [one.listed for one in oddities(both.encode())]
    assert [one.listed for one in oddities('a = "\u202ecba"\n'.encode())] == [False]


ROW = "\u202d\u202e\u2066\u2067\u2069\ufeff"


def test_a_row_of_controls_that_leaves_the_line_in_order_is_a_table() -> None:
    line = f"y=RegExp(`[\u200e{ROW}]`,g),t={{0:`null`}};\n"
    assert [one.listed for one in oddities(line.encode())] == [True]


@pytest.mark.parametrize(
    "line",
    [
        # the row itself leaves what follows backwards
        'x = "\u2066\u2067\u2069\u202d\u202e" + name; // nimda',
        'x = "\u200b\u200b\u200b\u200b\u202e" + name;',
        # a row opens, and later controls move the parts
        f"/*[{ROW}] a \u2069\u2066 b */ if (admin) {{",
        f'level != "user{ROW} // check\u2069 \u2066") {{',
        f"/*[{ROW}] a \u2069{ROW} b */ go();",
        f"x = /[{ROW}]/; go('\u202e');",
        f"x = /[{ROW}]/; \u202c\u2069\u202b y",
        # right-to-left isolates around two parts
        "a = '\u2067\u2066\u200b\u200b\u200b' + b + '\u2069\u2066\u200b\u200b\u200b' + c;",
    ],
)
def test_a_row_does_not_excuse_a_line_that_is_shown_in_another_order(line: str) -> None:
    assert False in [one.listed for one in oddities((line + "\n").encode())]


def test_a_long_end_of_a_line_does_not_excuse_its_beginning() -> None:
    line = TROJAN.rstrip() + " " * 500 + "/*" + "x" * 90_000 + "*/\n"
    assert [one.listed for one in oddities(line.encode())] == [False]
