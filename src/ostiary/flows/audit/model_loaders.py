"""What would load a model here, and what is known about that loader at its installed version?"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.audit import Place
from ostiary.core.evidence import Evidence
from ostiary.core.facts.advisories import Advisories
from ostiary.core.inventory import Component
from ostiary.core.model_file import ModelRow
from ostiary.flows.audit.advisories import Key
from ostiary.flows.audit.stock import MODELS
from ostiary.formats.osv_order import UncomparableError, public_key

MAX_NAMED = 3
"""Advisories that are named beside those about loading."""

_LOADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("torch", ("torch",)),
    ("numpy", ("numpy",)),
    ("joblib", ("joblib",)),
    ("keras", ("keras", "tensorflow")),
    ("tensorflow", ("tensorflow", "keras")),
    ("transformers", ("transformers",)),
    ("safetensors", ("safetensors",)),
    ("llama.cpp", ("llama-cpp-python",)),
    ("onnxruntime", ("onnxruntime", "onnx")),
    ("nemo", ("nemo-toolkit",)),
    ("skops", ("skops",)),
)
"""Beginnings of the name of a loader, and the distributions that bring it along."""


class Flaw(Struct, frozen=True):
    """What a loader does wrong from one version up to another.

    `formats` are beginnings of the names of formats for which it holds, empty for all.
    """

    package: str
    name: str
    fixed: str
    words: str
    introduced: str = "0"
    formats: tuple[str, ...] = ()


_KERAS, _H5, _V3 = ("keras",), ("hdf5", "keras-h5"), "3.0.0"
FLAWS = (
    Flaw("torch", "", "2.6", "`torch.load` runs pickles unless it is told `weights_only=True`"),
    Flaw("torch", "CVE-2025-32434", "2.6.0", "`weights_only=True` can be got around"),
    Flaw("torch", "CVE-2026-24747", "2.10.0", "`weights_only=True` can be got around"),
    Flaw("keras", "CVE-2024-3660", "2.13.1", "lambda layers run while a model is loaded"),
    Flaw("keras", "CVE-2025-1550", "3.9.0", "a model calls anything in spite of `safe_mode`", _V3, _KERAS),
    Flaw("keras", "CVE-2025-8747", "3.11.0", "`safe_mode` can be got around", _V3, _KERAS),
    Flaw("keras", "CVE-2025-9906", "3.11.0", "a model switches `safe_mode` off", _V3, _KERAS),
    Flaw("keras", "CVE-2025-9905", "3.11.3", "`safe_mode` does nothing for HDF5", _V3, _H5),
    Flaw("keras", "CVE-2025-49655", "3.11.3", "a layer unpickles what it holds", "3.11.0", _KERAS),
    Flaw("numpy", "CVE-2019-6446", "1.16.3", "`numpy.load` runs pickles by default"),
    Flaw("llama-cpp-python", "CVE-2024-34359", "0.2.72", "chat templates run without a sandbox", "0.2.30"),
    Flaw("onnx", "CVE-2022-25882", "1.13.0", "external data may lie outside of the model's folder"),
    Flaw("onnx", "CVE-2024-27318", "1.16.0", "external data may lie outside of the model's folder"),
)  # fmt: skip
"""Source: the advisories of that name; `fixed` is the first release without the flaw."""


class Loaders:
    """The loaders that are in use at one place, with the advisories about them."""

    def __init__(self, place: Place, items: Mapping[Key, Evidence[Advisories]]) -> None:
        wanted = {name for _, names in _LOADERS for name in names}
        found: dict[tuple[str, str], Component] = {}
        for listing in place.listings:
            for one in listing.components if listing.format != MODELS else ():
                if one.type == "pypi" and one.name in wanted and one.version:
                    found.setdefault((one.name, one.version), one)
        self._found = tuple(found[key] for key in sorted(found))
        self._items = items

    def told(self, rows: Iterable[ModelRow]) -> tuple[ModelRow, ...]:
        """The rows with what is known of what would load them here."""
        return tuple(replace(one, loaders=tuple(self._of(one))) for one in rows)

    def _of(self, row: ModelRow) -> Iterator[str]:
        names = next((names for start, names in _LOADERS if row.loader.startswith(start)), ())
        for one in self._found:
            if one.name in names:
                yield self._words(one, row)

    def _words(self, one: Component, row: ModelRow) -> str:
        flaws = [flaw for flaw in FLAWS if _holds(flaw, one, row)]
        parts = [
            f"{flaw.words} ({f'{flaw.name}, ' if flaw.name else ''}until {flaw.fixed})"
            for flaw in flaws
        ]
        item = self._items.get((one.type, one.name, one.version))
        known = {flaw.name for flaw in flaws}
        others = sorted(
            record.id
            for record in (item.data.records if item else ())
            if known.isdisjoint((record.id, *record.aliases))
        )
        if others:
            more = f" and {len(others) - MAX_NAMED} more" if len(others) > MAX_NAMED else ""
            parts.append(f"advisories about it: {', '.join(others[:MAX_NAMED])}{more}")
        if not parts:
            parts.append("no flaw is known" if item else "nobody was asked about its flaws")
        return f"{one.name} {one.version}: {'; '.join(parts)}"


def _holds(flaw: Flaw, one: Component, row: ModelRow) -> bool:
    if flaw.package != one.name or (flaw.formats and not row.format.startswith(flaw.formats)):
        return False
    try:
        key = public_key("PyPI", one.version)
    except UncomparableError:
        return False  # which the advisories say of it, if there are any
    start, end = public_key("PyPI", flaw.introduced), public_key("PyPI", flaw.fixed)
    return start <= key < end
