"""A NeMo archive: a tar with a configuration that calls, and the weights."""

from ostiary.formats.archive.names import FILE
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent, Part
from ostiary.formats.model.leftover import leftover
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.tarred import first_names, is_tar, members

CONFIG = "model_config.yaml"


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """A tar with the configuration among its first members, or of that name."""
    if not is_tar(head):
        return False
    return name.endswith(".nemo") or CONFIG in first_names(extent)


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Every member by its content: the configuration is YAML that calls, weights are a PyTorch archive."""
    sheet.carries = Carries.NOTHING
    sheet.loader = "nemo.core.ModelPT.restore_from"
    sheet.readers.append("tar")
    configured = False
    for item in members(sheet):
        if item.form != FILE and not item.size:
            continue
        part = Part(sheet.extent, item.start, item.size)
        sheet.own(item.start, item.stop)
        name = item.name.rpartition("/")[2]
        form = sheet.nested(item.name, part)
        if name == CONFIG:
            configured = True
            sheet.carries = (
                Carries.CALLS if form and sheet.carries is Carries.NOTHING else sheet.carries
            )
        if not form:
            leftover(sheet, item.name, part)
    if not configured:
        sheet.broken("nemo-config", f"there is no `{CONFIG}` in it")
