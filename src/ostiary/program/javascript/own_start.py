"""What stands in a script for the time when it is the program itself, not loaded by another one?"""

from tree_sitter import Node

from ostiary.core.regex import regex

_MAIN = regex(
    rb"\(\s*(?:require\s*\.\s*main\s*={2,3}\s*module|module\s*={2,3}\s*require\s*\.\s*main|import\.meta\.main)\s*\)"
)
_SET = regex(rb"\bmain\b\s*[\"'`\]]*\s*=(?!=)|\bmain[\"'`]\s*,")
"""Something named `main` is given a value, or stands as a key: the question may have been answered before."""


def body_as_program(node: Node, data: bytes) -> Node | None:
    """The block of `if (require.main === module)`, None for any other condition."""
    condition = node.child_by_field_name("condition")
    if condition is None or condition.end_byte - condition.start_byte > 100:
        return None
    if not _MAIN.fullmatch(data, condition.start_byte, condition.end_byte) or _SET.search(data):
        return None
    return node.child_by_field_name("consequence")
