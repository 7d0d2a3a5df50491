"""What does a function outside of the program do, and what comes back?"""

from typing import Any

from ostiary.core.regex import regex
from ostiary.program.decode.catalogue import known
from ostiary.program.engine.asked import MODELS, Asked
from ostiary.program.engine.clients import of_session
from ostiary.program.engine.code import Bound, Closure, Frame, Made
from ostiary.program.engine.eager import at_once
from ostiary.program.engine.effects import effect
from ostiary.program.engine.fed_back import fed_back
from ostiary.program.engine.fetched_code import arrived, trusted
from ostiary.program.engine.handovers import called_back, handed_over
from ostiary.program.engine.held import functions
from ostiary.program.engine.keeping import kept, without_asking
from ostiary.program.engine.ledgers import to_ledger
from ostiary.program.engine.letters import copied
from ostiary.program.engine.library import of_library
from ostiary.program.engine.machine import AS_MUCH, Machine
from ostiary.program.engine.memory import in_memory
from ostiary.program.engine.names import looked_up, shared
from ostiary.program.engine.native import native
from ostiary.program.engine.orders import ordered
from ostiary.program.engine.others import either
from ostiary.program.engine.overridden import overridden
from ostiary.program.engine.raised import holding_all
from ostiary.program.engine.reached import filled, made_for, sent_away
from ostiary.program.engine.readers import lent
from ostiary.program.engine.replaced import either_way, hands_on, stands_there
from ostiary.program.engine.said import behaviour_of, is_told, makers
from ostiary.program.engine.script.built_code import handed_in
from ostiary.program.engine.script.clients import host_of, sends
from ostiary.program.engine.script.indirect import indirect
from ostiary.program.engine.script.messages import REGISTERS, come_in
from ostiary.program.engine.script.pages import inserted
from ostiary.program.engine.script.paths import lying_there
from ostiary.program.engine.script.publishing import published
from ostiary.program.engine.script.routes import parsed
from ostiary.program.engine.script.whence import whence
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.sources import result
from ostiary.program.engine.special import answered
from ostiary.program.engine.swaps import REPLACES, swapped
from ostiary.program.engine.tagged import among
from ostiary.program.engine.unveiled import is_code, run_on, taken_for_code
from ostiary.program.engine.unveiling import UNVEILING, unveiled
from ostiary.program.engine.value import MAX_TEXT, Marks, Value, joined, marked, unknown
from ostiary.program.engine.watchers import to_file
from ostiary.program.engine.whole import SEARCHES, taken_whole
from ostiary.program.flow import Taint
from ostiary.program.model import Behaviour
from ostiary.program.wordlist import wordlist

_ALIASES = {
    "fernet.Fernet": "cryptography.fernet.Fernet",
    "fernet.Fernet.decrypt": "cryptography.fernet.Fernet.decrypt",
    "Fernet": "cryptography.fernet.Fernet",
    "util.TextDecoder": "TextDecoder",
    "util.TextDecoder.decode": "TextDecoder.decode",
    "util.TextEncoder.encode": "TextEncoder.encode",
    "buffer.atob": "atob",
    "querystring.unescape": "decodeURIComponent",
}
"""Names under which packages pass on what another one made."""

_INSTALLERS = ("setuptools.", "distutils.", "wheel.")
_OF_COMMANDS = {
    "copy_file": "shutil.copy",
    "copy_tree": "shutil.copytree",
    "move_file": "shutil.move",
}
"""What commands of an installer do with files, as methods and as functions."""

_OPENERS = frozenset({"urlopen", "urlretrieve"})
"""Functions that open an address, whichever part of `urllib` they are looked for in."""

_OF_MODULES = ("module.", "Module.", "require.main.", "process.mainModule.")
_MODULE = regex(
    r"(?:module|Module|require\.main|process\.mainModule)"
    r"(?:\.(?:parent|children|__proto__|constructor|prototype|Module))*(?=\.)"
)
"""A module of Node, another one, or what all of them have in common: each of them loads and compiles."""

