"""What does a program put in the place of a function by which others check, or of one that nobody may guess?

Passwords, signatures, certificates and tokens are checked by functions of libraries. Whoever puts another
function there answers for them: always yes, always to one word, or by something weaker.
"""

import ast
from typing import Any

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Closure, Frame, Partial
from ostiary.program.engine.handovers import closure_of
from ostiary.program.engine.hooks import MAX_HOOKING
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.stand_ins import anything, takes_names
from ostiary.program.engine.value import Value, unknown
from ostiary.program.flow import (
    ALWAYS,
    BY_A_WORD,
    GUESSED,
    OTHER_FUNCTION,
    SWITCHED_OFF,
    WEAKER,
    Act,
    Taint,
)
from ostiary.program.wordlist import wordlist

_CHECKS = regex(
    r"(?i)(?:^|\.)_?(?:\w*compare_digest|verify\w*|check_?pw\w*|\w*check_pass\w*|authenticate\w*"
    r"|has_(?:\w+_)?perm\w*|is_authenticated|\w*login_required"
    r"|permission_required|match_hostname|assert_(?:hostname|fingerprint)\w*|enforce(?:_ex)?"
    r"|_?validate_(?:conn|\w*(?:token|signature|password))\w*|authori[sz]e\w*|check_(?:auth|perm|token|sign|cred)\w*"
    r"|missing_host_key|unsign|cert_verify|check_against_\w+|constant_time_compare|safe_str_cmp"
    r"|csrf_protect|decode_complete)$"
    r"|^(?:jwt|jose|authlib)\.(?:[\w.]+\.)?decode$|^crypt\.crypt$|^ssl\.SSLSocket\.getpeercert$|^certifi\.(?:\w+\.)?where$"
    r"|^django\.middleware\.csrf\.\w+\.process_\w+$|^sys\.(?:audit|addaudithook)$"
    r"|^logging\.Logger\.(?:handle|callHandlers)$|^builtins\.__import__$"
    r"|^ldap3?\.\w+\.(?:simple_)?bind(?:_s)?$|\.security\.(?:\w+\.)*__call__$|\.is_(?:superuser|staff)$"
    r"|^(?:shlex|pipes)\.quote$|^(?:html|markupsafe|cgi|xml\.sax\.saxutils|django\.utils\.html|jinja2\.utils)\.escape$"
)
"""Functions that say whether something is true, raise where it is not, or make what they get harmless."""

_RANDOM = regex(
    r"^(?:secrets\.(?:token_\w+|choice|randbelow|randbits|SystemRandom)|os\.urandom|random\.SystemRandom(?:\.\w+)?"
    r"|Crypto(?:dome)?\.Random\.(?:get_random_bytes|new)|nacl\.utils\.random|ssl\.RAND_bytes"
    r"|cryptography\.[\w.]+\.generate_private_key|rsa\.(?:key\.)?newkeys|Crypto(?:dome)?\.PublicKey\.\w+\.generate)$"
)
"""Functions whose answers nobody may guess."""

_SWITCH = regex(
    r"^(?:verify|verify_ssl(?:_certs)?|ssl_verify|verify_certs|check_hostname|verify_mode|_ssl|CERT_REQUIRED|CERT_OPTIONAL"
    r"|verify_signature|verify_exp|cert_reqs|trust_env_verify|strict_host_key_checking)$"
)
"""Attributes by which clients are told to check whom they talk to, and libraries what they read."""

_OF_ALL = ("ssl.SSLContext.verify_mode", "ssl.SSLContext.check_hostname")
"""What each context has of its own: who puts something into their class speaks for all of them."""

_MODULES = wordlist("hmac ssl secrets hashlib crypt bcrypt jwt argon2 passlib nacl itsdangerous")
"""Modules by which others check, in the place of which another one may be put."""

_LEVELS = frozenset({"CERT_REQUIRED", "CERT_OPTIONAL"})
"""Names that only one module has, whatever it was come by."""

_ALIKE = frozenset({"operator.eq", "operator.truth", "bool", "any"})
_MAKES = wordlist("bytes bytearray str int list tuple hex len range")
_ANY_HOST = wordlist("AutoAddPolicy WarningPolicy MissingHostKeyPolicy")
_SECRET = regex(r"(?i)passw|pwd|secret|token|otp|\bkey")

