"""Write good files of all kinds into a folder: `python make.py FOLDER`, with the libraries installed.

A kind whose libraries are not here is left out, and `made.json` says of each kind which files there are, or
why there are none. The files are made by the libraries themselves, of small values.
"""

import json
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import kinds

MODULES = {
    "plain_kinds": (),
    "array_kinds": ("numpy",),
    "learn_kinds": ("numpy",),
    "torch_kinds": ("torch",),
    "other_kinds": ("numpy",),
    "tensor_kinds": ("numpy",),
    "layer_kinds": ("numpy",),
}
"""Where the makers are, and what each needs to be imported."""


def make(folder: Path) -> dict[str, list[str] | str]:
    """Write all that can be made here; the answer is, by kind, the files or the reason."""
    made: dict[str, list[str] | str] = {}
    for module, needs in MODULES.items():
        missing = [one for one in needs if not find_spec(one)]
        if missing:
            made[module] = f"{', '.join(missing)} is not installed"
        else:
            import_module(module)
    for one in kinds.KINDS:
        if not one.here():
            made[one.name] = f"{', '.join(one.needs)}: not all of them installed"
            continue
        try:
            made[one.name] = written(one, folder)
        except Exception as error:  # noqa: BLE001 - the test says it, and goes on with the other kinds
            made[one.name] = f"failed: {type(error).__name__}: {error}"
    return made


def written(one: kinds.Kind, folder: Path) -> list[str]:
    """The files of one kind, by their paths in the folder."""
    place = folder / one.name.replace(" ", "-")
    place.mkdir(parents=True, exist_ok=True)
    names = []
    for name, data in one.make():
        (place / name).write_bytes(data)
        names.append(f"{place.name}/{name}")
    return names


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    (target / "made.json").write_text(json.dumps(make(target), indent=1), "utf-8")
