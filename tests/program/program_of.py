"""A program out of files given as text, as an archive would give them."""

from collections.abc import Mapping

from ostiary.core.coverage import Reach
from ostiary.evidence.artifact import examine_members, of_type
from ostiary.formats.archive.member import Member
from ostiary.program.model import Behaviour, Program

NAMES = {
    "sdist": ("sample-1.0.tar.gz", "sample-1.0/"),
    "wheel": ("sample-1.0-py3-none-any.whl", ""),
    "npm": ("sample-1.0.0.tgz", "package/"),
}


def program_of(form: str, files: Mapping[str, str | bytes]) -> Program:
    """Examine files in one form."""
    name, root = NAMES[form]
    extra = {
        "sdist": {"PKG-INFO": "Name: sample\n"},
        "npm": {"package.json": '{"name": "sample", "version": "1.0.0"}'},
    }
    whole = {**extra.get(form, {}), **files}
    members = [
        Member(root + path, one if isinstance(one, bytes) else one.encode(), False, 0)
        for path, one in whole.items()
    ]
    found = next(of_type(examine_members(members, name, "0" * 64, 1), Program))
    assert isinstance(found, Program)
    return found


def reaches(program: Program, behaviour: Behaviour = Behaviour.PROCESS) -> dict[str, Reach]:
    """The first argument of each call of a behaviour, and when it runs."""
    return {str(one.arguments[0]): one.reach for one in program.calls if one.behaviour is behaviour}
