"""What does Python say, in the intermediate form: by its own parser, or by the tolerant grammar?"""

import ast
import warnings
from functools import cache

from tree_sitter import Language

from ostiary.core.regex import regex
from ostiary.program.lower.pieces import TooHeavyError, parse
from ostiary.program.lower.python import (
    comprehensions,
    definitions,
    expressions,
    literals,
    matches,
    statements,
)
from ostiary.program.lower.trees import roots
from ostiary.program.lower.walker import Expression, Lowering, Statement, Walker

MAX_SIGNS = 1_000
"""Signs in a row that Python's own parser is trusted with: it recurses in C."""

MAX_BRACKETS = 200
"""Open brackets that Python's own parser takes at most; it need not be asked about more."""

_SIGNS = regex(rb"(?:[-+~][-+~ \t]*+)++|(?:not[ \t]++)++|(?:lambda[ \t]*+:[ \t]*+)++")
_POURED = regex(rb"(?m)^[ \t]*print[ \t]*>>")
"""Python 2 prints to a file by this; Python 3 takes it for a sum, which fails when it runs."""

_BRACKETS = regex(rb"[\[({]++|[\])}]++")

_IN_SIGNS = bytes(43 if one in b"-+~ \tnotlambda:" else 32 for one in range(256))
_SIGNS_IN_A_ROW = b"+" * MAX_SIGNS
_ROUND = bytes.maketrans(b"[{]}", b"(())")
_NO_BRACKETS = bytes(one for one in range(256) if one not in b"([{)]}")
_ROUNDS = MAX_BRACKETS // 2

_EXPRESSIONS: dict[str, Expression] = {
    "identifier": expressions.name,
    "dotted_name": matches.dotted,
    "none": lambda _w, _node: ast.Constant(None),
    "true": lambda _w, _node: ast.Constant(True),
    "false": lambda _w, _node: ast.Constant(False),
    "ellipsis": lambda _w, _node: ast.Constant(...),
    **dict.fromkeys(("integer", "float"), literals.number),
    "string": literals.string,
    "concatenated_string": literals.joined,
    "string_content": literals.fragment,
    **dict.fromkeys(("binary_operator", "boolean_operator"), expressions.binary),
    **dict.fromkeys(("unary_operator", "not_operator"), expressions.unary),
    "comparison_operator": expressions.compared,
    **dict.fromkeys(("attribute", "subscript", "call"), expressions.chain),
    "slice": expressions.sliced,
    "parenthesized_expression": expressions.inner,
    **dict.fromkeys(("tuple", "expression_list", "pattern_list"), expressions.several),
    "tuple_pattern": expressions.several,
    **dict.fromkeys(("list", "list_pattern"), expressions.listed),
    "set": expressions.collected,
    "dictionary": expressions.mapping,
    **dict.fromkeys(("list_splat", "list_splat_pattern"), expressions.starred),
    "parenthesized_list_splat": expressions.starred,
    "conditional_expression": expressions.choice,
    "named_expression": expressions.bound,
    "await": expressions.awaited,
    "yield": expressions.yielded,
    "list_comprehension": comprehensions.listed,
    "set_comprehension": comprehensions.collected,
    "dictionary_comprehension": comprehensions.mapped,
    "generator_expression": comprehensions.generated,
    "lambda": comprehensions.function,
}

_STATEMENTS: dict[str, Statement] = {
    "expression_statement": statements.expression,
    "block": statements.block,
    "assignment": statements.assignment,
    "augmented_assignment": statements.augmented,
    "if_statement": statements.choice,
    "for_statement": statements.each,
    "while_statement": statements.repeated,
    "try_statement": statements.tried,
    "with_statement": statements.within,
    "match_statement": matches.matched,
    "function_definition": definitions.function,
    "class_definition": definitions.structure,
    "decorated_definition": definitions.decorated,
    "import_statement": definitions.imported,
    **dict.fromkeys(
        ("import_from_statement", "future_import_statement"), definitions.imported_from
    ),
    "print_statement": statements.printed,
    "exec_statement": statements.executed,
    "raise_statement": statements.raised,
    "return_statement": statements.answered,
    "delete_statement": statements.removed,
    "assert_statement": statements.asserted,
    **dict.fromkeys(("global_statement", "nonlocal_statement"), statements.shared),
    "type_alias_statement": statements.named_type,
    **dict.fromkeys(("pass_statement", "break_statement", "continue_statement"), statements.left),
}

_SKIPPED = {"comment", "line_continuation", "string_start", "string_end"}


def lower(data: bytes) -> tuple[ast.Module, int]:
    """The program and the number of damaged spots; none where Python itself takes the text."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    tree = parsed(data)
    return (tree, 0) if tree is not None else tolerant(data)


def parsed(data: bytes) -> ast.Module | None:
    """The tree of Python's own parser, if the text is one for it. Raises `TooHeavyError`."""
    if _is_nasty(data) or _POURED.search(data):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parse(data.decode("utf-8", "replace"))
    except TooHeavyError:
        raise
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _is_nasty(data: bytes) -> bool:
    """Whether the nesting is beyond what Python's own parser would take anyway."""
    if _SIGNS_IN_A_ROW in data.translate(_IN_SIGNS) and any(
        len(match[0]) > MAX_SIGNS for match in _SIGNS.finditer(data)
    ):
        return True
    return not _is_shallow(data) and _is_deep(data)


def _is_shallow(data: bytes) -> bool:
    """Whether taking away pairs of brackets again and again soon leaves few: the quick answer for most."""
    left = data.translate(_ROUND, _NO_BRACKETS)
    for _ in range(_ROUNDS):
        size = len(left)
        left = left.replace(b"()", b"")
        if len(left) == size:
            return left.count(b"(") <= _ROUNDS
    return False


def _is_deep(data: bytes) -> bool:
    """Whether more brackets are open somewhere than Python's own parser takes."""
    depth = 0
    for match in _BRACKETS.finditer(data):
        run = match[0]
        depth = depth + len(run) if run[0] in b"([{" else max(0, depth - len(run))
        if depth > MAX_BRACKETS:
            return True
    return False


def tolerant(data: bytes) -> tuple[ast.Module, int]:
    """The program as the tolerant grammar reads it: Python 2, and what is damaged."""
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    language, grammar = _grammar()
    found, lost = roots(language, data)
    return Walker(data, grammar).module(found, lost)


@cache
def _grammar() -> tuple[Language, Lowering]:
    import tree_sitter_python

    language = Language(tree_sitter_python.language())
    return language, Lowering(language, _EXPRESSIONS, _STATEMENTS, _SKIPPED, hoist=False)
