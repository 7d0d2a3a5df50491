"""What runs when a program runs tests: an installer that does so runs whatever lies among them."""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.handovers import early
from ostiary.program.engine.leftovers import alone
from ostiary.program.engine.value import Value, text_of
from ostiary.program.flow import Act
from ostiary.program.places import looks_aside

MAX_TRIED = 200  # files of tests that one call runs

_RUN = ("test", "setup", "teardown", "settings", "pytest_", "runtest", "load_tests")
"""What the functions and methods are called that a runner of tests calls, in lower case."""


@model(
    "unittest.defaultTestLoader.discover unittest.TestLoader.discover"
    " unittest.loader.defaultTestLoader.discover"
    " unittest.main pytest.main pytest.cmdline.main _pytest.config.main nose.run nose.main nose2.discover"
)
def _tried(asked: Asked) -> Value:
    """Tests that early code runs: modules, and the functions and methods in them that a runner would call."""
    if not early(asked.m) or asked.script:
        return asked.result()
    told = [text_of(one).strip("./") for one in _folders(asked)]
    paths = [one for one in asked.m.package.files if _meant(one, [name for name in told if name])]
    if len(paths) > MAX_TRIED:
        asked.m.cut(asked.frame, "it runs more files of tests than are followed")
    for path in paths[:MAX_TRIED]:
        module = asked.m.package.at_place(asked.frame, path)
        for one in list(module.closures) if module is not None else ():
            if one.inside.rpartition(".")[2].lower().startswith(_RUN):
                alone(asked.m, one)
    asked.act(Act.EXECUTE, asked.marks, text="tests")
    return asked.result()


def _folders(asked: Asked) -> list[Value]:
    first = asked.arg(0, "start_dir", "args", "argv")
    return first.items if isinstance(first.items, list) else [first]


def _meant(path: str, folders: list[str]) -> bool:
    """Whether a file lies in one of the folders; where none is known, among the tests."""
    if not path.endswith(".py") or path.endswith("/setup.py"):
        return False
    named = any(f"/{one}/" in path or path.endswith(f"/{one}") for one in folders)
    return named or (looks_aside(path) and not any("\ufffc" not in one for one in folders))
