"""Which functions of a package do other tools call by themselves, once it is installed beside them?"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from ostiary.formats.python.entry_points import EntryPoint
from ostiary.program.wordlist import wordlist

_CALLED = wordlist(
    # each build with setuptools
    "setuptools.finalize_distribution_options setuptools.file_finders distutils.setup_keywords"
    " egg_info.writers setuptools_scm.parse_scm setuptools_scm.parse_scm_fallback"
    " setuptools_scm.files_command setuptools_scm.version_scheme setuptools_scm.local_scheme"
    # each start of a tool, or of whatever it watches
    " opentelemetry_configurator opentelemetry_distro opentelemetry_instrumentor"
    " opentelemetry_pre_instrument opentelemetry_post_instrument celery.fixups keyring.backends"
    " poetry.plugin poetry.application.plugin pdm jupyter_serverproxy_servers flake8.extension"
    " airflow.plugins apache_airflow_provider hypothesis gevent.plugins.monkey.will_patch_all"
    " gevent.plugins.monkey.did_patch_all pyinstaller40"
    " jupyter_server.extension_points torch.backends networkx.backends networkx.backend_info"
    " vllm.general_plugins vllm.platform_plugins numba_extensions"
)
"""Groups of entry points whose targets are called. Sources: the manuals of the tools that name them."""

_HOOKS = {"pytest11": "pytest_", "tox": "tox_", "hatch": "hatch_", "conda": "conda_"}
"""Groups whose targets are modules, and how the functions begin that are called there (pluggy)."""

_STARTED = {"jax_plugins": "initialize"}
"""Groups whose targets have one function called that bears this name."""

SERVER_HOOKS = wordlist("_load_jupyter_server_extension load_jupyter_server_extension")
"""What a server of notebooks calls in the modules that its settings name."""

_MADE = wordlist("__init__ __new__ __call__ configure instrument activate run load register")
"""Methods of a class that is made by such a tool."""


class Plugin(Struct, frozen=True):
    """A dotted module and what is called there: what `name` means, or all that begins with `prefix`.

    With both, what begins so is sought in the object of that name.
    """

    module: str
    name: str = ""
    prefix: str = ""

    def scopes(self, several: Iterable[str]) -> Iterator[str]:
        """Those of the scopes of its module that are called."""
        for one in several:
            whose, _, method = one.rpartition(".")
            hook = bool(self.prefix) and whose == self.name and self.calls(method)
            own = (
                bool(self.name)
                and not self.prefix
                and (one == self.name or (whose == self.name and self.calls(method)))
            )
            if hook or own:
                yield one

    def calls(self, method: str) -> bool:
        """Whether the tool calls a method of the object, or a function of the module, of this name."""
        return method.startswith(self.prefix) if self.prefix else _runs(method)


def _runs(method: str) -> bool:
    return method in _MADE or method.startswith(("on_", "_instrument", "_configure"))


def plugins(points: Iterable[EntryPoint]) -> Iterator[Plugin]:
    """What the entry points of a wheel have called."""
    for point in points:
        module, _, name = point.target.partition(":")
        if point.group in _CALLED and name:
            yield Plugin(module, name=name)
        elif point.group in _HOOKS:
            yield Plugin(module, name=name, prefix=_HOOKS[point.group])
        elif point.group in _STARTED:
            yield Plugin(module, name=f"{name}.{_STARTED[point.group]}".lstrip("."))


def of_server(paths: Iterable[str], modules: Iterable[str]) -> Iterator[Plugin]:
    """What a server of notebooks calls, where the wheel brings the settings that say so."""
    if any(".data/data/etc/jupyter/" in one and one.endswith(".json") for one in paths):
        yield from (Plugin(one, name=name) for one in modules for name in sorted(SERVER_HOOKS))