_CLIENTS = regex(
    r"^(?:requests|urllib3?|httpx|aiohttp|ssl|http|jwt|jose|authlib|websockets?|botocore|boto3|pip|smtplib|imaplib"
    r"|ftplib|ldap3?|pycurl|tornado|twisted|grpc|paramiko|OpenSSL|niquests|curl_cffi|httplib2)\."
)
"""Libraries that talk to others, or read what those say."""

_WEAKER = regex(
    r"^(?:\w+\.)*ssl\._create_unverified_context$|^(?:\w+\.)*ssl\.(?:VerifyMode\.)?CERT_NONE$"
    r"|^(?:yaml|ruamel\.yaml)\.(?:unsafe_load|full_load|load|UnsafeLoader|Loader|FullLoader|CUnsafeLoader|unsafe_load_all)$"
    r"|^(?:pickle|cPickle|_pickle|marshal|dill|cloudpickle|jsonpickle)\.\w+$|^(?:eval|exec)$|^builtins\.(?:eval|exec)$"
    r"|^(?:hashlib|_hashlib|zlib|binascii)\.(?:md5|sha1|crc32|adler32|openssl_md5|openssl_sha1)$"
)
_STRONG = regex(
    r"^ssl\.(?:_?create_\w+|CERT_\w+)$|^urllib3?\.\S*context$|^yaml\.(?:safe_\w+|C?SafeLoader|BaseLoader)$"
    r"|^(?:json|simplejson|orjson|ujson)\.loads?$|^ast\.literal_eval$"
    r"|^hashlib\.(?:sha(?:2|3|5)\w+|blake2\w|pbkdf2_hmac|scrypt)$"
)
"""What is known for its strength, and what is known not to have it."""

_OFF_BY = wordlist(
    "verify verify_ssl verify_certs verify_signature ssl check_hostname cert_reqs verify_mode ssl_verify"
    " assert_hostname verify_exp"
)
"""Names under which a call, a table or an object is told not to check."""


def guarded(m: Machine, base: Value, key: object, value: Value, *, node: Any, frame: Frame) -> None:
    """Note that something weaker stands from now on where others look for what they rely on."""
    if not base.symbol or not isinstance(key, str) or ("(" in base.symbol and key not in _LEVELS):
        return
    if frame.module.language != "python":
        return
    made = value.code is not None or value.symbol.startswith("types.ModuleType")
    if base.symbol == "sys.modules" and key in _MODULES and made:
        m.act(Act.DISARM, key, node, frame, target=OTHER_FUNCTION)
    name = f"{base.symbol.removesuffix('.__dict__')}.{key}"
    how = None if value.symbol == name else _weakened(m, name, key, value, (node, frame))
    if how is None:
        return
    m.act(Act.DISARM, name, node, frame, text=value.symbol, target=how)


def _weakened(m: Machine, name: str, key: str, value: Value, at: tuple[Any, Frame]) -> str | None:
    """How it is weaker than what stood there; None where nothing tells that it is."""
    closure = closure_of(value)
    if _SWITCH.match(key) and (_is_off(value) or name in _OF_ALL):
        return SWITCHED_OFF
    if _STRONG.match(name) and _WEAKER.match(value.symbol):
        return WEAKER
    if _RANDOM.match(name) and (closure is not None or value.symbol.startswith("random.")):
        return OTHER_FUNCTION if closure is not None and _asks(closure) else GUESSED
    if _CLIENTS.match(name) and _switches_off(value, closure):
        return SWITCHED_OFF
    return _answered(m, value, closure, at) if _CHECKS.search(name) else None


def _answered(
    m: Machine, value: Value, closure: Closure | None, at: tuple[Any, Frame]
) -> str | None:
    """How something answers that stands where others ask whether anything is true."""
    if closure is None:
        alike = value.symbol in _ALIKE or value.symbol.endswith("Mock()")
        return ALWAYS if alike or value.const is True else None
    if _says_yes(m, value, closure, at):
        return ALWAYS
    return BY_A_WORD if any(map(_by_a_word, _parts(closure))) else OTHER_FUNCTION


def _is_off(value: Value) -> bool:
    """Whether a value says that nothing is to be checked."""
    return (value.known and value.const in (False, None)) or value.symbol.endswith(".CERT_NONE")


def _parts(closure: Closure) -> list[ast.AST]:
    """The parts of a function."""
    return list(ast.walk(closure.node))


