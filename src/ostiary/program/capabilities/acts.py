"""What does one act, call, blob or oddity let an artifact do?"""

from collections.abc import Iterator

from ostiary.core.coverage import Reach
from ostiary.core.location import Location
from ostiary.program.capabilities.hosts import host_of, hosts_in
from ostiary.program.capabilities.record import Capability, Sort
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Behaviour, Blob, Call, Oddity, Origin

MAX_LAYERS = 20

ACTS = {
    Act.SEND: "opens the network",
    Act.RUN: "starts programs",
    Act.EXECUTE: "executes text as code",
    Act.WRITE: "writes files",
    Act.DELETE: "deletes files",
    Act.NATIVE: "calls into the machine",
    Act.CAPTURE: "listens in",
    Act.JOIN: "hands a process to a connection",
    Act.ENCRYPT: "encrypts files",
    Act.PUBLISH: "publishes packages",
    Act.PAY: "pays to an address of its own",
    Act.LOAD: "loads objects that run code",
    Act.IMPORT: "imports names that it works out",
    Act.HANG: "never comes to an end",
    Act.SET: "sets variables that steer other programs",
    Act.NAMES: "takes what starts programs without calling it",
    Act.HAND: "hands what it takes from the machine to libraries that nobody here knows",
    Act.ORDER: "hands commands to functions that nobody here knows",
}
FETCHED = "runs what it fetches"
_CALLS = {
    Behaviour.NETWORK: Act.SEND,
    Behaviour.PROCESS: Act.RUN,
    Behaviour.EXECUTE: Act.EXECUTE,
    Behaviour.NATIVE: Act.NATIVE,
    Behaviour.DESERIALISE: Act.LOAD,
    Behaviour.FILE_WRITE: Act.WRITE,
    Behaviour.FILE_DELETE: Act.DELETE,
    Behaviour.IMPORT: Act.IMPORT,
}
_PRIVATE: dict[str, str] = {
    Taint.SECRET: "credentials",
    Taint.BROWSER: "what a browser keeps",
    Taint.WALLET: "wallets",
    Taint.KEY: "keys of callers",
    Taint.ENVIRONMENT: "the whole environment",
    Taint.TOKEN: "secrets of the environment",
    Taint.CLIPBOARD: "the clipboard",
    Taint.KEYSTROKES: "what is typed",
    Taint.SCREEN: "pictures of the screen",
    Taint.METADATA: "credentials of the cloud machine",
    Taint.MEMORY: "the memory of other processes",
    Taint.HOST: "who and where the machine is",
}
"""What somebody would mind losing. What it is made of (files, answers, variables) is not told apart."""
_MOMENTS = {
    Reach.INSTALL: "at install",
    Reach.START: "at every start",
    Reach.IMPORT: "on import",
    Reach.CALL: "when called",
    Reach.TEST: "in tests or examples",
}


_RUNS = frozenset(_MOMENTS) - {Reach.TEST}


def flow(one: Flow) -> Iterator[Capability]:
    """The abilities that one act of the evaluator shows."""
    reach = _reach(one.reach, deep=one.deep)
    if reach not in _MOMENTS:
        return
    if one.act in ACTS:
        yield _at(Sort.ACT, ACTS[one.act], reach, one.at)
    sends = one.act in {Act.SEND, Act.PUBLISH}
    for carried in one.carries:
        if name := _PRIVATE.get(carried.kind):
            yield _at(Sort.LEAK if sends else Sort.TAKES, name, reach, one.at)
    if sends:
        yield from _contacted(host_of(one.target), reach, one.at)
    if one.act is Act.RUN:
        yield from _hosts(one.text, reach, one.at)
    layers = sum(layer.startswith("layer") for layer in one.layers[:MAX_LAYERS])
    if layers:
        yield _at(Sort.HIDING, "code inside encoded text", reach, one.at)
    if one.act in {Act.EXECUTE, Act.LOAD} and one.has(Taint.DECODED):
        yield _at(Sort.HIDING, "runs what it decodes", reach, one.at)
    if one.act in {Act.EXECUTE, Act.LOAD, Act.RUN} and one.has(Taint.NETWORK, Taint.ANSWER):
        yield _at(Sort.ACT, FETCHED, reach, one.at)


def call(one: Call) -> Iterator[Capability]:
    """The abilities that one call by name shows."""
    reach = _reach(one.reach, deep=one.deep)
    if reach not in _MOMENTS:
        return
    if one.behaviour is Behaviour.ENVIRONMENT:
        return  # one variable or all of them: the evaluator tells them apart
    if act := _CALLS.get(one.behaviour):
        yield _at(Sort.ACT, ACTS[act], reach, one.at)
    if one.behaviour is Behaviour.EXECUTE and one.origin is Origin.DECODED:
        yield _at(Sort.HIDING, "runs what it decodes", reach, one.at)
    if one.behaviour in {Behaviour.EXECUTE, Behaviour.PROCESS} and one.origin is Origin.NETWORK:
        yield _at(Sort.ACT, FETCHED, reach, one.at)
    if one.behaviour in {Behaviour.NETWORK, Behaviour.PROCESS}:
        for argument in one.arguments:
            yield from _hosts(argument or "", reach, one.at)


def blob(one: Blob) -> Iterator[Capability]:
    """A long encoded literal, which may hide anything."""
    if one.reach in _RUNS:
        yield Capability(Sort.HIDING, f"long {one.encoding} text", one.reach, one.at)


def oddity(one: Oddity) -> Iterator[Capability]:
    """Text that shows something else than what runs."""
    if one.reach in _RUNS and not one.listed:
        yield Capability(Sort.HIDING, f"{one.kind.value} characters", one.reach, one.at)


def _reach(reach: Reach, *, deep: bool) -> Reach:
    """A module that only somebody's own import runs is as good as called."""
    return Reach.CALL if deep and reach is Reach.IMPORT else reach


def _at(sort: Sort, what: str, reach: Reach, at: Location) -> Capability:
    return Capability(sort, f"{what} {_MOMENTS[reach]}", reach, at)


def _hosts(text: str, reach: Reach, at: Location) -> Iterator[Capability]:
    for host in hosts_in(text):
        yield from _contacted(host, reach, at)


def _contacted(host: str, reach: Reach, at: Location) -> Iterator[Capability]:
    """Whom tests talk to changes with every release, and says nothing."""
    if host and reach in _RUNS:
        yield Capability(Sort.HOST, host, reach, at)
