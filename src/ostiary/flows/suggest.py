"""Which well-known package a name that does not exist may have been meant for."""

from ostiary.checks.identity.likeness import alike
from ostiary.core.errors import NotFoundError
from ostiary.flows.edges import Edges
from ostiary.subjects.spec import Spec

MAX_NAMED = 3


async def corrected(error: NotFoundError, spec: Spec, edges: Edges) -> NotFoundError:
    """The same error, whose hint begins with the popular names that are one slip away, if any are."""
    popular, foreign, _ = await edges.popular(spec.type)
    close = [one.target.name for one in alike(spec.type, spec.name, popular)][:MAX_NAMED]
    if any(one.name == spec.name for one in foreign):
        close.insert(0, f"{'npm' if spec.type == 'pypi' else 'pypi'}:{spec.name}")
    if not close:
        return error
    hint = f"did you mean {' or '.join(close)}?"
    return NotFoundError(error.message, f"{hint} {error.hint}".rstrip())
