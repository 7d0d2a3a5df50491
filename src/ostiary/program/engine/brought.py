"""What do libraries of which nothing is known bring from elsewhere, for code that nobody called?

What a function is there for it says by its name. For a caller everybody fetches models and tools by it; of
note is what runs at once, or what is loaded from where nothing of the artifact lies.
"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.given_away import is_foreign
from ostiary.program.engine.handovers import early
from ostiary.program.engine.value import CLEAN, Marks
from ostiary.program.flow import BROUGHT, Act, Taint

_BRINGS = regex(
    r"(?i)^(?:fetch|clone|extract|retrieve)(?:$|[_A-Z])|download|(?:^|_)(?:get_file|load_url|cached_path)$"
    r"|from_(?:url|hub)$|^(?:loadRemote|parseURL)$"
)


def brought(asked: Asked) -> Marks:
    """The mark of what a function gives that by its name fetches something."""
    if not (_BRINGS.search(asked.name.rpartition(".")[2]) and early(asked.m) and is_foreign(asked)):
        return CLEAN
    marks = asked.mark(Taint.NETWORK, f"{BROUGHT}{asked.name}")
    if asked.script:
        asked.m.brought = marks
    return marks


def loaded(asked: Asked, place: str) -> None:
    """Note that early JavaScript loads a file that is not in the artifact, after a library brought some."""
    own = place.startswith((".", "/")) and not place.endswith(".json")
    if own and asked.m.brought and early(asked.m):
        asked.act(Act.EXECUTE, asked.m.brought, target=place)
