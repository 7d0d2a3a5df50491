"""How many steps are given to a file, to a function and to a whole artifact, and which part to loops?"""

STEPS_MODULE = 1_000_000  # of one file's own level
STEPS_FUNCTION = 200_000  # of one function that nothing here calls
STEPS_PACKAGE = 4_000_000  # of one artifact
STEPS_LEAST = 50_000  # of a file that runs by itself, even when the artifact has used up its share
STEPS_LATER = 5_000  # of any other file then
EXACT_EARLY = 300_000, 8  # of a file that runs by itself, and by its bytes: for loops to their end
EXACT_LATER = 60_000, 1  # of any other, and of all functions together that nothing here calls
BRIEF_EARLY, BRIEF_LATER, BRIEF_ALONE = 3_000, 1_000, 300
"""The same in files that show no sign of decoding, for a table of actions or a small machine of states."""


def share(of: tuple[int, int], size: int) -> int:
    """Steps by a fixed part and one for each byte."""
    return of[0] + of[1] * size


def of_file(left: int, size: int, *, late: bool, early: bool) -> tuple[int, tuple[int, int]]:
    """Steps for a file of so many bytes, and the parts of them for loops, when so many are left for all.

    It is `early` where it runs by itself, `late` where somebody has to call it.
    """
    steps = min(STEPS_MODULE, max(left, STEPS_LATER if late else STEPS_LEAST))
    exact = share(EXACT_EARLY if early else EXACT_LATER, size)
    return steps, (exact, BRIEF_EARLY if early else BRIEF_LATER)
