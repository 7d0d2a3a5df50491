"""A parser is handed a text piece by piece: none of it may change on the way, and nothing may stay behind."""

import gc

import tree_sitter_javascript
from tree_sitter import Language, Parser

from ostiary.program.lower.trees import bounded

LANGUAGE = Language(tree_sitter_javascript.language())
TEXT = "const größe = '猫と犬 🐈'; f(größe, `ä${größe}ö`);\n"


def test_the_tree_is_that_of_the_whole_text_whatever_its_length() -> None:
    several = [TEXT[:place] for place in range(len(TEXT))]
    several += [TEXT * count for count in (1, 3, 90, 1_500, 2_000)]
    for text in several:
        data = text.encode()
        root = bounded(Parser(LANGUAGE), data, len(data))
        assert root is not None
        assert str(root) == str(Parser(LANGUAGE).parse(data).root_node)


def test_what_a_parser_was_handed_does_not_pile_up() -> None:
    data = TEXT.encode() * 10

    def views() -> int:
        for _ in range(50):
            assert bounded(Parser(LANGUAGE), data, len(data)) is not None
        gc.collect()
        return sum(type(one) is memoryview for one in gc.get_objects())

    assert views() == views()
