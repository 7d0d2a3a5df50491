"""Which Python release and which of its files this machine's installer would choose."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.digest import Digest, strongest
from ostiary.core.errors import NotFoundError, UsageError
from ostiary.core.facts.release import FileForm, ReleaseFile
from ostiary.evidence.registries.filename import Target, fits_python, version_of

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

SHOWN = 5


class Wanted(Struct, frozen=True):
    """What to look for: a version, else a constraint, else the newest. `allow_pre` as pip's `--pre`."""

    name: str
    version: str = ""
    constraint: str = ""
    allow_pre: bool = False


def by_version(
    name: str, files: Iterable[ReleaseFile], target: Target
) -> "dict[Version, tuple[ReleaseFile, ...]]":
    """The files of each version, oldest first, each marked with whether the target could install it."""
    found: dict[Version, list[ReleaseFile]] = {}
    seen: set[tuple[str, Digest]] = set()
    for file in files:
        version = version_of(file.filename, name)
        best = strongest(file.digests)
        if best and (file.filename, best) in seen:
            continue  # the same bytes on a second index
        if best:
            seen.add((file.filename, best))
        if version is not None:
            found.setdefault(version, []).append(
                replace(file, installable=_installable(file, target))
            )
    return {version: tuple(found[version]) for version in sorted(found)}


def choose(releases: "dict[Version, tuple[ReleaseFile, ...]]", wanted: Wanted) -> "Version":
    """The version that the installer would choose. Raises `NotFoundError`, or `UsageError` for nonsense.

    Sources: PEP 440 on pre-releases and exact matches; PEP 592: a yanked file counts only where the
    request pins exactly its version.
    """
    spec = _specifier(wanted)
    named = list(spec.filter(releases, prereleases=True))
    fitting = [one for one in named if _choosable(releases[one])]
    if _pinned(spec):
        fits = [one for one in named if any(file.installable for file in releases[one])]
        fitting = fitting or fits or named
    elif not (wanted.allow_pre or spec.prereleases):
        fitting = [one for one in fitting if not one.is_prerelease] or fitting
    if fitting:
        return max(fitting)
    raise _no_such(releases, wanted, unfit=bool(named))


def to_examine(
    files: tuple[ReleaseFile, ...], target: Target, *, every: bool
) -> tuple[ReleaseFile, ...]:
    """The files to examine: what could be installed here, best wheel first, then sdists; or all."""

    def order(file: ReleaseFile) -> tuple[int, int, str]:
        rank = target.rank(file.filename)
        return (file.form is not FileForm.WHEEL, rank if rank >= 0 else 1 << 30, file.filename)

    return tuple(sorted((one for one in files if every or one.installable), key=order))


def _installable(file: ReleaseFile, target: Target) -> bool:
    if not fits_python(file.requires_python, target.python):
        return False
    if file.form is FileForm.WHEEL:
        return target.rank(file.filename) >= 0
    return file.form is FileForm.SDIST


def _choosable(files: tuple[ReleaseFile, ...]) -> bool:
    return any(one.installable and one.yanked is None for one in files)


def _specifier(wanted: Wanted) -> "SpecifierSet":
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    if wanted.version:
        try:
            Version(wanted.version)
        except InvalidVersion as error:
            raise UsageError(
                f"`{wanted.version[:60]}` is no version of a Python package",
                "versions look like 2.32.3",
            ) from error
    try:
        return SpecifierSet(f"=={wanted.version}" if wanted.version else wanted.constraint)
    except InvalidSpecifier as error:
        raise UsageError(
            f"`{wanted.constraint[:60]}` is no version constraint",
            "constraints look like >=2,<3 or ~=2.1",
        ) from error


def _pinned(spec: "SpecifierSet") -> bool:
    return any(one.operator in {"==", "==="} and not one.version.endswith(".*") for one in spec)


def _no_such(
    releases: "dict[Version, tuple[ReleaseFile, ...]]", wanted: Wanted, *, unfit: bool = False
) -> NotFoundError:
    what = f"{wanted.name} {wanted.version or wanted.constraint}".rstrip()
    newest = ", ".join(str(one) for one in list(releases)[-SHOWN:])
    if unfit:
        return NotFoundError(
            f"no release of {what} can be installed with this Python on this machine",
            f"the index has {newest}; name one of them to vet it anyway",
        )
    hint = f"the index has {newest}" if newest else "the index lists no files for it"
    return NotFoundError(f"the index has no release {what}", hint)