_ANSWERING = frozenset({Behaviour.DECODE, Behaviour.DESERIALISE})
"""Of whose functions some give what they make to a function, or an object, that they are handed."""


def outside(
    m: Machine,
    target: Value,
    given: list[Value],
    named: dict[str, Value],
    node: Any,
    *,
    frame: Frame,
) -> Value:
    """The result of calling a dotted name."""
    name = target.symbol.replace("()", "").replace("[]", "")
    name = _ALIASES.get(name, name)
    if name.startswith("urllib") and (last := name.rpartition(".")[2]) in _OPENERS:
        name = f"urllib.request.{last}"
    if name.startswith(_INSTALLERS):
        name = _OF_COMMANDS.get(name.rpartition(".")[2], name)
    if given and frame.module.language == "python":
        answer, given = answered(m, name, given)
        if answer is not None:
            return answer
    asked = Asked(m, name, target, given, named, node, frame)
    if asked.script and name.startswith(_OF_MODULES):
        name = asked.name = _MODULE.sub("module", name)
    if asked.script and name in SEARCHES:
        taken_whole(m, asked.arg(0).symbol, node, frame)
    if m.standing and hands_on(asked):
        return asked.result()
    at_once(asked)
    fed_back(asked)
    own = stands_there(asked)
    if own is None:
        return _of_library(asked)
    return either_way(asked, _of_library(asked), own)


def _of_library(asked: Asked) -> Value:
    """The result of a function that the program left as it was."""
    name = asked.name
    run_on(asked, asked.target.base)
    if (answer := of_session(asked)) is not None:
        return answer
    one = MODELS.get(name) if not (asked.script and _made_here(asked)) else None
    if one is None and "/promises." in name:
        name = asked.name = name.replace("/promises.", ".promises.")  # the same under two names
        one = MODELS.get(name)
    if one is not None:
        return one(asked)
    if name.startswith(("ctypes.", "koffi.")) and (called := native(asked)) is not None:
        return called
    if asked.script and (called := indirect(asked)) is not None:
        return called
    return _named(asked) if is_told(name, asked.script) else _unnamed(asked)


def _made_here(asked: Asked) -> bool:
    """Whether what a script opens is a file that the program wrote; pages of a browser open addresses.

    What a library is called in Python and in JavaScript alike has the model of Python.
    """
    if asked.name == "nats.connect.subscribe":
        return True
    return asked.name == "open" and bool(asked.m.package.members.written(asked.text(0)))


def _named(asked: Asked) -> Value:
    """The result of a function of which its name says something."""
    name = asked.name
    if known(name):
        folded = unveiled(asked)
        if folded is not None:
            return folded
        unheard_of = Taint.ARGUMENT in asked.marks or not asked.marks
        if not asked.script and name.startswith(UNVEILING) and unheard_of:
            return asked.result(joined(asked.mark(Taint.UNVEILED, name), asked.marks))
    behaviour = behaviour_of(asked)
    if behaviour is not None:
        value = effect(asked, behaviour)
        if asked.script and behaviour in _ANSWERING:
            called_back(asked)
            value.text = value.text or whence(asked.arg(0))
        return value if behaviour not in _ANSWERING else kept(asked, value)
    if name in makers():
        return asked.result(code=Made(asked.given, asked.named))
    kind = result(name)
    if kind is not None:
        return _telling(asked, kind)
    return _plain(asked)


def _telling(asked: Asked, kind: Taint) -> Value:
    """Something worth following comes back, or goes to the functions that are handed in."""
    marks = joined(asked.mark(kind), asked.marks)
    if kind in LOOT:
        to_file(asked, marks)
    for one in asked.given[:8]:
        if asked.script and isinstance(one.code, (Closure, Bound)):
            asked.m.call(one, [unknown(marks), unknown(marks)], {}, asked.node, asked.frame)
    return asked.result(marks)


