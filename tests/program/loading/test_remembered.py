"""Answers about names are kept; what a hostile file could fill the memory with is not."""

from ostiary.program.loading.remembered import MAX_NAME, remembered


def test_long_names_are_answered_and_not_kept() -> None:
    asked: list[str] = []

    @remembered(4)
    def size(name: str) -> int:
        asked.append(name)
        return len(name)

    short, long = "a" * MAX_NAME, "a" * (MAX_NAME + 1)
    assert [size(short), size(short), size(long), size(long)] == [256, 256, 257, 257]
    assert asked == [short, long, long]
