"""Write the classes of libraries that are harmless to load: `program/loading/lists/classes-*.toml`.

`python scripts/make_loading.py SITE-PACKAGES [FILE...]` reads the source of the libraries that are
installed in that folder (or unpacked there), imports and runs nothing of it, and writes one file for each
library that is there. What a class must be like to be listed is said in `loading_proof.py`, and in
docs/models-allow-list.md.

`python scripts/make_loading.py --older NAME SITE-PACKAGES...` reads one library in several folders, each with
another version of it, and writes `older-NAME.toml`: classes that the other file has not, and that have a
proof in every version in which they are.
"""

import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from loading_index import Index
from loading_keras import exported
from loading_proof import Proof

LISTS = Path(__file__).resolve().parents[1] / "src" / "ostiary" / "program" / "loading" / "lists"
REASONS = {
    "any": "what runs when one is made, with any arguments, or gets its state was followed to its end:"
    " it reaches nothing but its own attributes",
    "bare": "what runs when one is made empty or gets its state was followed to its end;"
    " what it does with arguments was not",
    "member": "an enumeration; its members are found by value or name",
}


@dataclass(frozen=True)
class Library:
    """What is read of a library, and of which modules the classes are listed."""

    file: str
    distributions: tuple[str, ...]
    read: tuple[str, ...]
    listed: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    """Beginnings of the names of classes that are no part of a model."""
    gone: str = ""
    """A pattern of modules of which the classes of earlier versions are no part of a model."""


_TORCH = (
    "torch.nn", "torch.optim", "torch.ao.nn", "torch.ao.quantization", "torch.distributions",
    "torch.overrides", "torch.utils.hooks",
)  # fmt: skip
_TRAINING = (
    *(f"transformers.{one}" for one in ("training_args", "training_args_seq2seq", "trainer_utils")),
    *(
        f"transformers.{one}"
        for one in ("trainer_pt_utils", "trainer_callback", "configuration_utils")
    ),
    *(f"transformers.{one}" for one in ("generation.configuration_utils", "utils", "debug_utils")),
    *(f"transformers.{one}" for one in ("modeling_rope_utils", "backbone_utils", "models")),
    *("accelerate.utils.dataclasses", "accelerate.state"),
    *("peft.config", "peft.tuners.lora.config", "peft.utils.peft_types"),
)
LIBRARIES = (
    Library(
        file="sklearn",
        distributions=("scikit_learn",),
        read=("sklearn",),
        listed=("sklearn",),
        left_out=("sklearn.externals", "sklearn.callback"),
    ),
    Library(
        file="torch",
        distributions=("torch",),
        read=_TORCH,
        listed=(
            *(
                "torch.nn.modules",
                "torch.nn.utils",
                "torch.nn.parallel.data_parallel",
                "torch.optim",
            ),
            *("torch.distributions", "torch.ao.nn", "torch.ao.quantization.observer"),
            *("torch.ao.quantization.fake_quantize", "torch.ao.quantization.stubs"),
        ),
        left_out=("torch.nn.utils._expanded_weights",),
    ),
    Library(
        file="scipy",
        distributions=("scipy",),
        read=("scipy.sparse", "scipy.interpolate", "scipy.spatial", "scipy._lib"),
        listed=("scipy.sparse", "scipy.interpolate", "scipy.spatial.transform"),
    ),
    Library(
        file="boosting",
        distributions=("xgboost", "lightgbm"),
        read=("sklearn", "xgboost", "lightgbm"),
        listed=("xgboost.sklearn", "xgboost.callback", "lightgbm.sklearn"),
    ),
    Library(
        file="transformers",
        distributions=("transformers", "accelerate", "peft"),
        read=_TRAINING,
        listed=("transformers", "accelerate", "peft"),
        left_out=("transformers.utils", "transformers.models.auto"),
        gone=r"transformers\.models\.(?!.*\.configuration_\w+$)",
    ),
    Library(
        file="ultralytics",
        distributions=("ultralytics",),
        read=(*_TORCH, "ultralytics.nn", "ultralytics.utils"),
        listed=(
            *("ultralytics.nn.modules", "ultralytics.nn.tasks"),
            *("ultralytics.utils.loss", "ultralytics.utils.tal"),
        ),
        hidden=("_Safe",),
    ),
)


