"""What does a tar file hold, whatever it is compressed with, links followed?"""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from ostiary.formats.archive.feed import Feed
from ostiary.formats.archive.links import Links
from ostiary.formats.archive.member import Member
from ostiary.formats.archive.names import Names
from ostiary.formats.archive.scope import Budget, Scope
from ostiary.formats.archive.tar.walk import Walk
from ostiary.formats.contents import Fault, FaultKind


def read_tar(
    feed: Feed, scope: Scope, again: Callable[[Scope], Feed], *, open_end: bool
) -> Iterator[Member | Fault]:
    """Members and faults in the stream's order, then files again under the names that links give them.

    `again` starts the same stream anew: a link may point forward, and content is not kept in memory. With
    `open_end` nothing but the tar's own end mark says that the stream was not cut off.
    """
    names, links = Names(scope), Links()
    walk = Walk(feed, scope, names, links)
    yield from walk.run()
    if open_end and not walk.marked:
        yield scope.fault(
            FaultKind.TRUNCATED, "", "the tar has no end mark: more may have followed"
        )
    yield from links.resolve(names)
    if not links.files and not links.folders:
        return
    budget = Budget(scope.limits, 0)
    budget.allowed = scope.budget.allowed
    second = Scope(scope.filename, budget, scope.prefix, scope.depth)
    skip = len(scope.prefix)
    for item in Walk(again(second), second, Names(second), Links()).run():
        if isinstance(item, Fault):
            continue
        for alias in links.aliases(item.path[skip:]):
            scope.budget.entry(len(alias))
            scope.budget.spend(len(item.data))
            yield replace(item, path=scope.prefix + alias)