def _unnamed(asked: Asked) -> Value:
    """Nobody says what it does to the world; of what Python's library gives, something may be known."""
    if asked.script:
        return _plain(asked)
    known = of_library(asked)
    return known if known is not None else holding_all(asked, in_memory(asked, _plain(asked)))


def _plain(asked: Asked) -> Value:
    """Nothing is known of it: what goes in may come out; JavaScript calls the functions handed in."""
    asked.m.steps -= AS_MUCH
    ordered(asked)
    taken_for_code(asked)
    if asked.target.symbol.endswith(("()", "[]")):
        came = out_of(
            asked.m, asked.target, asked.given, asked.named, asked.node, frame=asked.frame
        )
        if came is not None:
            return marked(came, asked.marks)
    last = asked.name.rpartition(".")[2]
    if asked.script:
        given_back = called_back(asked, come_in(asked, last))
    else:
        given_back = joined(handed_over(asked), overridden(asked))
    read = lent(asked)
    carried = joined(asked.marks, given_back, read, arrived(asked))
    trusted(asked)
    sent_away(asked, carried, read)
    to_file(asked, carried, read)
    if not asked.script and last == "json":
        carried = without_asking(asked, carried)
    if asked.script:
        carried = joined(carried, _of_script(asked, last))
        if last in REGISTERS and asked.target.base is not None and "(" in asked.target.symbol:
            return asked.target.base
    if last in _KEEPERS and asked.target.base is not None:
        asked.keep(asked.marks)
    filled(asked, last)
    to_ledger(asked)
    copied(asked.m, asked.named, carried, asked.node, asked.frame)
    carried = shared(asked.name, carried)
    if last not in _WRITERS:
        carried = looked_up(carried, (*asked.given, *asked.named.values()))
    return kept(asked, asked.result(carried, text=made_for(asked) or _text(asked)))


def _of_script(asked: Asked, last: str) -> Marks:
    """What a call of JavaScript does by the words in its name; gives what lies at its paths."""
    parsed(asked)
    inserted(asked)
    if last in REPLACES:
        swapped(asked, asked.arg(0), asked.arg(1))
    published(asked)
    handed_in(asked)
    sends(asked)
    return lying_there(asked)


_KEEPERS = wordlist(
    "set_content attach add_header add_unredirected_header add_attachment set_payload append"
    " add_alternative setopt add_embed add_embed_field add_file add_field set_author set_footer"
    " set_body set_data"
)
"""Methods by which a message is filled before it is sent, with whatever it is."""


_WRITERS = wordlist(
    "dumps dump urlencode pformat quote b64encode str repr format packb serialize encode stringify list items"
)
"""Functions that write out all of what they are given."""


def _text(asked: Asked) -> str | None:
    if len(asked.given) == 1 and asked.given[0].text is not None:
        return asked.given[0].text
    for one in (*asked.given[:3], *asked.named.values()):
        text = one.const if isinstance(one.const, str) else one.text
        if text and "://" in text[:40]:
            return text[:400]
        if text and not asked.script and is_code(text):
            return text[:MAX_TEXT]  # whoever executes what comes out may execute that
    return (host_of(asked) if asked.script else "") or asked.target.text


def out_of(
    m: Machine,
    target: Value,
    given: list[Value],
    named: dict[str, Value],
    node: Any,
    *,
    frame: Frame,
) -> Value | None:
    """Call the functions outside that went into what is called here; None if there are none."""
    if frame.module.language != "python" or not target.marks or not (given or named):
        return None
    found: Value | None = None
    for name in functions(target.marks):
        one = outside(m, Value(symbol=name), list(given), dict(named), node, frame=frame)
        found = either(found, one)
    for own in among(m, target.marks, (*given, *named.values())):
        found = either(found, m.call(Value(code=own), list(given), dict(named), node, frame))
    return found
