"""Does an installed file differ from what its package brought?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import listed, quote
from ostiary.core.facts.installed import FileFault, InstalledFiles
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity


@check(
    "altered-file",
    "an installed file was changed",
    Severity.HIGH,
    Family.CONTENTS,
    reads=InstalledFiles,
    remedy="Find out who changed it before you reinstall the package: compare it with the file in the wheel.",
    refs=(
        "https://packaging.python.org/en/latest/specifications/recording-installed-packages/",
        "T1554",
    ),
)
def altered_file(installed: InstalledFiles) -> Iterator[Hit | Gap]:
    """Installers write a list of digests; a file that does not fit was changed after the installation."""
    for one in installed.altered:
        severity = Severity.CRITICAL if one.hook else None
        start = ", and it runs at every start of Python" if one.hook else ""
        yield Hit(
            f"{quote(one.path)} does not match RECORD: {one.problem}{start}",
            Location(path=one.path),
            severity=severity,
            key=one.path,
        )
    yield from _unproven(installed.unproven)
    if installed.reason and not installed.altered:
        yield Gap(f"its files cannot be compared: {installed.reason}")


def _unproven(faults: tuple[FileFault, ...]) -> Iterator[Hit]:
    """A digest that was taken out of the list hides a change as well as one that was made to fit."""
    for one in faults:
        if one.hook:
            text = (
                f"{quote(one.path)} runs at every start of Python, and RECORD gives no digest of it"
            )
            yield Hit(text, Location(path=one.path), key=one.path)
    rest = [one.path for one in faults if not one.hook]
    if rest:
        many = "1 file of code" if len(rest) == 1 else f"{len(rest)} files of code"
        text = f"RECORD gives no digest of {many}, so nobody can tell whether they are as they came"
        at = Location(path=min(rest))
        yield Hit(f"{text}: {listed(rest)}", at, severity=Severity.MEDIUM, key="no digest")
