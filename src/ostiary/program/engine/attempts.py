"""Where does control go in a `try`, when nobody can tell whether something in it fails?"""

import ast

from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine, statement
from ostiary.program.engine.value import unknown


@statement(ast.Try, getattr(ast, "TryStar", ast.Try))
def _try(m: Machine, node: ast.Try, frame: Frame) -> str:
    signal = m.run(node.body, frame)
    if signal != "raise" and node.orelse and not signal:
        signal = m.run(node.orelse, frame)
    thrown = signal == "raise"
    if thrown or not m.unrolling:
        frame.weak += not thrown
        try:
            ends = [_caught(m, one, frame) for one in node.handlers]
        finally:
            frame.weak -= not thrown
        if ends and not all(ends):
            signal = ""  # what stands behind runs where one of them was needed
        elif ends and thrown:
            signal = ends[-1]
    last = m.run(node.finalbody, frame)
    return last or signal


def _caught(m: Machine, node: ast.ExceptHandler, frame: Frame) -> str:
    if node.name:
        frame.names.setdefault(node.name, unknown())
    return m.run(node.body, frame)
