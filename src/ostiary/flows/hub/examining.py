"""Have the files of one commit examined by a worker without network; this process fetches for it."""

import socket
import threading

from msgspec import Struct
from msgspec.structs import replace

from ostiary.cluster.frames import Line
from ostiary.cluster.plan import Confinement
from ostiary.cluster.ranges import RefusedError, serve
from ostiary.cluster.steady import Steady
from ostiary.core.errors import SourceError
from ostiary.core.facts.hub import ModelRepository, ServedFiles
from ostiary.evidence.hub.files import Stock
from ostiary.evidence.hub.session import MAX_SECONDS, Session
from ostiary.flows.apart import PLAN, Named
from ostiary.flows.examining import Found
from ostiary.flows.hub.signing import MAX_SIGNATURE, is_signature

_EXAMINE = Named("ostiary.flows.hub.worker", "examine_far")
_WORKER = "ostiary.flows.hub.worker"


class Read(Struct, frozen=True):
    """What was found in the files of one commit; `digests` are SHA-256 by path, `signatures` whole files."""

    found: Found
    served: ServedFiles
    digests: dict[str, str]
    signatures: dict[str, bytes]
    confinement: Confinement | None


def examine_commit(
    session: Session,
    repository: ModelRepository,
    *,
    shaped: bool = False,
    only: frozenset[str] | None = None,
) -> Read:
    """Examine the files of a repository at its commit, or only some paths of it."""
    stock = Stock(session, repository, only)
    try:
        stock.fill()
        found, confinement = _examined(stock, shaped)
        return Read(found, stock.told(), stock.digests(), _signatures(stock), confinement)
    finally:
        stock.close()


def _examined(stock: Stock, shaped: bool) -> tuple[Found, Confinement | None]:
    def read(number: int, offset: int, count: int) -> bytes:
        try:
            return stock.read(number, offset, count)
        except SourceError as error:
            raise RefusedError(
                f"{error.message}{f' ({error.hint})' if error.hint else ''}"
            ) from None

    ours, theirs = socket.socketpair()
    answering = threading.Thread(
        target=serve, args=(ours, read), daemon=True, name="ostiary-ranges"
    )
    modules = (*PLAN.modules, _WORKER)
    worker = Steady(replace(PLAN, modules=modules, patience=PLAN.patience + MAX_SECONDS))
    answering.start()
    try:
        name = stock.repository.name.rpartition("/")[2]
        found: Found = worker.ask(_EXAMINE, stock.listed(), name, Line(theirs), shaped)
        return found, worker.confinement
    finally:
        worker.end()
        theirs.close()
        # The thread sees the end of the line after the request that it may still be at.
        ours.shutdown(socket.SHUT_RDWR)
        answering.join()
        ours.close()


def _signatures(stock: Stock) -> dict[str, bytes]:
    found = {}
    for path, stream in stock.held.items():
        if is_signature(path):
            stream.seek(0)
            data = stream.read(MAX_SIGNATURE + 1)
            if len(data) <= MAX_SIGNATURE:
                found[path] = data
    return found
