"""Model files that a walk meets, in groups of what is loaded together."""

import os
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.regex import regex

MAX_FILES = 20_000
"""Files of one group."""
MAX_REF = 200
"""Bytes of a file that says to which commit a reference of a hub's cache leads."""

_SURE = frozenset((
    "pt", "pth", "ckpt", "pkl", "pickle", "joblib", "safetensors", "gguf", "onnx", "h5", "hdf5", "keras",
    "tflite", "npz", "npy", "mlmodel", "skops", "nemo", "llamafile", "ptl", "pte", "dill", "jbl", "torch",
))  # fmt: skip
"""Suffixes that only models and arrays have."""
_MAYBE = frozenset(("bin", "pb", "engine", "mar", "cbm", "msgpack"))
"""Suffixes that other files have as well: what is no model by its content is none."""
SUFFIXES = _SURE | _MAYBE
_BESIDE = ("json", "jinja", "yaml", "yml", "model", "md", "txt", "py")
"""Suffixes of what travels along with weights."""
_MARKS = regex(
    r"(?:model_index|[a-z_]*config|tokenizer|special_tokens_map|vocab|[\w.-]+\.index)\.json"
    r"|config\.yaml|chat_template\.\w+|tokenizer\.model|MLmodel"
)
"""Names that say that a folder is that of a model."""
_HUB = regex(r"(models|datasets|spaces)--.+")
_STORED = regex(r"sha256-[0-9a-f]{64}")
"""Names of the store of ollama, in a folder `blobs`."""
_COMMIT = regex(r"[0-9a-f]{7,64}")


class Form(StrEnum):
    """What a group of model files is."""

    HUB = "hub cache"
    FOLDER = "folder"
    FILE = "file"


class Part(Struct, frozen=True):
    """What becomes one component: names for its purl, and its files.

    `path` is relative to the audited place; `files` are relative to the folder of the group, empty for
    a single file. `properties` are sorted pairs.
    """

    type: str
    name: str
    version: str
    path: str
    files: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()


class Group(Struct, frozen=True):
    """Model files that one worker reads together; `base` is the absolute path of the folder or the file.

    `packaged` says that a package brought it: its code decides when it is loaded. `sure` is false where only
    the content can say that it is a model. `lost` says what of it could not be listed.
    """

    form: Form
    base: str
    parts: tuple[Part, ...]
    packaged: bool = False
    sure: bool = True
    lost: str = ""


def is_hub(folder: str) -> bool:
    """Whether a folder is that of one repository in the cache of a model hub."""
    return _HUB.fullmatch(folder.rpartition("/")[2]) is not None and (
        Path(folder, "snapshots").is_dir()
    )


def is_model(path: str, name: str) -> bool:
    """Whether a file may be a model, by its name and that of the folder that it lies in."""
    if name.rpartition(".")[2] in SUFFIXES:
        return True
    return name.startswith("sha256-") and is_stored(path, name)


def is_stored(path: str, name: str) -> bool:
    """Whether a file lies in a store that names files by their digests."""
    return path.rpartition("/")[2] == "blobs" and _STORED.fullmatch(name) is not None


def is_hub_code(path: str, names: Iterable[str]) -> bool:
    """Whether a folder is a repository that `torch.hub` loads code from."""
    return "hubconf.py" in names and path.rpartition("/")[0].rpartition("/")[2] == "hub"


def grouped(
    root: str, path: str, names: Sequence[str], weights: Sequence[str], *, packaged: bool
) -> list[Group]:
    """The groups of one folder: all of it where it is that of a model, else each file by itself."""
    prefix = f"{path}/" if path else ""
    marked = any(_MARKS.fullmatch(name) for name in names)
    if marked and not packaged and not is_stored(path, weights[0]):
        beside = (name for name in names if name.rpartition(".")[2] in _BESIDE)
        files = tuple(sorted({*weights, *beside}))
        name = path or root.rpartition("/")[2]
        part = Part("generic", name, "", path or ".", files)
        return [Group(Form.FOLDER, _joined(root, path), (part,))]
    return [
        Group(
            Form.FILE,
            _joined(root, prefix + name),
            (Part("generic", prefix + name, "", prefix + name),),
            packaged=packaged,
            sure=name.rpartition(".")[2] in _SURE,
        )
        for name in weights
    ]


