"""What is it: a thing that we may use, named by a package URL."""

from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.digest import Digest
from ostiary.core.regex import regex

_PLAIN = regex(r"[A-Za-z0-9._~-]*")


class Subject(Struct, frozen=True, order=True):
    """A package release, an archive or a folder.

    `type` is the purl type (`pypi`, `npm`, `generic`); `name` holds the namespace too (`@scope/name`);
    `version` is empty where none applies; `origin` says where the bytes come from (an index URL or a
    path) and takes no part in identity. `file_name` tells apart several files that all say that they are
    the same release; it is the purl qualifier of that name.
    Source: the package URL specification (ECMA-427), sections on `pypi`, `npm` and `generic`.
    """

    type: str
    name: str
    version: str = ""
    digests: tuple[Digest, ...] = ()
    origin: str = ""
    file_name: str = ""

    @property
    def purl(self) -> str:
        """The canonical package URL."""
        path = "/".join(_quoted(part) for part in self.name.split("/"))
        version = f"@{_quoted(self.version)}" if self.version else ""
        which = f"?file_name={_quoted(self.file_name, '/')}" if self.file_name else ""
        return f"pkg:{self.type}/{path}{version}{which}"

    def at(self, version: str) -> "Subject":
        """The same package at another version, with no digests yet."""
        return replace(self, version=version, digests=())

    def __str__(self) -> str:
        return f"{self.type} {self.name} {self.version}".rstrip()


def _quoted(text: str, safe: str = "") -> str:
    """Percent-encoded; a lone surrogate, which file names and JSON of strangers may hold, is spelled out."""
    if _PLAIN.fullmatch(text):  # as nearly all names and versions are
        return text
    return quote(text, safe=safe, errors="backslashreplace")
