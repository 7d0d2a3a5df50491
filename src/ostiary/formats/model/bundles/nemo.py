"""A NeMo archive: a tar with a configuration that calls, and the weights."""

from ostiary.formats.archive.names import FILE
from ostiary.formats.model.bundles.marks import CONFIG
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Part
from ostiary.formats.model.leftover import leftover
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.tarred.members import members


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
