"""Files of build tools are read for the commands that they start, whatever the bytes are."""

from collections.abc import Callable, Iterable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import LimitError
from ostiary.program.builds.cmake import cmake_steps
from ostiary.program.builds.make import make_lines
from ostiary.program.builds.meson import meson_steps
from ostiary.program.builds.native import native_steps
from ostiary.program.builds.rust import cargo_steps, rust_steps
from ostiary.program.builds.step import UNKNOWN, Step

READERS = [cmake_steps, meson_steps, rust_steps, cargo_steps, native_steps]
WORDS = (
    "execute_process( add_custom_command( install( CODE COMMAND file( DOWNLOAD ${A} set( [=[ ]=] "
    "run_command( custom_target( command : [ ] ( ) ' ''' \" , . + / = Command::new( .arg( .args( r#\" \"# "
    "system( popen( execl( ; { } // /* */ # \\ \n \t : all: $(A) $(shell = - x"
)
PIECES = st.lists(st.sampled_from(WORDS.split(" ")), max_size=80)


def words(steps: Iterable[Step]) -> list[tuple[str, ...]]:
    return [one.words for one in steps]


@given(st.sampled_from(READERS), PIECES)
def test_any_pieces(reader: Callable[[str], Iterable[Step]], pieces: list[str]) -> None:
    try:
        steps = list(reader(" ".join(pieces)))
    except LimitError:
        return
    assert all(one.line > 0 and one.words for one in steps)


@given(PIECES)
def test_any_makefile(pieces: list[str]) -> None:
    assert all(line > 0 for line, _ in make_lines(" ".join(pieces), ("all",)))


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (meson_steps, "run_command(" * 5_000),
        (meson_steps, "x = " + "[" * 5_000),
        (rust_steps, "Command::new(" * 20_000),
        (native_steps, "system(a " * 20_000),
        (cmake_steps, "execute_process(COMMAND " * 20_000),
        (cmake_steps, "#[[" * 50_000),
        (native_steps, "/*" * 100_000 + "system("),
        (rust_steps, 'Command::new(r#"' * 20_000),
    ],
)
def test_what_is_nested_or_open_comes_to_an_end(
    reader: Callable[[str], Iterable[Step]], text: str
) -> None:
    with suppress(LimitError):
        assert len(list(reader(text))) < 20_001


def test_cmake() -> None:
    text = """
set(TOOL "${CMAKE_SOURCE_DIR}/tools/gen.py")  # execute_process(COMMAND no)
#[[ execute_process(COMMAND neither) ]]
execute_process(COMMAND ${Python3_EXECUTABLE} ${TOOL} --x OUTPUT_VARIABLE out)
execute_process(COMMAND a "b c" COMMAND d WORKING_DIRECTORY ${UNHEARD_OF})
add_custom_command(OUTPUT x.c COMMAND one ${X} COMMAND two ARGS "q;r" DEPENDS y VERBATIM)
install(CODE [[execute_process(COMMAND three)]])
file(DOWNLOAD https://a.example.invalid/x x.tgz)
ExternalProject_Add(y URL https://a.example.invalid/y CONFIGURE_COMMAND ./configure BUILD_COMMAND "")
"""
    steps = list(cmake_steps(text))
    assert [(one.line, one.words) for one in steps] == [
        (4, ("python", "./tools/gen.py", "--x")),
        (5, ("a 'b c' | d",)),
        (6, ("one", UNKNOWN)),
        (6, ("two", "q;r")),
        (7, ("three",)),
        (8, ("x.tgz",)),
        (9, ("./configure",)),
    ]
    assert [one.fetched for one in steps if one.fetched] == ["https://a.example.invalid/x"]


def test_meson() -> None:
    text = """
project('x', 'c', version: run_command('git', 'describe').stdout().strip())  # run_command('no')
py = import('python').find_installation(pure: false)
gen = find_program('tools/gen.py')
if get_option('x') == 'y' and not (a or b)
  run_command(['sh', '-c'] + ['a' + 'b'], check: false)
endif
custom_target('n', output: 'x', command: [py, meson.current_source_dir() / 'g.py', '@INPUT@'])
meson.add_install_script('post.sh', unknown)
g = generator(gen, output: '@BASENAME@.c', arguments: ['-i'])
"""
    assert words(meson_steps(text)) == [
        ("git", "describe"),
        ("sh", "-c", "ab"),
        ("python", "./g.py", "@INPUT@"),
        ("post.sh", UNKNOWN),
        ("tools/gen.py", "-i"),
    ]


def test_rust() -> None:
    text = """
fn main() {
    let url = "https://a.example.invalid/"; // a text
    std::process::Command::new("sh").arg("-c").arg(r#"echo "x""#).status().unwrap();
    Command::new("git").args(&["describe", url, other]).current_dir(f("y")).output();
}
"""
    assert words(rust_steps(text)) == [
        ("sh", "-c", 'echo "x"'),
        ("git", "describe", "https://a.example.invalid/", UNKNOWN),
    ]
    assert words(cargo_steps('[build]\nrustc-wrapper = "./wrap.sh"\n')) == [("./wrap.sh",)]


def test_sources_of_extensions() -> None:
    text = r"""
/* system("no") */ // system("no")
static void x(void) { system("one " "\x74wo"); system(command); self->system("no"); }
int y() { return execl("/bin/sh", "sh", "-c", "three", (char *)0); }
"""
    assert words(native_steps(text)) == [("one two",), ("/bin/sh", "-c", "three", UNKNOWN)]


def test_makefiles() -> None:
    text = """
TOOL = tool
X := $(shell git describe)
all: dep
\t@echo $(X)
dep:
\t$(TOOL) one && \\
\t  two
clean: ; rm -rf x
"""
    assert [line for _, line in make_lines(text, ())] == [
        "git describe",
        "tool one &&  \t  two",
        "echo $(shell git describe)",
    ]
    assert [line for _, line in make_lines(text, ("clean",))] == ["git describe", "rm -rf x"]
