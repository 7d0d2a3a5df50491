"""A PyTorch stream: magic number, two descriptions, object and keys as pickles, then raw numbers."""

from ostiary.core.errors import ParseError
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Part
from ostiary.formats.model.judge import Box
from ostiary.formats.model.pickle.walk import Walked, walk
from ostiary.formats.model.record import Topic
from ostiary.formats.model.regions import check_region
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.torch.safe import plain_load
from ostiary.formats.model.torch.storages import Claim, Storages

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001
MAX_KEYS = 1_000_000
"""Storages of one stream."""


def read(sheet: Sheet, desk: Desk) -> None:
    """Five pickles, then each storage with its own count in front."""
    sheet.loader = "torch.load"
    storages = Storages(lambda key, claim: "", views=True)  # noqa: ARG005 - they come later in the file
    found: list[Walked] = []
    at = 0
    for count in range(5):
        one = walk(
            *(sheet, desk, sheet.extent, at),
            persistent=storages if count == 3 else None,
            keep=MAX_KEYS if count == 4 else 64,
        )
        if not one.whole:
            return
        found.append(one)
        at = one.end
    sheet.plain_load = plain_load(sheet)
    for cls, source in storages.sources.items():
        sheet.passed(f"{cls}.py", source.encode("utf-8", "surrogatepass"))
    little = _described(sheet, found)
    end = _numbers(sheet, found[4], storages.claims, little=little)
    if end < sheet.extent.size and not sheet.opaque:
        message = f"{sheet.extent.size - end} bytes follow the last storage"
        sheet.odd(Topic.HIDING, "bytes-behind-storages", message, at=end)
        sheet.nested("behind", Part(sheet.extent, end, sheet.extent.size - end))


def _described(sheet: Sheet, found: list[Walked]) -> bool:
    """Check the first three pickles; the answer is whether the numbers are little-endian."""
    magic, protocol, system = (one.value for one in found[:3])
    if magic != MAGIC or protocol != PROTOCOL:
        sheet.broken("wrong-magic", "the first pickles are not the magic number and its protocol")
    if any(one.acts for one in (*found[:3], found[4])):
        message = "a pickle that describes the stream names or calls something"
        sheet.broken("acting-description", message)
    pairs = system.items if isinstance(system, Box) and system.kind == "dict" else []
    said = dict(zip([one for one in pairs[::2] if isinstance(one, str)], pairs[1::2], strict=False))
    return said.get("little_endian") is not False


def _numbers(sheet: Sheet, keys: Walked, claims: dict[str, Claim], *, little: bool) -> int:
    """All storages in the order of the keys; the answer is where the last one ends."""
    at = keys.end
    listed = keys.value.items if isinstance(keys.value, Box) else []
    if not isinstance(keys.value, Box) or keys.value.kind != "list" or keys.value.cut:
        raise ParseError("the keys of the storages are no list that can be read")
    if {one for one in listed if isinstance(one, str)} != set(claims) or len(listed) != len(claims):
        sheet.broken(
            "wrong-keys", "the keys are not those of the storages that the object asks for"
        )
    for key in listed:
        claim = claims.get(key) if isinstance(key, str) else None
        if claim is None:
            sheet.stop("a storage of unknown length follows")
            return at
        count = int.from_bytes(sheet.extent.at(at, 8), "little" if little else "big")
        end = at + 8 + claim.length
        if count != claim.count:
            message = (
                f"storage `{key}` says that it has {count} items where {claim.count} are claimed"
            )
            sheet.broken("wrong-count", message, at)
            sheet.stop(message)
            return at
        if end > sheet.extent.size:
            message = f"{end - sheet.extent.size} bytes of storage `{key}` are missing"
            sheet.broken("truncated-storage", message, at)
            sheet.stop(message)
            return sheet.extent.size
        sheet.own(at, end)
        sheet.tensors += 1
        sheet.tensor_bytes += claim.length
        check_region(sheet, f"storage {key}", at + 8, end)
        at = end
    return at
