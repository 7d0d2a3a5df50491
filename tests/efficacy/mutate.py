"""What does a sample look like after each transformation that leaves its meaning as it is?"""

from collections.abc import Iterator

import mutate_javascript
import mutate_python
from msgspec.structs import replace
from packages import Case
from rewriting import Mutant, Place

from ostiary.core.scale import Decision

TRANSFORMATIONS = {
    ".py": dict(mutate_python.transformations()),
    ".js": dict(mutate_javascript.transformations()),
}
"""By the suffix of the file that is rewritten."""


def mutants(case: Case) -> Iterator[Case]:
    """The sample through every transformation of its language; none may end as `allow`."""
    for name in TRANSFORMATIONS[_suffix(case)]:
        yield mutant(case, name)


def mutant(case: Case, name: str) -> Case:
    """The sample through one transformation: its first file is rewritten, more may come along."""
    (path, data), *others = case.files
    text, extra = rewritten(case, name)
    assert text.encode() != data, f"{case.name}: {name} changes nothing"
    files = ((path, text.encode()), *others, *extra)
    return replace(case, id=f"{case.id}+{name}", expected=Decision.REVIEW, files=files)


def rewritten(case: Case, name: str) -> Mutant:
    """The text in the place of the first file, and the files that come along."""
    path, data = case.files[0]
    return TRANSFORMATIONS[_suffix(case)][name](data.decode(), Place(path))


def _suffix(case: Case) -> str:
    path = case.files[0][0]
    return path[path.rindex(".") :]
