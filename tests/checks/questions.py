"""All checks of a package's facts, found by walking their folders, so that no test forgets one."""

import importlib
import pkgutil

from ostiary.core.check import Check

FAMILIES = ("identity", "people", "history", "health", "origin", "advisory", "tree", "release")


def _found() -> tuple[Check, ...]:
    checks = []
    for family in FAMILIES:
        package = importlib.import_module(f"ostiary.checks.{family}")
        for info in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{info.name}")
            one = getattr(module, info.name, None)
            if isinstance(one, Check):
                checks.append(one)
    return tuple(sorted(checks, key=lambda one: one.id))


QUESTIONS = _found()
