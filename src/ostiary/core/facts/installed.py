"""What lies in an environment, compared with what its packages say that they brought."""

from msgspec import Struct

from ostiary.core.location import NOWHERE, Location


class FileFault(Struct, frozen=True, order=True):
    """One installed file that is not as its package's list says; `problem` is in plain words."""

    path: str
    problem: str
    hook: bool = False  # it runs at every start of the interpreter


class InstalledFiles(Struct, frozen=True):
    """One installed distribution against its own list of files.

    `altered` have other bytes than listed, `missing` are listed and gone; `unverified` counts files whose
    list gives no digest (compiled caches, old installers), and `unproven` are those of them that hold code.
    `reason` says why nothing could be compared.
    Source: PyPA specification of recording installed projects, section on RECORD.
    """

    at: Location
    altered: tuple[FileFault, ...] = ()
    missing: tuple[FileFault, ...] = ()
    verified: int = 0
    unverified: int = 0
    reason: str = ""
    unproven: tuple[FileFault, ...] = ()


class StrayFiles(Struct, frozen=True):
    """Files of an environment that no installed package lists.

    `hooks` run at every start of the interpreter (`.pth` with code, `sitecustomize`, `usercustomize`).
    """

    at: Location
    hooks: tuple[FileFault, ...] = ()
    files: tuple[FileFault, ...] = ()


class Disagreement(Struct, frozen=True, order=True):
    """One component about which two listings of one project disagree."""

    name: str
    problem: str
    at: Location = NOWHERE


class Drift(Struct, frozen=True):
    """Where what is installed, what is locked and what is asked for differ.

    `unlocked` are installed and in no lock; `other` are installed in another version than locked;
    `swapped` have other digests in another lock, at the last audit or on the index; `unmet` are asked for
    and not locked; `unapproved` are not in the baseline that somebody approved, or there with another
    version or other bytes; `gone` are locked and no longer on the index.
    """

    at: Location
    unlocked: tuple[Disagreement, ...] = ()
    other: tuple[Disagreement, ...] = ()
    swapped: tuple[Disagreement, ...] = ()
    unmet: tuple[Disagreement, ...] = ()
    unapproved: tuple[Disagreement, ...] = ()
    gone: tuple[Disagreement, ...] = ()
