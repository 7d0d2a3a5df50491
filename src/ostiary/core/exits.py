"""Exit codes, the same for every verb."""

from enum import IntEnum

from ostiary.core.scale import Decision


class Exit(IntEnum):
    """What the process tells its caller."""

    OK = 0  # allowed, or below the threshold
    FOUND = 1  # at or above the threshold
    USAGE = 2
    INSUFFICIENT = 3  # the evidence that the policy needs could not be had
    INTERNAL = 4


def exit_for(worst: Decision, fail_on: Decision) -> Exit:
    """The exit code for the worst decision of a run.

    Insufficient evidence has a code of its own whatever the threshold: silence is never a pass.
    """
    if worst is Decision.INSUFFICIENT:
        return Exit.INSUFFICIENT
    if worst >= fail_on:
        return Exit.FOUND
    return Exit.OK
