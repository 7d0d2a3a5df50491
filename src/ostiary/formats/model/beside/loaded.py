"""What else does a configuration have its loader import or fetch: modules, kernels, a base model?"""

from ostiary.core.regex import regex
from ostiary.formats.model.beside.values import Found
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.judge import Realm
from ostiary.formats.model.places import leaves
from ostiary.formats.model.record import Called, Carries, Gravity, Standing, Topic
from ostiary.formats.model.sheet import Sheet

_DOTTED = regex(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_REPOSITORY = regex(r"[\w.-]+/[\w.-]+(?:@[\w./-]+)?(?::\w+)?")
ORDINARY = ("transformers.", "sentence_transformers.", "diffusers.", "peft.", "torch.nn.", "timm.")
"""Libraries whose own classes a configuration may name."""


def module_type(sheet: Sheet, desk: Desk, found: Found) -> None:
    """`type` in `modules.json` of sentence-transformers: a class that is imported by its name."""
    del desk
    value = found.value
    named = sheet.path.endswith("modules.json")
    if (
        named
        and isinstance(value, str)
        and _DOTTED.fullmatch(value)
        and not value.startswith(ORDINARY)
    ):
        said = f"loading imports `{value}`"
        sheet.odd(Topic.CODE, "module-imports", said, gravity=Gravity.UNUSUAL)
        sheet.carries = Carries.CODE


def activation(sheet: Sheet, desk: Desk, found: Found) -> None:
    """A function of sentence-transformers by its dotted name: it is imported, and called once."""
    value = found.value
    if not isinstance(value, str) or not _DOTTED.fullmatch(value):
        return
    ruling = desk.judge(Realm.TARGET, value, ())
    if ruling.standing is Standing.SINK:
        sheet.call(Called(value, "", found.key, 0, ruling.standing, ruling.reason))
    elif not value.startswith(ORDINARY):
        said = f"loading imports `{value}` and calls it"
        sheet.odd(Topic.CODE, "module-imports", said, gravity=Gravity.UNUSUAL)
        sheet.carries = Carries.CODE


def types(sheet: Sheet, desk: Desk, found: Found) -> None:
    """`types` of a router of sentence-transformers: by each part its class, which is imported."""
    if isinstance(found.value, dict):
        for value in found.value.values():
            activation(sheet, desk, found._replace(value=value))


def module_path(sheet: Sheet, desk: Desk, found: Found) -> None:
    """`path` in `modules.json`: the folder with the files of a module."""
    del desk
    if not sheet.path.endswith("modules.json") or not isinstance(found.value, str):
        return
    if why := leaves(found.value):
        sheet.reach("file", found.value, escapes=True)
        said = f"a module is loaded from `{found.value}`: {why}"
        sheet.odd(Topic.REACH, "module-escapes", said, gravity=Gravity.HARMFUL)


def kernel(sheet: Sheet, desk: Desk, found: Found) -> None:
    """`_attn_implementation` and the like: a name of the loader's own, or a repository of compiled code."""
    del desk
    for value in found.value.values() if isinstance(found.value, dict) else [found.value]:
        if isinstance(value, str) and _REPOSITORY.fullmatch(value.rpartition("|")[2]):
            said = f"`{found.key}` has its loader fetch and run compiled code of `{value}`"
            sheet.odd(Topic.CODE, "kernel-elsewhere", said, gravity=Gravity.UNUSUAL)
            sheet.reach("url", value)
            sheet.carries = Carries.CODE


def base_model(sheet: Sheet, desk: Desk, found: Found) -> None:
    """`base_model_name_or_path` of an adapter: a model that is loaded from there.

    Where it was trained, the base lay somewhere: an absolute path says nothing more.
    """
    del desk
    value = found.value
    if isinstance(value, str) and (why := leaves(value)):
        sheet.reach("url" if "://" in value else "file", value, escapes=True)
        said = f"the base of the adapter is loaded from `{value[:200]}`: {why}"
        plain = why == "an absolute path"
        gravity = Gravity.NOTE if plain else Gravity.UNUSUAL
        sheet.odd(Topic.REACH, "base-elsewhere", said, gravity=gravity)
