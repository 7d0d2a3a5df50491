"""The program of an exported model: which functions does its graph name, and which texts are evaluated?"""

from collections.abc import Iterator

from ostiary.core.regex import regex
from ostiary.formats.json_values import decoded
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.judge import Realm
from ostiary.formats.model.record import Called, Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet

MAX_GRAPH = 64 << 20
"""Bytes of the description of one program."""
MAX_EXPRESSION = 2_000

_OWN = regex(
    r"torch\.ops\.(?:aten|prims|prim|higher_order|quantized|quantized_decomposed|_c10d_functional|inductor"
    r"|mkldnn|sparse)\.\w+(?:\.\w+)?|torch\._?sym_\w+|torch\._check(?:_is_size)?"
)
_ARITHMETIC = regex(
    r"_operator\.(?:i?(?:add|sub|mul|matmul|floordiv|truediv|mod|pow|and_|or_|xor|lshift|rshift)"
    r"|neg|pos|abs|invert|inv|not_|eq|ne|l[te]|g[te]|getitem|index|truth)|math\.\w+"
)
_FILES = regex(r"torch\.ops\.aten\.(?:from_file|save|_save|load)\b.*")
_FOREIGN = regex(r"torch\.ops\.(\w+)\..+")
_WORDS = regex(r"(?<![\w.])[A-Za-z_]\w*")
_PLAIN = regex(r"[\w\s+\-*/%(),<>=!&|~.]*")
_LEAVES = (
    (regex(r"(?:Symbol|Dummy)\('\w+'(?:, \w+=(?:True|False|\d+))*\)"), "s0"),
    (regex(r"Float\('[\d.e+-]+'(?:, \w+=\d+)?\)"), "1"),
    (regex(r"\b[a-z_]+=(?=True\b|False\b)"), ""),
    (
        regex(r"L(?:\[(?:'[\w.]+'|\d+)\])+(?:\._modules\['\w+'\])*\.(?:size|stride)\(\)\[\d+\]"),
        "s0",
    ),
)
"""Symbols, numbers and sizes of inputs, each in the form in which PyTorch writes it."""
_NAMES = regex(
    r"[a-z]{1,4}\d+|True|False|true|false|Integer|Rational|Add|Mul|Pow|Half|One|Zero|NegativeOne|Infinity"
    r"|NegativeInfinity|Equality|Unequality|(?:Strict)?(?:Less|Greater)Than|Max|Min|Abs|Mod|PythonMod|Where"
    r"|(?:Floor|Clean|Ceil|IntTrue|FloatTrue)Div|(?:Ceil|Floor|Trunc|Round)ToInt|TruncToFloat|ToFloat|RoundDecimal"
    r"|PowByNatural|FloatPow|ModularIndexing|LShift|RShift|Identity|IsNonOverlappingAndDenseIndicator"
    r"|BitwiseFn_\w+|OpaqueUnaryFn_\w+|Eq|Ne|Lt|Le|Gt|Ge|And|Or|Not|Xor|floor|ceiling|sqrt|oo|int_oo|and|or|not"
)
_DOTTED = regex(r"\.\s*[A-Za-z_]|__")


def read_graph(sheet: Sheet, desk: Desk, name: str, data: bytes, at: int) -> None:
    """Look through one program. Raises `ParseError` where it is none."""
    sheet.carries = Carries.CODE
    for key, value in _pairs(decoded(data, f"`{name}`", MAX_GRAPH)):
        if key == "target":
            _target(sheet, desk, value, at)
        elif not evaluated_safely(value):
            message = f"`{name}` has a text that is evaluated and is no arithmetic: `{value}`"
            sheet.odd(Topic.CODE, "evaluated-text", message, at=at, gravity=Gravity.HARMFUL)


def _pairs(document: object) -> Iterator[tuple[str, str]]:
    """The names of functions, and the texts that the loader evaluates, wherever they stand."""
    todo = [document]
    while todo:
        one = todo.pop()
        if isinstance(one, list):
            todo += one
        elif isinstance(one, dict):
            for key, value in one.items():
                if key == "guards_code" and isinstance(value, list):
                    yield from (("guards", text) for text in value if isinstance(text, str))
                elif key == "range_constraints" and isinstance(value, dict):
                    yield from (("range", text) for text in value)
                if key in {"target", "expr_str"} and isinstance(value, str):
                    yield key, value
                todo.append(value)


def _target(sheet: Sheet, desk: Desk, target: str, at: int) -> None:
    """One function that the graph calls."""
    if _FILES.fullmatch(target):
        message = f"the program calls `{target}`, which reads or writes a file"
        sheet.odd(Topic.CODE, "script-reads-file", message, at=at)
        sheet.reach("file", "a path that is worked out", at, escapes=True)
    elif _OWN.fullmatch(target) or _ARITHMETIC.fullmatch(target):
        return
    elif foreign := _FOREIGN.fullmatch(target):
        message = f"the program needs operations of `{foreign[1]}`, which are not PyTorch's own"
        sheet.odd(Topic.CODE, "foreign-operations", message, at=at)
        sheet.reach("library", foreign[1], at)
    else:
        ruling = desk.judge(Realm.PICKLE, target, ())
        sheet.call(Called(target, "", "target", at, ruling.standing, ruling.reason))


def evaluated_safely(text: str) -> bool:
    """Whether a text is arithmetic over symbols and sizes, whoever evaluates it."""
    if len(text) > MAX_EXPRESSION:
        return False
    for leaf, plain in _LEAVES:
        text = leaf.sub(plain, text)
    if not _PLAIN.fullmatch(text) or _DOTTED.search(text):
        return False
    return all(_NAMES.fullmatch(word) for word in _WORDS.findall(text))