def travelling(paths: Iterable[str]) -> frozenset[str]:
    """Those of some paths that are weights, or lie beside weights and may be loaded with them."""
    every = [path.rpartition("/") for path in paths]
    weights = {(folder, name) for folder, _, name in every if is_model(folder, name)}
    folders = {folder for folder, _ in weights}
    return frozenset(
        f"{folder}{slash}{name}"
        for folder, slash, name in every
        if (folder, name) in weights or (folder in folders and name.rpartition(".")[2] in _BESIDE)
    )


def covering(root: str, path: str, names: Sequence[str]) -> Group | None:
    """The group that a folder is with all below it: a repository in a hub's cache, or code of `torch.hub`."""
    base = _joined(root, path)
    if is_hub(base):
        return hub_group(base, path)
    if not path and (found := _snapshot(base)):
        return found
    return whole_folder(root, path) if is_hub_code(base, names) else None


def _snapshot(base: str) -> Group | None:
    """The group of one snapshot that is audited by itself: its files lie elsewhere in the repository."""
    above, _, commit = base.rpartition("/")
    repository, _, name = above.rpartition("/")
    if name != "snapshots" or not is_hub(repository):
        return None
    group = hub_group(repository, "")
    parts = tuple(replace(one, path=".") for one in group.parts if one.version == commit)
    return replace(group, parts=parts)


def alone(path: Path) -> Group:
    """One file that somebody asked about, whatever its name promises."""
    part = Part("generic", path.name, "", path.name)
    return Group(Form.FILE, str(path), (part,))


def _joined(root: str, path: str) -> str:
    return f"{root.rstrip('/')}/{path}" if path else root


def size_of(path: str) -> int:
    """Bytes of a file, 0 if nobody can tell."""
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


def whole_folder(root: str, path: str) -> Group:
    """A folder with all that lies in it."""
    files, lost = _files(Path(root, path), "")
    return Group(
        Form.FOLDER,
        _joined(root, path),
        (Part("generic", path or root.rpartition("/")[2], "", path or ".", files),),
        lost=lost,
    )


def hub_group(base: str, path: str) -> Group:
    """One repository of a hub's cache: a part for each snapshot, and one for files that no snapshot names.

    `path` is where it lies in the audited place.
    """
    folder = Path(base)
    kind, _, rest = folder.name.partition("--")
    name = rest.replace("--", "/")
    type_, name = ("huggingface", name) if kind == "models" else ("generic", f"{kind}/{name}")
    refs = _refs(folder / "refs")
    prefix = "" if path in ("", ".") else f"{path}/"
    parts: list[Part] = []
    named: set[str] = set()
    faults: list[str] = []
    for commit in _names(folder / "snapshots"):
        files, lost = _files(folder, f"snapshots/{commit}")
        faults += [lost] if lost else []
        named |= {Path(os.path.realpath(folder / one)).name for one in files}
        told = [("refs", ", ".join(refs[commit]))] if commit in refs else []
        where = f"{prefix}snapshots/{commit}"
        parts.append(Part(type_, name, commit, where, files, (*told, ("revision", commit))))
    others = tuple(f"blobs/{one}" for one in _names(folder / "blobs") if one not in named)
    if others:
        why = (("state", "no snapshot names these files"),)
        parts.append(Part(type_, name, "", f"{prefix}blobs", others[:MAX_FILES], why))
    return Group(Form.HUB, base, tuple(parts), lost="; ".join(dict.fromkeys(faults)))


def _names(folder: Path) -> list[str]:
    try:
        return sorted(one.name for one in folder.iterdir())
    except OSError:
        return []


def _refs(folder: Path) -> dict[str, list[str]]:
    """Commits with the names of the references that lead there."""
    found: dict[str, list[str]] = {}
    names, _ = _files(folder, "")
    for name in names:
        try:
            with (folder / name).open("rb") as stream:
                text = stream.read(MAX_REF).decode("ascii", "replace").strip()
        except OSError:
            continue
        if _COMMIT.fullmatch(text):
            found.setdefault(text, []).append(name)
    return found


def _files(folder: Path, below: str) -> tuple[tuple[str, ...], str]:
    """Files and links below a folder in it, relative to `folder`, and what could not be listed."""
    found: list[str] = []
    shut: list[OSError] = []
    for here, folders, names in os.walk(folder / below, onerror=shut.append):
        folders.sort()
        links = [one for one in folders if Path(here, one).is_symlink()]
        for name in sorted([*names, *links]):
            if len(found) >= MAX_FILES:
                return tuple(found), f"more than {MAX_FILES} files: the rest is unread"
            found.append(Path(here, name).relative_to(folder).as_posix())
    lost = f"cannot be listed: {shut[0].strerror}" if shut and folder.is_dir() else ""
    return tuple(found), lost
