"""What stands under a name that a script gave to something outside: its exports, or what is everybody's?"""

from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Value

_EXPORTS = frozenset({"exports", "module.exports"})


def read_back(m: Machine, base: Value, name: str, frame: Frame) -> Value | None:
    """`exports.name` and `module.exports`, as far as the module got; what was put behind another name."""
    if base.items is not None or base.code is not None:
        return None
    if base.symbol in _EXPORTS or (base.symbol == "module" and name == "exports"):
        whole = m.package.exported_by(frame.module.path)
        if base.symbol == "module":
            return whole if whole is not None and (whole.symbol or whole.code is not None) else None
        found = (
            whole.items.get(name) if whole is not None and isinstance(whole.items, dict) else None
        )
        return found if found is not None and found.telling else None
    return m.held.get(f"%{base.symbol}.{name}") if base.symbol else None
