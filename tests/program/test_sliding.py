"""A large text is searched in windows, and all is found that is found in it as a whole."""

from ahocorasick_rs import BytesAhoCorasick

from ostiary.program.engine.sliding import WINDOW, matches


def test_words_across_the_edge_of_a_window_are_found_once() -> None:
    engine = BytesAhoCorasick([b"eval(", b"val", b"("])
    for shift in range(-6, 2):
        data = b" " * (WINDOW + shift) + b"eval(" + b"x" * WINDOW + b"eval("
        whole = engine.find_matches_as_indexes(data, overlapping=True)
        assert list(matches(engine, data)) == whole
