"""A PyTorch archive: a zip with a pickle, and numbers as members that are skipped by their length."""

from msgspec import Struct, field
from msgspec.structs import replace

from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent, Part
from ostiary.formats.model.leftover import leftover
from ostiary.formats.model.pickle.walk import walk
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.regions import check_region
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.torch.labels import LABELS, read_label
from ostiary.formats.model.torch.safe import plain_load
from ostiary.formats.model.torch.script import ScriptJudge, read_code
from ostiary.formats.model.torch.storages import Claim, Storages
from ostiary.formats.model.zipped.content import content, explained
from ostiary.formats.model.zipped.members import Item, members

_PICKLES = ("data.pkl", "constants.pkl", "bytecode.pkl")
_SCRIPT_PICKLE = regex(r"code/.*\.debug_pkl|(?:mobile_debug_handles|attributes|traced_inputs)\.pkl")
_EMPTY = "traced_inputs"
"""Where TorchScript keeps the shapes of the inputs with which it was traced, without their numbers."""
_FOLDERS = ("data", "constants", "bytecode", _EMPTY)


def read(sheet: Sheet, desk: Desk) -> None:
    """Pickles, programs and labels are read; numbers are skipped, and must be as long as a pickle says."""
    sheet.loader = "torch.load"
    sheet.carries = Carries.NOTHING
    sheet.readers.append("zip")
    archive = Archive(sheet, desk, members(sheet))
    archive.pickles()
    for item in archive.rest:
        archive.other(item)
    for key, item in archive.numbers.items():
        archive.storage(key, item)
    sheet.detail("storages", len(archive.claimed))
    sheet.detail("crc not checked", f"{len(archive.claimed)} members of numbers")
    if archive.script:
        sheet.loader = "torch.jit.load"
    else:
        sheet.plain_load = plain_load(sheet)


