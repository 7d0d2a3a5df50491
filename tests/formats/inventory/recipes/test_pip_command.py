"""Command lines that install: what is wanted, which files are read, and what is no such command."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.formats.inventory.recipes.pip_command import InstallCommand, pip_words
from ostiary.formats.inventory.recipes.shell_line import MAX_LINE, shell_commands


def installs(line: str) -> list[InstallCommand]:
    commands = shell_commands(line)
    assert commands is not None
    return [found for one in commands if (found := pip_words(one))]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("pip install a==1 b", ("a==1", "b")),
        ("pip3.11 -q --proxy http://x.test install -U 'b>=2' c[d]", ("b>=2", "c[d]")),
        ("python3 -u -m pip install a", ("a",)),
        ("{sys.executable} -m pip install a", ("a",)),
        ("$PYTHON -m pip install a", ("a",)),
        ("/opt/venv/bin/pip install a", ("a",)),
        ("sudo -H PIP_X=1 pip install a", ("a",)),
        ("pip install -i http://x.test/s --extra-index-url=http://y.test a", ("a",)),
        ("pip install git+https://x.test/a.git#egg=a", ("git+https://x.test/a.git#egg=a",)),
        ("pip install a # b c", ("a",)),
        ("pip install a>=1 > log.txt 2>&1 < in", ("a",)),
        ("pip install a -- -b", ("a", "-b")),
        ("pip install a \\", ("a",)),
        ("pip install a | tee log", ("a",)),
        ("(cd x && pip install a)", ("a",)),
        ("uv pip install --system --python 3.12 a", ("a",)),
        ("uv add --dev --group lint 'a>1'", ("a>1",)),
        ("uvx a@0.3.1 check b", ("a==0.3.1",)),
        ("uvx --from a b c", ("a",)),
        ("uv run --with a --with b,c script.py x", ("a", "b", "c")),
        ("uv tool install a@latest", ("a",)),
        ("uv run pip install a", ("a",)),
        ("poetry run pip install a", ("a",)),
        ("conda run -n env pip install a", ("a",)),
        ("pipx run --spec a==1 b c", ("a==1",)),
        ("poetry add a@1.2 b", ("a==1.2", "b")),
        ("pip download -d x a", ("a",)),
        ("pip install $X {y}", ("$X", "{y}")),
    ],
)
def test_what_pip_and_its_kin_install(line: str, wanted: tuple[str, ...]) -> None:
    (found,) = installs(line)
    assert found.tool == "pip"
    assert found.wanted == wanted


def test_files_constraints_and_folders() -> None:
    (found,) = installs("pip install -r a.txt -rb.txt --requirement=c.txt -c d.txt -e . -e ./x y")
    assert found.files == ("a.txt", "b.txt", "c.txt")
    assert (found.constraints, found.editable, found.wanted) == (("d.txt",), (".", "./x"), ("y",))


@pytest.mark.parametrize(
    ("line", "wanted", "files"),
    [
        ("conda install -y -c conda-forge numpy=1.2 'scipy>=1'", ("numpy=1.2", "scipy>=1"), ()),
        ("mamba create -n x python=3.11 --file a.txt", ("python=3.11",), ("a.txt",)),
        ("conda env create -n x -f env.yml", (), ("env.yml",)),
        ("micromamba install a", ("a",), ()),
    ],
)
def test_conda(line: str, wanted: tuple[str, ...], files: tuple[str, ...]) -> None:
    (found,) = installs(line)
    assert (found.tool, found.wanted, found.files) == ("conda", wanted, files)


@pytest.mark.parametrize(
    "line",
    [
        "", "echo pip install a", "pip", "pip uninstall a", "pip freeze", "python -m venv pip",
        "python pip install", "apt-get install pip", "conda activate a", "uv sync", "npm install a",
        "python -m", "sudo", "A=1", "poetry run x",
    ],
)  # fmt: skip
def test_what_installs_nothing(line: str) -> None:
    assert installs(line) == []


def test_several_commands_of_one_line() -> None:
    found = installs(
        "apt-get update && pip install a; pip install b || pip install c & pip install d"
    )
    assert [one.wanted for one in found] == [("a",), ("b",), ("c",), ("d",)]


def test_what_nobody_can_split() -> None:
    assert shell_commands("pip install 'a") is None
    assert shell_commands("a" * (MAX_LINE + 1)) is None


@given(st.text("pip install-re=.'\"\\;&|<>#${}@\n[]a1 ", max_size=60) | st.text(max_size=40))
def test_any_line_ends_in_words(line: str) -> None:
    for command in shell_commands(f"pip install {line}") or ():
        found = pip_words(command)
        assert found is None or all(isinstance(one, str) for one in found.wanted)
