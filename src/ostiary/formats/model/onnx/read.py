"""What would a runtime need for an ONNX model, and where would it look?"""

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.onnx.graph import Operator, Used, function, graph, opset, training
from ostiary.formats.model.onnx.marks import MODEL
from ostiary.formats.model.onnx.operators import COMPILED, PYTHON, RUNTIME, STANDARD
from ostiary.formats.model.properties import properties
from ostiary.formats.model.protobuf.walk import Walk
from ostiary.formats.model.protobuf.wire import LENGTH
from ostiary.formats.model.record import Called, Carries, Gravity, Standing, Topic
from ostiary.formats.model.sheet import Sheet, listed

MAX_NAMED = 6
"""Operators of one domain that are named."""

_CONTROL = regex(r"[\x00-\x08\x0a-\x1f\x7f]|\\x")


def read(sheet: Sheet, desk: Desk) -> None:
    """Walk all graphs; tensors are skipped by their lengths."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.loader = "onnxruntime"
    sheet.readers.append("ONNX walk")
    walk, used = Walk(sheet, sheet.extent), Used()
    try:
        _model(walk, used)
        walk.finish()
    except LimitError as error:
        sheet.stop(error.message)
    if not used.graphs:
        sheet.broken("no-graph", "there is no graph in it")
    if not used.domains:
        sheet.broken("no-opset", "it does not say which operators it uses")
    _operators(sheet, used)
    properties(sheet, used.metadata, "metadata_props")


def _model(walk: Walk, used: Used) -> None:
    seen: set[int] = set()
    steps = {7: graph, 8: opset, 20: training, 25: function}
    names = {1: "IR version", 2: "producer", 3: "producer version", 4: "domain", 5: "model version"}
    for one in walk.message(0, walk.wire.size, MODEL, "ModelProto"):
        if one.number in seen and one.number in (1, 7):
            walk.sheet.broken("repeated-field", f"field {one.number} is there twice", one.at)
        seen.add(one.number)
        if step := steps.get(one.number):
            step(walk, one, used)
        elif one.number == 14:
            key, value = walk.pair(one)
            used.metadata[key] = value
        elif one.number in names:
            value = walk.wire.text(one) if one.wire == LENGTH else str(one.value)
            walk.sheet.detail(names[one.number], value)
            if _CONTROL.search(value):
                message = (
                    f"the {names[one.number]} is no text; another reader may take it for a message"
                )
                walk.sheet.odd(Topic.HIDING, "text-field", message, at=one.at)
    if 20 in seen:
        message = "it brings graphs for training, which run when it is trained"
        walk.sheet.odd(Topic.CODE, "training-graph", message, gravity=Gravity.NOTE)


def _operators(sheet: Sheet, used: Used) -> None:
    """Operators that no runtime brings are code that somebody has to bring."""
    domains = {domain or "ai.onnx": version for domain, version in used.domains.items()}
    sheet.detail("opsets", ", ".join(f"{one} {domains[one]}" for one in sorted(domains)))
    sheet.detail("nodes", used.operators.total())
    sheet.detail("operators", listed(".".join(filter(None, one)) for one in used.operators))
    strange: dict[str, list[Operator]] = {}
    for operator in used.operators:
        domain, name = operator
        if operator in used.functions or name in STANDARD.get(domain, ()):
            continue
        if domain in RUNTIME:
            _runtime(sheet, name, used.first[operator])
        else:
            strange.setdefault(domain, []).append(operator)
    for domain, operators in sorted(strange.items()):
        sheet.carries = Carries.CODE
        names = ", ".join(f"`{name}`" for _, name in operators[:MAX_NAMED])
        more = f" and {len(operators) - MAX_NAMED} more" if len(operators) > MAX_NAMED else ""
        message = f"{names}{more} of `{domain or 'ai.onnx'}`: a library has to bring the code"
        sheet.odd(Topic.CODE, "custom-operator", message, at=used.first[operators[0]])
        sheet.reach("library", domain or "ai.onnx", used.first[operators[0]])
    for domain in used.domains.keys() & RUNTIME:
        message = f"`{domain}` is known to ONNX Runtime only"
        sheet.odd(Topic.CODE, "runtime-operators", message, gravity=Gravity.NOTE)


def _runtime(sheet: Sheet, name: str, at: int) -> None:
    if name in PYTHON:
        sheet.carries = Carries.CODE
        reason = "calls a Python function that the file names"
        sheet.call(Called(f"com.microsoft.{name}", "", "node", at, Standing.SINK, reason))
    elif name in COMPILED:
        sheet.carries = Carries.CODE
        message = f"`{name}` hands a compiled blob to the driver of an accelerator"
        sheet.odd(Topic.MACHINE, "compiled-blob", message, at=at)