class Archive(Struct):
    """The members of one archive by what they are for. Keys of storages are `folder/key`."""

    sheet: Sheet
    desk: Desk
    items: tuple[Item, ...]
    prefix: str = ""
    script: bool = False
    heads: list[Item] = field(default_factory=list)
    numbers: dict[str, Item] = field(default_factory=dict)
    rest: list[Item] = field(default_factory=list)
    claimed: dict[str, int] = field(default_factory=dict)
    folder: str = ""

    def __post_init__(self) -> None:
        files = [one for one in self.items if not one.folder]
        if files:
            self.prefix = files[0].name.partition("/")[0]
        names = {self.within(one) for one in files}
        self.script = "constants.pkl" in names
        for one in files:
            self._sort(one)
        self.sheet.detail("root", self.prefix)

    def within(self, item: Item) -> str:
        """The path of a member under the folder in which PyTorch looks, empty if it is not there."""
        root, _, path = item.name.partition("/")
        return path if root == self.prefix else ""

    def _sort(self, item: Item) -> None:
        path = self.within(item)
        if not path:
            message = f"`{item.name}` stands outside `{self.prefix}/`, where PyTorch looks"
            self.sheet.odd(Topic.HIDING, "member-elsewhere", message, at=item.entry.offset)
        folder, _, key = path.partition("/")
        if path in _PICKLES or (self.script and _SCRIPT_PICKLE.fullmatch(path)):
            self.heads.append(item)
        elif folder in _FOLDERS and key and "/" not in key and not key.endswith(".json"):
            if path in self.numbers:
                self.rest.append(item)
            else:
                self.numbers[path] = item
        else:
            self._case(item, path)
            self.rest.append(item)

    def _case(self, item: Item, path: str) -> None:
        """PyTorch looks for members without regard to case; Python does not."""
        if path.lower() in (*_PICKLES, *LABELS) and path not in LABELS:
            message = f"`{item.name}` is taken for `{path.lower()}` by readers that ignore case"
            self.sheet.odd(
                Topic.HIDING,
                "member-case-clash",
                message,
                at=item.entry.offset,
                gravity=Gravity.HARMFUL,
            )

    def pickles(self) -> None:
        """Walk the pickles that PyTorch itself loads."""
        if not any(self.within(one) == "data.pkl" for one in self.heads):
            self.sheet.broken("no-data-pickle", f"there is no `{self.prefix}/data.pkl`")
        judge = ScriptJudge(self.desk.judge) if self.script else self.desk.judge
        desk = replace(self.desk, judge=judge)
        for item in self.heads:
            self.folder = self.within(item).removesuffix(".pkl")
            extent = content(self.sheet, self.desk, item, own=False)
            if extent is None:
                continue
            shift = item.start if item.stored else 0
            end = walk(
                *(self.sheet, desk, extent),
                persistent=Storages(self._check),
                shift=shift,
                owns=item.stored,
            ).end
            if not item.stored:
                explained(self.sheet, item)
            if end < extent.size and not self.sheet.opaque:
                self._behind(item, extent, end)
            if self.folder == "bytecode":
                read_code(self.sheet, item.name, extent.at(0, extent.size), shift)

    def _behind(self, item: Item, extent: Extent, end: int) -> None:
        """Bytes behind the pickle: PyTorch stops before them, others go on."""
        message = f"{extent.size - end} bytes follow the pickle in `{item.name}`"
        self.sheet.odd(Topic.HIDING, "bytes-behind-pickle", message, at=item.start + end)
        self.sheet.nested(f"{item.name} behind the pickle", Part(extent, end, extent.size - end))

    def _check(self, key: str, claim: Claim) -> str:
        """Whether the member of a storage is there and as long as the pickle says."""
        path = self._path(key)
        if not path:
            return f"there is no storage `{key}`"
        size = self.numbers[path].entry.size
        length = 0 if self.folder == _EMPTY else claim.length
        if size != length:
            return f"storage `{key}` has {size} bytes where {length} are claimed"
        known = self.claimed.setdefault(path, length)
        return "" if known == length else f"two lengths of storage `{key}`"

    def _path(self, key: str) -> str:
        """Where the numbers of a storage lie: in the folder of the pickle, or in that of another one."""
        paths = (f"{one}/{key}" for one in dict.fromkeys((self.folder, *_FOLDERS)))
        return next((one for one in paths if one in self.numbers), "")

    def storage(self, path: str, item: Item) -> None:
        """The numbers of one storage, or a member of which no pickle says that it is one."""
        if path not in self.claimed:
            self._unclaimed(item)
            return
        self.sheet.tensors += 1
        self.sheet.tensor_bytes += item.entry.size
        if not item.stored:  # no writer packs numbers, but every reader unpacks them
            extent = content(self.sheet, self.desk, item)
            if extent is not None:
                check_region(self.sheet, item.name, 0, extent.size, extent)
            return
        explained(self.sheet, item)
        stop = max(item.start, min(item.stop, self.sheet.extent.size))
        if not check_region(self.sheet, item.name, item.start, stop):
            self.sheet.nested(item.name, Part(self.sheet.extent, item.start, stop - item.start))

    def _unclaimed(self, item: Item) -> None:
        message = f"`{item.name}` lies among the numbers, and no pickle asks for it"
        self.sheet.odd(Topic.HIDING, "unclaimed-storage", message, at=item.entry.offset)
        extent = content(self.sheet, self.desk, item, own=False)
        if extent is not None:
            self.sheet.nested(item.name, extent)

    def other(self, item: Item) -> None:
        """A label, a program of TorchScript, or anything else, by its content."""
        path = self.within(item)
        extent = content(self.sheet, self.desk, item)
        if extent is None:
            return
        if read_label(self.sheet, path, extent):
            return
        if path.startswith("code/") and path.endswith(".py"):
            data = extent.at(0, extent.size)
            read_code(self.sheet, item.name, data, item.start)
            self.sheet.passed(item.name, data)
        elif not self.sheet.nested(item.name, extent):
            leftover(self.sheet, item.name, extent)
