"""In a worker: examine the files of a model that lie on a hub, asking the parent for their bytes."""

from ostiary.cluster.ranges import MAX_COUNT, Ended, RefusedError, ask
from ostiary.core.errors import UnreachedError
from ostiary.core.examination import Examination
from ostiary.evidence.artifact import examine_members
from ostiary.evidence.far import Listed, far_members


def examine_far(files: tuple[Listed, ...], name: str, line: Ended, shaped: bool) -> Examination:
    """What the files hold, as if they lay in a folder. Raises nothing for what cannot be had: it is said."""

    def fetch(number: int, offset: int, count: int) -> bytes:
        pieces = []
        while count:
            part = min(count, MAX_COUNT)
            try:
                pieces.append(ask(line, number, offset, part))
            except RefusedError as error:
                raise UnreachedError(str(error)) from None
            offset, count = offset + part, count - part
        return b"".join(pieces)

    return examine_members(far_members(files, fetch), name, "", 0, shaped=shaped)
