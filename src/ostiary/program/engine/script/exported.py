"""What stands under a name that a script gave to something outside: its exports, or what is everybody's?"""

from typing import Any

from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.names import ENVIRONMENTS, symbol
from ostiary.program.engine.others import with_others
from ostiary.program.engine.value import Value

_EXPORTS = frozenset({"exports", "module.exports"})


def read_back(m: Machine, base: Value, name: str, node: Any, frame: Frame) -> Value | None:
    """`exports.name` and `module.exports`, as far as the module got; what was put behind another name.

    The latter may be what stood there before as well: nobody knows whether it was put there by then.
    """
    if base.items is not None or base.code is not None or not base.symbol:
        return None
    if base.symbol in _EXPORTS or (base.symbol == "module" and name == "exports"):
        whole = m.package.exported_by(frame.module.path)
        if base.symbol == "module":
            known = whole is not None and (whole.symbol or whole.code is not None)
            return whole if known else None
        found = (
            whole.items.get(name) if whole is not None and isinstance(whole.items, dict) else None
        )
        return found if found is not None and found.telling else None
    held = m.held.get(f"%{base.symbol}.{name}")
    if held is None or base.symbol in ENVIRONMENTS:
        return None
    return with_others(symbol(m, f"{base.symbol}.{name}", base.marks, node, frame), held)
