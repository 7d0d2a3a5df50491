"""How old a fact is, as a person says it."""


def age(seconds: float) -> str:
    """An age as a person says it: `40 s`, `5 min`, `2 h`, `3 days`."""
    for limit, unit, name in ((120, 1, "s"), (7200, 60, "min"), (172_800, 3600, "h")):
        if seconds < limit:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds / 86400:.0f} days"