def make(site: Path, library: Library) -> str:
    """The data file of one library, empty if nothing of it is in the folder."""
    versions = [one for name in library.distributions if (one := version(site, name))]
    if not versions:
        return ""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, rule in ruled(site, library):
        if rule:
            module, _, last = name.rpartition(".")
            found[rule][module].add(last)
    return text(versions, found)


def older(sites: list[Path], library: Library) -> str:
    """The data file of classes of other versions: each has a proof wherever it is."""
    known = names_in(LISTS / f"classes-{library.file}.toml")
    rules: dict[str, set[str]] = defaultdict(set)
    versions: dict[str, None] = {}
    for site in sites:
        versions |= dict.fromkeys(
            one for name in library.distributions if (one := version(site, name))
        )
        for name, rule in ruled(site, library):
            rules[name].add(rule)
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, each in rules.items():
        module, _, last = name.rpartition(".")
        if name in known or "" in each or (len(each) > 1 and "member" in each):
            continue
        if library.gone and re.match(library.gone, module):
            continue
        found["bare" if len(each) > 1 else each.pop()][module].add(last)
    return text(list(versions), found)


def names_in(path: Path) -> set[str]:
    """The names that a data file has."""
    groups = tomllib.loads(path.read_text("utf-8"))["group"]
    return {
        f"{module}.{name}"
        for one in groups
        for module, names in one["modules"].items()
        for name in names
    }


def ruled(site: Path, library: Library) -> Iterator[tuple[str, str]]:
    """Every name of a class of a library in a folder, with its rule; empty where there is no proof."""
    index = Index()
    for package in library.read:
        index.add(site, package)
    proof = Proof(index)
    for each in index.classes.values():
        if not inside(each.module, library.listed) or inside(each.module, library.left_out):
            continue
        if library.hidden and each.node.name.startswith(library.hidden):
            continue
        rule, _ = proof.rule(each)
        for name in {each.name, each.public_name}:
            yield name, rule


def inside(module: str, packages: tuple[str, ...]) -> bool:
    """Whether a module is one of these packages, or lies in one."""
    return any(module == one or module.startswith(f"{one}.") for one in packages)


def version(site: Path, distribution: str) -> str:
    """`name version` of a library in a folder, empty if it is not there."""
    found = sorted(site.glob(f"{distribution}-*.dist-info"))
    number = found[-1].stem.split("-")[1] if found else ""
    return f"{distribution.replace('_', '-')} {number}" if found else ""


def text(versions: list[str], found: dict[str, dict[str, set[str]]]) -> str:
    """The file."""
    lines = [
        "# Made by scripts/make_loading.py out of the source of the library: what is changed here is lost."
    ]
    lines += ['version = "2026.11"', f"checked = {json.dumps(versions)}"]
    for rule in sorted(found):
        lines += [
            "",
            "[[group]]",
            'tier = "C"',
            f'rule = "{rule}"',
            f'reason = "{REASONS[rule]}"',
            "[group.modules]",
        ]
        lines += [
            f'"{module}" = {json.dumps(sorted(names))}'
            for module, names in sorted(found[rule].items())
        ]
    return "\n".join(lines) + "\n"


def keras(site: Path) -> str:
    """The data file of the names of Keras, empty if it is not in the folder."""
    known = version(site, "keras")
    if not known:
        return ""
    lines = ["# Made by scripts/make_loading.py out of the source of the library: edits are lost."]
    lines += ['version = "2026.11"', f"checked = {json.dumps([known])}", "", "[kinds]"]
    kinds = sorted(exported(site).items())
    lines += [f"{kind} = {json.dumps(sorted(names))}" for kind, names in kinds]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the files and say how many classes each has."""
    if sys.argv[1] == "--older":
        library = next(one for one in LIBRARIES if one.file == sys.argv[2])
        made = older([Path(one) for one in sys.argv[3:]], library)
        (LISTS / f"older-{library.file}.toml").write_text(made, "utf-8")
        return
    site = Path(sys.argv[1])
    wanted = sys.argv[2:]
    files = {f"classes-{one.file}": partial(make, site, one) for one in LIBRARIES}
    for name, maker in {**files, "keras": partial(keras, site)}.items():
        if wanted and name not in wanted:
            continue
        made = maker()
        if made:
            (LISTS / f"{name}.toml").write_text(made, "utf-8")
        said = f"{made.count(chr(10))} lines" if made else "is not there"
        sys.stdout.write(f"{name}: {said}\n")


if __name__ == "__main__":
    main()
