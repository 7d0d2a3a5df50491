"""Was a call met on the way that code takes by itself, or only in a function that nobody was seen to call?"""

from collections.abc import Callable

from ostiary.checks.behaviour.acts import constant
from ostiary.checks.behaviour.keepers import KEEPERS
from ostiary.checks.code.telling import here
from ostiary.core.coverage import Reach
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Behaviour, Call, Program


def unasked(program: Program) -> Callable[[Call], bool]:
    """Whether a call stands where the evaluator came to only because it tries all that is left.

    What may call a function by its name alone is found without evaluation; where all of a file was
    evaluated and nothing called the function, it waits for a caller. Asked of npm, whose bundles share
    names, and of requests that are made only where an operator meets some object: an evaluation sees that,
    but not what something outside does to an object that it is handed. So they have to be what was asked for.
    """
    met: dict[tuple[str, int], bool] = {}
    shared = program.ecosystem == "npm"
    for flow in program.flows:
        if not flow.layers:
            key = (flow.at.path, flow.at.line)
            waits = flow.reach is Reach.CALL or (flow.loose and (shared or _told(flow)))
            met[key] = met.get(key, True) and waits

    def ask(call: Call) -> bool:
        used = call.used and call.behaviour is Behaviour.NETWORK
        return (shared or used) and met.get((call.at.path, call.at.line), False)

    return ask


def _told(flow: Flow) -> bool:
    """Whether a caller has a part in an act that goes to nobody whom only the code names, keepers aside."""
    return flow.has(Taint.ARGUMENT) and not (constant(flow) and not KEEPERS.search(flow.target))


def of_places(program: Program) -> Callable[[Call], bool]:
    """Whether all that the evaluator saw an opener of addresses be given are paths of files."""
    met: dict[tuple[str, int], set[Act]] = {}
    for flow in program.flows:
        if flow.act in {Act.READ, Act.SEND}:
            met.setdefault((flow.at.path, flow.at.line), set()).add(flow.act)

    def ask(call: Call) -> bool:
        known = met.get((call.at.path, call.at.line)) == {Act.READ}
        return known and call.at.path not in program.exhausted

    return ask


def of_own(program: Program) -> Callable[[Call], bool]:
    """Whether all that the evaluator saw a call be given are this machine, or files that came along."""
    met: dict[tuple[str, int], bool] = {}
    for flow in program.flows:
        if flow.act is Act.SEND:
            key = (flow.at.path, flow.at.line)
            met[key] = met.get(key, True) and here(flow.target)

    def ask(call: Call) -> bool:
        known = met.get((call.at.path, call.at.line), False)
        return known and call.at.path not in program.exhausted

    return ask


def of_page(program: Program) -> Callable[[Call], bool]:
    """Whether a browser's own opener is used, with nothing to send and an address that only its page knows.

    It does not exist outside of pages. All that the evaluator saw there has to be such a request.
    """
    met: dict[tuple[str, int], bool] = {}
    for flow in program.flows:
        if flow.act is Act.SEND:
            empty = (
                {one.kind for one in flow.carries} <= {Taint.ARGUMENT}
                and not flow.target.strip("\ufffc")
                and "." not in flow.text
            )
            key = (flow.at.path, flow.at.line)
            met[key] = met.get(key, True) and empty and not flow.layers

    def ask(call: Call) -> bool:
        if not call.name.startswith("XMLHttpRequest.") or call.at.path in program.exhausted:
            return False
        return met.get((call.at.path, call.at.line), False)

    return ask
