"""The description of an MLflow model: which module loads it, what it runs, and where its files lie."""

from ostiary.core.errors import LimitError
from ostiary.formats.model.beside.marks import MAX_DESCRIPTION
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.judge import Realm
from ostiary.formats.model.places import leaves
from ostiary.formats.model.record import Called, Carries, Gravity, Standing, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.yaml_document import YamlList, YamlMap, YamlValue, document, line_of

_OWN = "mlflow."
_LOADER, _PROGRAM = "loader_module", "model_code_path"
_PATHS = frozenset(
    ("code", "data", "path", "model_path", "model_data", "python_model", "pickled_model", _PROGRAM)
)
"""Keys of files and folders beside the description."""


def read(sheet: Sheet, desk: Desk) -> None:
    """Every value of each flavour."""
    sheet.carries = Carries.CALLS
    sheet.loader = "mlflow.pyfunc.load_model"
    sheet.readers.append("yaml")
    size = sheet.extent.size
    if size > MAX_DESCRIPTION:
        raise LimitError(f"a description of {size} bytes; {MAX_DESCRIPTION} are read")
    whole = document(sheet.extent.at(0, size), sheet.path)
    sheet.own(0, size)
    if not isinstance(whole, YamlMap):
        sheet.broken("mlflow-flavours", "a description of a model that has no keys")
        return
    sheet.detail("MLflow", whole.get("mlflow_version", ""))
    waiting: list[YamlValue] = [whole.get("flavors")]
    while waiting:
        one = waiting.pop()
        if isinstance(one, YamlMap):
            for key, value in one.items():
                if isinstance(value, str):
                    _said(sheet, desk, key, value, line_of(one, key))
            waiting += one.values()
        elif isinstance(one, YamlList):
            waiting += one


def _said(sheet: Sheet, desk: Desk, key: str, value: str, line: int) -> None:
    if key == _LOADER and not value.startswith(_OWN):
        name = f"{value}._load_pyfunc"
        if desk.judge.named(Realm.TARGET, value).standing is Standing.SINK:
            reason = "its loader imports it, and calls it"
            sheet.call(Called(name, "…", key, line, Standing.SINK, reason))
            return
        said = f"loading imports `{value}` and calls it, which nobody has said to be harmless"
        sheet.odd(Topic.CODE, "config-imports", said, at=line)
        sheet.reach("module", f"{value.replace('.', '/')}.py", line)
    elif key == _PROGRAM:
        sheet.carries = Carries.CODE
        said = f"loading runs `{value}`, which lies beside it"
        sheet.odd(Topic.CODE, "model-program", said, at=line)
        sheet.reach("module", value, line)
    if key in _PATHS and (why := leaves(value)):
        sheet.reach("file", value, line, escapes=True)
        said = f"`{key}` is `{value}`: {why}"
        sheet.odd(Topic.REACH, "item-escapes", said, at=line, gravity=Gravity.HARMFUL)
