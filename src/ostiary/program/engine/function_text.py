"""What is a function's own text, comments included?"""

from ostiary.program.engine.code import Closure
from ostiary.program.engine.machine import Machine

MAX_FUNCTION = 1 << 18  # characters of a function's text
FUNCTION = "function"
"""What is known of the text of a function where the text is not kept."""

_SIGNS = {"{": 1, "}": -1}


def function_text(m: Machine, closure: Closure) -> str | None:
    """The text from the line where a function starts to the brace that ends it; None in a layer."""
    module = closure.frame.module
    held = m.package.files.get(module.path)
    if held is None or module.layers:
        return None
    lines = held[1].split(b"\n", closure.node.lineno)
    if len(lines) < closure.node.lineno:
        return None
    first = held[1][len(held[1]) - len(b"\n".join(lines[closure.node.lineno - 1 :])) :]
    text = first[:MAX_FUNCTION].decode("utf-8", "replace")
    name = getattr(closure.node, "name", "")
    start = max(text.find(f"function {name}"), 0) if name and not name.startswith("%") else 0
    end = _end(text, start)
    if end == len(text) and len(first) > MAX_FUNCTION:
        m.cut(
            closure.frame,
            "it asks for the text of a function that is longer than what is looked at",
        )
    return text[start:end]


def _end(text: str, start: int) -> int:
    """Behind the brace that closes the first one; those in texts and comments count too."""
    depth = 0
    for place in range(start, len(text)):
        change = _SIGNS.get(text[place], 0)
        depth += change
        if change < 0 and depth <= 0:
            return place + 1
    return len(text)
