"""Any bytes as the manifests of a source tree: parts that are run and files that are moved, or a refusal."""

import json
from collections.abc import Callable, Iterable

from ostiary.core.errors import ParseError
from ostiary.core.facts.release import FileForm
from ostiary.formats.contents import Contents
from ostiary.formats.npm.scripts import MAX_LENGTH, written_out
from ostiary.formats.python.source_build import read_build
from ostiary.formats.python.source_layout import Layout

_FILES = ("pyproject.toml", "setup.cfg", "hatch.toml", "setup.py", "a.egg-info/entry_points.txt")
_BETWEEN = b"\0"
_SEEDS = (
    b"""[build-system]
build-backend = "hatchling.build"
requires = ["a @ https://a.invalid/b"]
[tool.hatch.build.hooks.custom]
path = "b.py"
[tool.hatch.version]
source = "code"
path = "c.py"
expression = "d()"
[tool.hatch.build.targets.wheel.force-include]
"e.txt" = "e.pth"
""",
    b"""[build-system]
build-backend = "pdm.backend"
[tool.pdm.version]
source = "call"
getter = "a:b"
[tool.pdm.build]
custom-hook = "c.py"
""",
    b"""[build-system]
build-backend = "poetry.core.masonry.api"
[tool.poetry.build]
script = "b.py"
[tool.setuptools.dynamic]
version = {attr = "a.b"}
[tool.setuptools_scm]
version_scheme = "a:b"
\0[metadata]
version = attr: a.b
[options]
package_dir =
    = src
cmdclass =
    run = a.B
[options.data_files]
lib = b.pth
""",
    b"""[tool.a]
\0\0[build.hooks.custom]
path = "a.py"
\0setup(setup_requires=['b'])
\0[distutils.commands]
a = b:C
""",
    b'{"a": "npm run b && yarn c", "b": "npm start", "start": "node --run a", "prec": "d", "c": "e -- f"}',
)


def declared(data: bytes) -> Iterable[str]:
    """What is run bears names and lies in the tree; what scripts start is as long as it may be."""
    texts = dict(zip(_FILES, data.split(_BETWEEN), strict=False))
    contents = Contents("a-1.tar.gz", FileForm.SDIST, "", 0, ())
    features: set[str] = set()
    try:
        found = read_build(contents, "", texts, lambda _: data)
    except ParseError as error:
        features.add(f"refused: {error.message[:40]}")
    else:
        for one in found.hooks:
            assert one.file or one.module, "it runs nothing"
            features.add(
                f"{bool(one.file)} {min(len(one.names), 9)} {bool(one.literal)} {one.every}"
            )
        features |= {f"line {one.what}" for one in found.lines if one.line > 0}
        layout = Layout(found.moves)
        features |= {f"starts {bool(layout.starting(one.source))}" for one in found.moves}
        features.add(f"{len(found.asked)} {len(found.setup_requires)} {bool(found.build_backend)}")
    return features | _scripts(data)


def _scripts(data: bytes) -> set[str]:
    try:
        several = json.loads(data)
    except (ValueError, RecursionError):
        return set()
    scripts = several if isinstance(several, dict) else {}
    scripts = {name: one for name, one in scripts.items() if isinstance(one, str)}
    found = set()
    for one in list(scripts.values())[:20]:
        whole = written_out(one, scripts)
        assert len(whole) <= max(MAX_LENGTH, len(one)), "longer than it may be"
        found.add(f"scripts {min(whole.count('&&'), 9)} {whole == one}")
    return found


TARGETS: dict[str, Callable[[bytes], Iterable[str]]] = {"declared": declared}
SEEDS: dict[str, Callable[[], list[bytes]]] = {"declared": lambda: list(_SEEDS)}
