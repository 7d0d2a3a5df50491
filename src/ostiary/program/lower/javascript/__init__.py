"""What does JavaScript or TypeScript say, in the intermediate form?"""

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial

from tree_sitter import Language, Node

from ostiary.program.javascript.endings import as_script
from ostiary.program.javascript.newer import older
from ostiary.program.lower.javascript import (
    assignments,
    classes,
    expressions,
    functions,
    literals,
    modules,
    operators,
    statements,
    switches,
    typescript,
)
from ostiary.program.lower.javascript.names import above, constant, name
from ostiary.program.lower.trees import AROUND, near, roots
from ostiary.program.lower.walker import Expression, Lowering, Statement, Walker
from ostiary.program.weight import heavier, signs

GRAMMARS = {"javascript": ("javascript", "tsx"), "typescript": ("typescript", "tsx")}
"""The grammars of a language, best first; a later one counts if it alone takes the whole text."""

MAX_WHOLE = 1_000_000
"""Bytes of a text that is read as one tree; trees are a hundred times as large as their text."""

MAX_UNMARKED = 4_000_000
"""The same where all of it is asked for."""

MAX_SIGNS = 220_000
"""Signs of a text that is read as one tree: where there is little else, fewer bytes make as large a one."""

MAX_PIECES = 1_200_000
"""Signs of all pieces of a text together: those of the largest honest bundles are five sixths of it."""

_SKIPPED = {"comment", "html_comment", "hash_bang_line", *typescript.SKIPPED}

_EXPRESSIONS: dict[str, Expression] = {
    **dict.fromkeys(("identifier", "shorthand_property_identifier", "this"), name),
    **dict.fromkeys(("type_identifier", "shorthand_property_identifier_pattern"), name),
    "super": above,
    **dict.fromkeys(("undefined", "null"), constant(None)),
    "property_identifier": expressions.private,
    "private_property_identifier": expressions.private,
    "statement_identifier": name,
    "true": constant(True),
    "false": constant(False),
    "number": literals.numeral,
    "string": literals.string,
    "string_fragment": literals.fragment,
    "escape_sequence": literals.fragment,
    "template_string": literals.template,
    "regex": literals.regex,
    "import": expressions.required,
    **dict.fromkeys(("parenthesized_expression", "non_null_expression"), expressions.inner),
    **dict.fromkeys(("as_expression", "satisfies_expression"), expressions.inner),
    "instantiation_expression": expressions.inner,
    "type_assertion": expressions.asserted,
    "nested_identifier": typescript.dotted,
    "binary_expression": operators.binary,
    "unary_expression": operators.unary,
    "assignment_expression": assignments.assignment,
    "augmented_assignment_expression": assignments.augmented,
    "update_expression": assignments.update,
    **dict.fromkeys(("member_expression", "subscript_expression"), expressions.chain),
    "call_expression": expressions.chain,
    "new_expression": expressions.created,
    "array": expressions.array,
    "object": expressions.mapping,
    "sequence_expression": expressions.sequence,
    "ternary_expression": expressions.ternary,
    "await_expression": expressions.awaited,
    "yield_expression": expressions.yielded,
    "spread_element": expressions.spread,
    "meta_property": expressions.meta,
    **dict.fromkeys(("jsx_element", "jsx_self_closing_element"), expressions.element),
    "jsx_text": expressions.words,
    **dict.fromkeys(("function_expression", "arrow_function"), functions.expression),
    "generator_function": functions.expression,
    "class": classes.expression,
}

_STATEMENTS: dict[str, Statement] = {
    "expression_statement": statements.expression,
    "statement_block": statements.braces,
    **dict.fromkeys(("variable_declaration", "lexical_declaration"), statements.variables),
    "using_declaration": statements.variables,
    "if_statement": statements.choice,
    "for_statement": statements.counted,
    "for_in_statement": statements.each,
    "while_statement": statements.repeated,
    "do_statement": statements.until,
    "switch_statement": switches.switch,
    "try_statement": statements.tried,
    "with_statement": statements.within,
    "labeled_statement": statements.labeled,
    **dict.fromkeys(("break_statement", "continue_statement"), statements.left),
    "return_statement": statements.answered,
    "throw_statement": statements.thrown,
    **dict.fromkeys(("empty_statement", "debugger_statement"), statements.nothing),
    "function_declaration": functions.declaration,
    "generator_function_declaration": functions.declaration,
    **dict.fromkeys(("class_declaration", "abstract_class_declaration"), classes.declaration),
    "import_statement": modules.imported,
    "export_statement": modules.exported,
    "enum_declaration": typescript.enumeration,
    **dict.fromkeys(("internal_module", "module"), typescript.namespace),
    "import_alias": typescript.alias,
    "sequence_expression": assignments.effect,
    **dict.fromkeys(("assignment_expression", "update_expression"), assignments.effect),
    "augmented_assignment_expression": assignments.effect,
}


def lower(
    language: str, data: bytes, marks: tuple[int, ...] | None = None
) -> tuple[ast.Module, int]:
    """The program and the number of damaged spots.

    A text that is too large for one tree is read in pieces: those around the marks, or all without any.
    """
    heavy = heavier(data, MAX_SIGNS)
    if heavy or len(data) > (MAX_UNMARKED if marks is None else MAX_WHOLE):
        tongue, lowering = _grammar(GRAMMARS[language][0])
        walker = Walker(data, lowering)
        walker.marks = marks
        places = range(0, len(data), AROUND) if marks is None else marks
        spent: list[Node] = []
        pieces = near(tongue, data, places, _mended)
        tree, faults = walker.module(_first(pieces, data, spent), 1)
        tree.__dict__["torn"] = heavy and marks is None and faults > 1
        tree.__dict__["left"] = bool(spent)
        return tree, faults
    first, second = (_grammar(one) for one in GRAMMARS[language])
    found, lost = roots(first[0], data)
    chosen = first[1]
    text = data
    if not lost:
        plain = as_script(data, found[0], partial(_whole, first[0]))
        text, found = plain.data, [plain.root]
    if not lost and found[0].has_error:
        others, missing = roots(second[0], text)
        if not missing and not others[0].has_error:
            found, chosen = others, second[1]
        elif (root := older(text, language, partial(_whole, first[0]), found[0])) is not None:
            found = [root]
    walker = Walker(data, chosen)
    walker.marks = marks
    return walker.module(found, lost)


def _first(found: Iterable[Node], data: bytes, spent: list[Node]) -> Iterator[Node]:
    """As many pieces as there is room for; the first one that was too much ends in `spent`."""
    left = MAX_PIECES
    for root in found:
        piece = data[root.start_byte : root.end_byte]
        ends = piece.count(b";") + piece.count(b"\n")
        left -= max(signs(piece), 2 * ends)  # a statement of one word is two nodes for one sign
        if left < 0:
            spent.append(root)
            return
        yield root


def _mended(data: bytes, root: Node, parse: Callable[[bytes], Node | None]) -> Node:
    return as_script(data, root, parse).root


def _whole(language: Language, data: bytes) -> Node | None:
    found, lost = roots(language, data)
    return None if lost else found[0]


@cache
def _grammar(which: str) -> tuple[Language, Lowering]:
    language = _language(which)
    return language, Lowering(language, _EXPRESSIONS, _STATEMENTS, _SKIPPED, hoist=True)


def _language(which: str) -> Language:
    if which == "javascript":
        import tree_sitter_javascript

        return Language(tree_sitter_javascript.language())
    import tree_sitter_typescript

    if which == "tsx":
        return Language(tree_sitter_typescript.language_tsx())
    return Language(tree_sitter_typescript.language_typescript())
