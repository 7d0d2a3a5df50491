"""Does an installed file differ from what its package brought?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.installed import InstalledFiles
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
    if installed.reason and not installed.altered:
        yield Gap(f"its files cannot be compared: {installed.reason}")