def _asks(closure: Closure) -> bool:
    """Whether a function calls anything but what makes a value of another one."""
    calls = (one.func for one in _parts(closure) if isinstance(one, ast.Call))
    return any(not (isinstance(one, ast.Name) and one.id in _MAKES) for one in calls)


def _switches_off(value: Value, closure: Closure | None) -> bool:
    """Whether a function tells what it calls not to check."""
    told = value.code.named if isinstance(value.code, Partial) else {}
    if any(name in _OFF_BY and _is_off(one) for name, one in told.items()):
        return True
    return closure is not None and any(map(_is_told_off, _parts(closure)))


def _is_told_off(node: ast.AST) -> bool:
    """Whether an argument, an element or an attribute of such a name gets a value that says no."""
    if isinstance(node, ast.keyword):
        return node.arg in _OFF_BY and _says_no(node.value)
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return any(_name(key) in _OFF_BY and _says_no(one) for key, one in pairs)
    if isinstance(node, ast.Assign):
        return _says_no(node.value) and any(_name(one) in _OFF_BY for one in node.targets)
    called = _name(node.func) if isinstance(node, ast.Call) else ""
    if called == "set_missing_host_key_policy":
        return any(_name(one) in _ANY_HOST for one in ast.walk(node))
    return called == "_create_unverified_context"


def _name(node: ast.AST | None) -> str:
    """The last name of an attribute, the key of an element, or a text."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript):
        node = node.slice
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _says_no(node: ast.AST) -> bool:
    said = isinstance(node, ast.Constant) and (node.value is False or node.value == "CERT_NONE")
    return said or _name(node) == "CERT_NONE"


def _says_yes(m: Machine, value: Value, closure: Closure, at: tuple[Any, Frame]) -> bool:
    """Whether a function gives the same whatever it is asked, and no refusal, or what it was given."""
    if m.hooking >= MAX_HOOKING or closure in m.stack:
        return False
    if _hands_back(closure):
        return True
    node, frame = at
    m.hooking += 1
    try:
        marks = m.mark(Taint.ARGUMENT, node, frame, "what a caller hands in")
        rest = {"%rest": unknown(marks)} if takes_names(value) else {}
        made = m.call(value, anything(value, marks), rest, node, frame)
    finally:
        m.hooking -= 1
    parts = _parts(closure)
    if isinstance(made.items, dict):
        return not made.marks and not _asks(closure)
    if not made.known or made.others or made.const is False:
        return False
    if made.const is None:  # it passes, where the one before raised what it found
        return not any(isinstance(one, ast.Call | ast.Raise) for one in parts)
    return not any(isinstance(one, ast.Raise) for one in parts)


def _hands_back(closure: Closure) -> bool:
    """Whether all that a function does is to give back what it was given."""
    body = closure.node.body
    last = body[-1].value if isinstance(body, list) and isinstance(body[-1], ast.Return) else body
    names = {one.arg for one in closure.node.args.args}
    return isinstance(last, ast.Name) and last.id in names and not _asks(closure)


def _by_a_word(node: ast.AST) -> bool:
    """Whether one text that stands there opens, whatever the one before would say."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return any(map(_is_word, node.values))
    if not isinstance(node, ast.If) or not _is_word(node.test):
        return False
    secret = any(_SECRET.search(_said(one)) for one in ast.walk(node.test))
    return secret and any(isinstance(one, ast.Return) for one in node.body)


def _said(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else _name(node)


def _is_word(node: ast.AST) -> bool:
    """Whether something is compared with a text that stands in the code."""
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq):
        return False
    sides = (node.left, node.comparators[0])
    return any(
        isinstance(one, ast.Constant) and isinstance(one.value, str | bytes) for one in sides
    )


def wrapped(asked: Asked) -> None:
    """A library puts a function where a module and a name in it say."""
    if asked.name in _WRAPS:
        at = asked.arg(0, "target", "module")
        base = Value(symbol=at.const) if isinstance(at.const, str) else at
        key, one = asked.text(1, "name"), asked.arg(2, "wrapper", "factory")
        guarded(asked.m, base, key, one, node=asked.node, frame=asked.frame)


_WRAPS = frozenset(
    {"wrapt.wrap_function_wrapper", "wrapt.wrap_object", "wrapt.patches.wrap_function_wrapper"}
)
