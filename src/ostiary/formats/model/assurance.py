"""How safe is it to load one model file, by what its bytes alone say?"""

from enum import StrEnum

from ostiary.formats.model.record import Carries, Gravity, ModelFile, Standing


class Assurance(StrEnum):
    """From best to worst."""

    SAFE_BY_FORMAT = "safe by format"  # cannot carry code, keeps every rule, each byte is explained
    SAFE_BY_LIST = "safe by list"  # all that it calls is on the list, each byte is explained
    REVIEW = "review"  # unusual, and explainable
    UNKNOWN = "unknown"  # not read to its end, or nobody has said that what it calls is harmless
    MALICIOUS = "malicious"  # it reaches something harmful, or hides


UNPROVEN = frozenset({Standing.UNLISTED, Standing.ODD, Standing.LOADER})
"""Ways in which a call stands of which nobody has said that it is harmless."""


def assurance(file: ModelFile) -> Assurance:
    """The worst that holds of a file; what lies in it is judged by itself."""
    standings = {one.standing for one in file.calls}
    worst = max((one.gravity for one in file.oddities), default=Gravity.NOTE)
    if Standing.SINK in standings or worst is Gravity.HARMFUL:
        return Assurance.MALICIOUS
    doubtful = bool(standings & UNPROVEN)
    unread = file.opaque or file.carries in (Carries.UNKNOWN, Carries.MACHINE)
    if doubtful or unread or worst is Gravity.BROKEN:
        return Assurance.UNKNOWN
    if worst is Gravity.UNUSUAL or file.accounted < file.size:
        return Assurance.REVIEW
    return Assurance.SAFE_BY_FORMAT if file.carries is Carries.NOTHING else Assurance.SAFE_BY_LIST
