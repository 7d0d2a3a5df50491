"""What is left of a Python project whose files the index took away."""

from ostiary.core.evidence import Evidence, Item
from ostiary.core.facts.release import Project, ProjectStatus, Release
from ostiary.core.ports import Reply
from ostiary.core.subject import Subject
from ostiary.evidence.registries.answer import Answer
from ostiary.evidence.registries.simple import SimplePage


def withdrawn(
    name: str, version: str, pages: tuple[SimplePage, ...], replies: tuple[Reply, ...]
) -> Answer | None:
    """The answer about a quarantined project that offers no file; None if it is not that.

    An index that quarantines a project offers none of its files, so no version can be chosen; that the
    project exists and is held to be harmful must be said all the same. Source: PEP 792.
    """
    pairs = zip(pages, replies, strict=True)
    marked = [(page, reply) for page, reply in pairs if page.status is ProjectStatus.QUARANTINED]
    if not marked or any(page.files for page in pages):
        return None
    page, reply = marked[0]
    subject = Subject("pypi", name, version, origin=page.index)
    release = Release("pypi", name, version, ())
    project = Project(
        "pypi",
        name,
        page.status,
        page.status_reason,
        indexes=tuple(dict.fromkeys(one.index for one in pages)),
    )
    items: tuple[Item, ...] = tuple(
        Evidence(subject, fact, reply.url, reply.collected_at, reply.digest, reply.age)
        for fact in (release, project)
    )
    return Answer(subject, release, (), items)
