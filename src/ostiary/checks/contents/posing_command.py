"""Does a wheel install a command that everybody takes for somebody else's?"""

from collections.abc import Iterator

from ostiary.checks.contents.known_commands import posing, stands_in_for
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.regex import regex
from ostiary.core.scale import Family, Severity
from ostiary.formats.python.wheel import WheelLayout

_PROGRAM = regex(r"\.data/(?:scripts|data/(?:bin|sbin|Scripts))/([^/]+)$")


@check(
    "posing-command",
    "a wheel that installs a command under the name of a well-known one",
    Severity.HIGH,
    Family.CONTENTS,
    reads=WheelLayout,
    remedy="Refuse it, or install it where its commands are on nobody's path.",
    refs=("T1036.005", "T1574.007"),
    ecosystems=("pypi",),
)
def posing_command(layout: WheelLayout) -> Iterator[Hit | Gap]:
    """The commands of an environment come before those of the machine, in each shell that enters it."""
    for path in layout.outside:
        found = _PROGRAM.search(path)
        if found is not None and stands_in_for(found[1], layout.name):
            yield _hit(found[1], Location(layout.filename, path))
    for point in layout.entry_points:
        if point.group in _COMMANDS and stands_in_for(point.name, layout.name):
            yield _hit(point.name, Location(layout.filename, _DECLARED.format(layout)))


_COMMANDS = frozenset({"console_scripts", "gui_scripts"})
_DECLARED = "{0.name}-{0.version}.dist-info/entry_points.txt"


def _hit(command: str, at: Location) -> Hit:
    return Hit(posing(command), at, key=command)
