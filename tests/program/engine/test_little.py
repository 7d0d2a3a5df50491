"""A small artifact is evaluated whatever words it holds; a large one where there is a word of note."""

from engine_flows import program_of

from ostiary.program.engine.worth import MAX_LITTLE
from ostiary.program.flow import Act

COPIES = "import shutil\nshutil.copy('a', '/etc/cron.d/a')\n"


def written(**files: str) -> list[str]:
    named = {name.replace("__", "/", 1) + ".py": text for name, text in files.items()}
    program = program_of("wheel", {"sample/__init__.py": COPIES, **named})
    return [one.target for one in program.flows if one.act is Act.WRITE]


def test_code_without_a_word_is_seen_in_a_small_artifact() -> None:
    assert written() == ["/etc/cron.d/a"]


def test_words_choose_in_a_large_one() -> None:
    assert written(sample__large="x = 1\n" * (MAX_LITTLE // 6 + 1)) == []


def test_functions_that_nobody_calls_are_seen_in_a_small_artifact() -> None:
    lines = (
        "from shutil import *",
        *("", "def work(places=['/etc/cron.d/a']):"),
        *("    for one in places:", "        copy('a', one)", ""),
    )
    text = "\n".join(lines)
    small = {"sample/__init__.py": "", "sample/aside.py": text}
    large = {**small, "sample/large.py": "x = 1\n" * (MAX_LITTLE // 6 + 1)}
    seen = [
        [one.target for one in program_of("wheel", files).flows if one.act is Act.WRITE]
        for files in (small, large)
    ]
    assert seen == [["/etc/cron.d/a"], []]
