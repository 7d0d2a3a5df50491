"""Which manifests may start code, though nobody could read them?"""

from collections.abc import Iterable, Iterator

from ostiary.core.coverage import Coverage, Reach
from ostiary.formats.contents import Contents
from ostiary.formats.manifests import ManifestProblem
from ostiary.formats.npm.manifest import NpmManifest
from ostiary.formats.python.build import PythonBuild
from ostiary.formats.python.entry_points import EntryPoint
from ostiary.formats.python.pth import StartHooks

_HIDING: dict[type[object], Reach] = {
    StartHooks: Reach.START,
    NpmManifest: Reach.INSTALL,
    PythonBuild: Reach.INSTALL,
    EntryPoint: Reach.IMPORT,
}
"""Facts that name what runs, with the moment: where one cannot be read, unseen code may run then."""


def hidden(contents: Contents, problems: Iterable[ManifestProblem]) -> Iterator[Coverage]:
    """A row for each manifest that may start code and could not be read, or is not where it belongs."""
    for one in problems:
        if moment := _HIDING.get(one.kind):
            reason = f"what it runs is not known: {one.reason}"
            name = contents.filename
            yield Coverage(name, one.path, "", 0, (), False, moment, "code", reason)
