"""setup.cfg: what do the declarative tables of setuptools ask for?"""

from ostiary.core.inventory import Listing, ListingKind, Scope
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.python.asked import For, ask, own
from ostiary.formats.inventory.python.ini_lines import read_ini
from ostiary.formats.inventory.python.names import canonical, is_name

_KEYS = (
    ("install_requires", For()),
    ("setup_requires", For(Scope.BUILD, ("build",))),
    ("tests_require", For(Scope.DEV, ("tests",))),
)


def parse(path: str, data: bytes) -> Listing:
    """Read one file; one that only configures tools has no components. Raises `ParseError`."""
    values = read_ini(data, path)
    draft = Draft("setup.cfg", path, ListingKind.MANIFEST)
    metadata = {key: lines[0] for key, lines in values.get("metadata", {}).items() if lines}
    line, name = metadata.get("name", (0, ""))
    project = canonical(name) if is_name(name) else ""
    if project:
        version = metadata.get("version", (0, ""))[1]
        own(draft, project, "" if version.startswith(("attr:", "file:")) else version, line)
    options = values.get("options", {})
    for key, why in _KEYS:
        _add(draft, options.get(key, options.get(key.replace("_", "-"), [])), why, project)
    for extra, lines in values.get("options.extras_require", {}).items():
        _add(draft, lines, For(Scope.OPTIONAL, (f"extra:{extra}",)), project)
    return draft.listing(project)


def _add(draft: Draft, lines: list[tuple[int, str]], why: For, project: str) -> None:
    for line, text in lines:
        if text.startswith("file:"):
            for name in text[5:].split(","):
                draft.include(name.strip(), line)
        elif text.startswith("%"):
            draft.miss(text, line, "a value that is put together from others")
        else:
            requirement = text.partition(" #")[0].strip()
            for one in requirement.split(";;") if ";;" in requirement else [requirement]:
                ask(draft, one.strip(), line, why, project)
