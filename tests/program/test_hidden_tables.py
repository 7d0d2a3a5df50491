"""A table of invisible characters is told from a line that they disguise."""

from ostiary.program.hidden import oddities

CLASS = "x = /[\xad\u0600-\u0605\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufff9-\ufffb]/;\n"
TROJAN = 'if (level != "user\u202e \u2066// check if admin\u2069 \u2066") {\n'


def test_a_class_of_a_regular_expression_is_a_table() -> None:
    assert [one.listed for one in oddities(CLASS.encode())] == [True]


def test_a_disguised_line_is_none_even_beside_a_table() -> None:
    assert [one.listed for one in oddities(TROJAN.encode())] == [False]
    both = CLASS.rstrip() + TROJAN
    assert False in [one.listed for one in oddities(both.encode())]
    assert [one.listed for one in oddities('a = "\u202ecba"\n'.encode())] == [False]
