"""Which commands are a text for an interpreter that does nothing of note?"""

from collections.abc import Callable

from ostiary.core.regex import regex
from ostiary.program.flow import Act, Flow
from ostiary.program.model import Call, Origin, Program

_OWN = r"(?:sys|os|platform|sysconfig|site|struct|json|process|path|util|url)"
_LOADED = regex(
    rf"\brequire\([\"'](?:node:)?{_OWN}[\"']\)|\bimport\s+{_OWN}(?:\s*,\s*{_OWN})*\s*(?=[;\n]|$)"
    rf"|\bfrom\s+{_OWN}\s+import\s+\w+\s*(?=[;\n]|$)"
)
"""What an interpreter knows about itself and its machine, as it is loaded."""
_OPEN = regex(
    r"\ufffc|\{\}|\bargv\b|\bstdin\b|\[(?!-?\d+\])|\b(?:import|require|__\w+__|importlib|getattr|globals|eval|exec\w*|open)\b"
)
"""What a text for an interpreter leaves open, takes from elsewhere, or runs of others."""


def idle(program: Program) -> Callable[[Call], bool]:
    """Whether a command is a text for an interpreter in which neither reader met anything of note."""
    several: dict[tuple[str, int], int] = {}
    for one in program.calls:
        key = (one.at.path, one.at.line)
        several[key] = several.get(key, 0) + 1
    seen: dict[tuple[str, int], list[Flow]] = {}
    for flow in program.flows:
        seen.setdefault((flow.at.path, flow.at.line), []).append(flow)

    def ask(call: Call) -> bool:
        key = (call.at.path, call.at.line)
        flows = seen.get(key, ())
        if len(flows) != 1 or several.get(key) != 1 or call.at.path in program.exhausted:
            return False
        (flow,) = flows
        told = call.shell or call.origin not in {Origin.CONSTANT, Origin.UNKNOWN}
        if told or flow.act is not Act.RUN or flow.layers or flow.carries:
            return False
        found = _INTERPRETED.match(flow.text)
        if found is None:
            return False
        return not _OPEN.search(_without_imports(found[1], _beside(program, call.at.path)))

    return ask


def _beside(program: Program, path: str) -> set[str]:
    """The names of what lies at the top of an artifact, or in the folder of one of its files."""
    folders = {path.partition("/")[0] + "/", path.rpartition("/")[0] + "/"}
    return {
        one.path.removeprefix(folder).partition("/")[0].partition(".")[0]
        for one in program.modules
        for folder in folders
        if one.path.startswith(folder)
    }


def _without_imports(text: str, own: set[str]) -> str:
    """A text for an interpreter without what it loads from its library, or of what is installed.

    What bears the name of a file of the artifact may be that one, and stays.
    """
    plain = _LOADED.sub("", text)
    return _IMPORTS.sub(lambda one: one[0] if own & set(_NAME.findall(one[0])) else "", plain)


_INTERPRETED = regex(
    r"(?s)(?:\S*/)?(?:python[\d.]*|node)(?: -[sSEIBbuO]{1,8})* (?:-c|-e|-p) (.{1,3000})$"
)
"""An interpreter of which nobody asks more than a text says."""
_IMPORTS = regex(
    r"(?m)^[ \t]*(?:import[ \t]+\w+(?:[ \t]+as[ \t]+\w+)?|from[ \t]+\w+[ \t]+import[ \t]+\w+)[ \t]*$"
)
_NAME = regex(r"\w+")
