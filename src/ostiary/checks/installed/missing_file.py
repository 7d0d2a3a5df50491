"""Is a file gone that an installed package brought?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import listed
from ostiary.core.facts.installed import InstalledFiles
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "missing-file",
    "an installed file is gone",
    Severity.LOW,
    Family.CONTENTS,
    reads=InstalledFiles,
    remedy="Reinstall the package, unless somebody slimmed the environment on purpose.",
    refs=("https://packaging.python.org/en/latest/specifications/recording-installed-packages/",),
)
def missing_file(installed: InstalledFiles) -> Iterator[Hit | Gap]:
    """A list that names files which are not there is no longer true, and may hide what replaced them."""
    if installed.missing:
        names = {one.path for one in installed.missing}
        many = "1 file" if len(names) == 1 else f"{len(names)} files"
        yield Hit(f"{many} that RECORD lists are gone: {listed(names)}", installed.at)
    elif installed.reason:
        yield Gap(f"its files cannot be compared: {installed.reason}")
