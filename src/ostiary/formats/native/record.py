"""What is known about one file of machine code: tables and telling strings, no instructions."""

from enum import StrEnum

from msgspec import Struct


class Role(StrEnum):
    """What the file is made to be."""

    LIBRARY = "library"
    EXECUTABLE = "executable"
    OBJECT = "object"  # to be linked
    ARCHIVE = "archive"  # a bundle of objects


class Import(Struct, frozen=True, order=True):
    """One function that the file asks of others; `library` is empty where the format does not say whose."""

    name: str
    library: str = ""


class Section(Struct, frozen=True, order=True):
    """One part of the file; entropy in bits per byte, estimated on a sample; 0 for small parts."""

    name: str
    size: int
    entropy: float
    code: bool = False


class Tables(Struct, frozen=True):
    """What the reader of one format found.

    `end` is the offset behind the last byte that a table accounts for; `stamp` the start and end of a
    signature that may stand behind it. `missing` names what should be there and could not be read.
    """

    format: str
    machine: str
    role: Role
    imports: tuple[Import, ...] = ()
    libraries: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    signed: bool = False
    end: int = 0
    stamp: tuple[int, int] = (0, 0)
    missing: tuple[str, ...] = ()


class Strings(Struct, frozen=True):
    """Telling strings of a file, distinct, in the order in which they stand there."""

    urls: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()  # addresses of messengers, paste sites and tunnels
    commands: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()  # where credentials and start-up settings lie
    names: tuple[str, ...] = ()  # functions of the system that would be looked up by name


class NativeFile(Struct, frozen=True):
    """One file of machine code.

    `packer` names what packed it, empty if nothing did; `overlay` the kind of bytes appended behind its
    end; `embedded` the kinds of whole programs that stand inside. `missing` says what could not be read:
    where it is not empty, nobody may call the file read.
    """

    path: str
    format: str
    machine: str
    role: Role
    size: int
    imports: tuple[Import, ...] = ()
    libraries: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    packer: str = ""
    overlay: str = ""
    embedded: tuple[str, ...] = ()
    strings: Strings = Strings()
    signed: bool = False
    missing: tuple[str, ...] = ()
