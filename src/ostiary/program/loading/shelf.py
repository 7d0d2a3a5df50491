"""What stands on the list: data files that come with the code, each read when it is first needed."""

from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from msgspec import Struct

LIBRARIES = {
    "accelerate": "transformers",
    "peft": "transformers",
    "dateutil": "pandas",
    "joblib": "joblib",
    "lightgbm": "boosting",
    "numpy": "numpy",
    "pandas": "pandas",
    "pytz": "pandas",
    "scipy": "scipy",
    "sklearn": "sklearn",
    "torch": "torch",
    "transformers": "transformers",
    "ultralytics": "ultralytics",
    "xgboost": "boosting",
}
"""The file that knows the names of a package; all others stand in `python`."""
MADE = frozenset({"boosting", "scipy", "sklearn", "torch", "transformers", "ultralytics"})
"""Files with a second one beside them, `classes-...`, that scripts/make_loading.py writes."""
OLDER = frozenset({"sklearn", "transformers"})
"""Files with a third one, `older-...`, about classes that only earlier versions have."""


class Tier(StrEnum):
    """What kind of thing an entry is, and with that what was checked before it was listed."""

    INERT = "A"  # builds a value out of its arguments and does nothing else
    REBUILDER = "B"  # harmless with the arguments that its rule asks for
    CLASS = "C"  # a class of a library: what runs when it is loaded reaches nothing harmful
    LOADER = "D"  # reads a file, or bytes as a file of its own


class Entry(Struct, frozen=True):
    """One name: its tier, the rule for its arguments, and why it is on the list.

    `checked` names the libraries and versions with which it was checked.
    """

    name: str
    tier: Tier
    rule: str
    reason: str
    checked: str
    mention: bool = False
    """Whether a rebuilder may be named without being called: others hand it on to what checks its call."""


class Harm(Struct, frozen=True):
    """Names and whole modules that do harm, each with its kind of harm in words."""

    names: dict[str, str]
    modules: dict[str, str]


def entry_of(name: str) -> Entry | None:
    """The entry of a folded name, None if it has none."""
    root = name.partition(".")[0]
    return entries(LIBRARIES.get(root, "python")).get(name)


@cache
def entries(file: str) -> dict[str, Entry]:
    """All entries of one file by name; where two name the same, the first holds."""
    found: dict[str, Entry] = {}
    made = (f"classes-{file}",) if file in MADE else ()
    older = (f"older-{file}",) if file in OLDER else ()
    for one in (file, *made, *older):
        raw = _raw(one)
        checked = ", ".join(raw["checked"])
        for group in raw.get("group", ()):
            tier, rule, reason = Tier(group["tier"]), group.get("rule", "any"), group["reason"]
            mention = group.get("mention", False)
            for name in _names(group):
                found.setdefault(name, Entry(name, tier, rule, reason, checked, mention))
    return found


@cache
def short_names() -> dict[str, frozenset[str]]:
    """The kinds (`layers`, `losses`) of each short name that a configuration of Keras may use."""
    found: dict[str, frozenset[str]] = {}
    for kind, names in _raw("keras")["kinds"].items():
        for name in names:
            found[name] = found.get(name, frozenset()) | {kind}
    return found


@cache
def by_last(file: str) -> dict[str, tuple[str, ...]]:
    """The names of all entries of a file by their last part."""
    found: dict[str, tuple[str, ...]] = {}
    for name in entries(file):
        last = name.rpartition(".")[2]
        found[last] = (*found.get(last, ()), name)
    return found


@cache
def harm() -> Harm:
    """All that is known to do harm."""
    names: dict[str, str] = {}
    modules: dict[str, str] = {}
    for group in _raw("harm")["group"]:
        names.update(dict.fromkeys(group.get("names", ()), group["harm"]))
        modules.update(dict.fromkeys(group.get("modules", ()), group["harm"]))
    return Harm(names, modules)


@cache
def files() -> tuple[str, ...]:
    """The names of all files with entries."""
    return tuple(sorted({"python", *LIBRARIES.values()}))


def _names(group: dict[str, Any]) -> list[str]:
    """The names of a group: written out, or by module."""
    found = list(group.get("names", ()))
    for module, names in group.get("modules", {}).items():
        found += [f"{module}.{name}" for name in names]
    return found


def _raw(file: str) -> dict[str, Any]:
    import rtoml

    text = (resources.files("ostiary.program.loading") / "lists" / f"{file}.toml").read_text(
        "utf-8"
    )
    return rtoml.loads(text)
