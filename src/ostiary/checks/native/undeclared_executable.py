"""Does a wheel bring a whole program although its metadata declares no command?"""

from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.contents.launchers import LAUNCHERS
from ostiary.checks.declare import check
from ostiary.core.facts.release import FileForm
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.native.found import NativeCode
from ostiary.formats.native.record import Role
from ostiary.program.places import places
from ostiary.program.wordlist import wordlist

_FOLDERS = wordlist("bin scripts libexec sbin tools")


@check(
    "undeclared-executable",
    "a program in a package that declares no command",
    Severity.LOW,
    Family.CONTENTS,
    reads=NativeCode,
    remedy="Find out which code of the package starts it, and where it was built.",
    ecosystems=("pypi",),
)
def undeclared_executable(code: NativeCode) -> Iterator[Hit | Gap]:
    """A library is loaded; a program has to be started by somebody, and nobody says who."""
    if code.contents.form is not FileForm.WHEEL or code.commands:
        return
    digests = {row.path: row.sha256 for row in code.contents.files}
    hits = [
        Hit(f"a whole program for {file.machine}, and no command is declared",
            code.contents.at(file.path), Severity.LOW, key=file.path)
        for file in code.files
        if file.role is Role.EXECUTABLE
        and file.format != "wasm"
        and _FOLDERS.isdisjoint(file.path.lower().split("/")[:-1])
        and not places(code.contents).aside(file.path)
        and digests.get(file.path) not in LAUNCHERS
    ]  # fmt: skip
    yield from capped(hits, "programs", code.contents.at(""))
