"""Which pickles that code loads by itself came along, and were read to the end as data that calls nothing?"""

import ast
import posixpath
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from ostiary.formats.contents import Contents
from ostiary.formats.model.record import ModelFile, Models, Standing
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Program
from ostiary.program.python.whole import tree_of

MAX_BYTES = 1 << 20
"""Of a source file in which the loaded file is followed from its opening to the load."""


def tamed(
    program: Program,
    models: Iterable[Models],
    contents: Contents,
    code: Mapping[str, tuple[str, bytes]],
) -> Program:
    """The same program, with the places named that load nothing but inert pickles of the artifact.

    It is asked of what the evaluator saw there: that every file is one beside the code, at a path without
    a gap, that nothing else flows into it, and that nothing here writes a file of that name. Of the source
    it is asked that the file is loaded as it was opened: a pickle may hold another one in its middle.
    """
    inert = {one.path for several in models for one in several.files if _inert(one)}
    loads: dict[tuple[str, int], list[Flow]] = {}
    for flow in program.flows:
        if flow.act is Act.LOAD:
            loads.setdefault((flow.at.path, flow.at.line), []).append(flow)
    if not inert or not loads:
        return program
    prefix = f"{contents.root}/" if contents.root else ""
    written = {one.target.rpartition("/")[2] for one in program.flows if one.act is Act.WRITE}
    found = (
        place
        for place, flows in loads.items()
        if place[0] not in program.exhausted
        and all(_beside(one, inert, written, prefix) for one in flows)
        and (_by_path(flows) or _at_once(code.get(place[0], ("", b""))[1], place[1]))
    )
    return replace(program, tame=tuple(sorted(found)))


def _inert(file: ModelFile) -> bool:
    whole = not file.opaque and file.accounted == file.size and not file.unowned
    calls = all(one.standing is Standing.INERT for one in file.calls)
    return whole and calls and file.format in _FORMATS and not file.oddities and not file.reaches


_FORMATS = frozenset({"pickle", "joblib"})
_BY_PATH = "joblib.load"
"""What is handed the path of a file, or a file."""


def _beside(flow: Flow, inert: set[str], written: set[str], prefix: str) -> bool:
    """Whether a load is of an inert file of the artifact, named by its place beside the code."""
    known = flow.target.startswith("./") and "\ufffc" not in flow.target and not flow.layers
    carried = {one.kind for one in flow.carries}
    opened = flow.name in {"pickle.load", _BY_PATH} and carried == {Taint.FILE}
    if not known or not (opened or (flow.name == _BY_PATH and not carried)):
        return False
    path = posixpath.normpath(posixpath.join(posixpath.dirname(flow.at.path), flow.target))
    return {path, prefix + path} & inert != set() and path.rpartition("/")[2] not in written


def _by_path(flows: list[Flow]) -> bool:
    """Whether what is loaded at a place is named by its path, so that it is loaded from its beginning."""
    return all(one.name == _BY_PATH and not one.carries for one in flows)


def _at_once(text: bytes, line: int) -> bool:
    """Whether the one load of a line is of a file that is opened for it and named nowhere else."""
    tree = tree_of(text) if len(text) <= MAX_BYTES else None
    if tree is None:
        return False
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and one.lineno == line]
    loads = [one for one in calls if _called(one) == "load"]
    if len(loads) != 1 or len(loads[0].args) != 1:
        return False
    given = loads[0].args[0]
    if isinstance(given, ast.Call):
        return _called(given) == "open"
    if not isinstance(given, ast.Name):
        return False
    for one in ast.walk(tree):
        if isinstance(one, ast.With) and one.lineno <= line <= (one.end_lineno or 0):
            items = [(item.context_expr, item.optional_vars) for item in one.items]
            opened = [
                what for what, name in items if isinstance(name, ast.Name) and name.id == given.id
            ]
            if opened and isinstance(opened[0], ast.Call) and _called(opened[0]) == "open":
                named = [
                    node
                    for node in ast.walk(one)
                    if isinstance(node, ast.Name) and node.id == given.id
                ]
                return len(named) == 2  # where it is opened, and where it is loaded
    return False


def _called(call: ast.Call) -> str:
    """The last name of what is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""
