"""Does what comes from the network run?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit, layered, of_caller
from ostiary.checks.behaviour.handed_words import JOINS, handed, only_handed
from ostiary.checks.behaviour.keepers import KEEPERS, NOBODYS, RAW
from ostiary.checks.behaviour.kept_tool import answered_for, installed, kept_tool
from ostiary.checks.behaviour.own_service import bears_name
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.formats.inventory.python.names import wheel_release
from ostiary.program.commands import RUNNERS, program_name
from ostiary.program.engine.places import sessions
from ostiary.program.flow import BROUGHT, Act, Carried, Flow, Taint
from ostiary.program.model import Program


@check(
    "dropper",
    "what is fetched is run",
    Severity.CRITICAL,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Refuse it: what will run is decided by whoever answers, not by what was vetted.",
    refs=("T1105", "T1059"),
)
def dropper(program: Program) -> Iterator[Hit | Gap]:
    """A download that is started, at once or by way of a file, was never part of the release."""
    for flow in acts(program, Act.RUN, Act.EXECUTE, Act.NATIVE):
        carried = flow.first(Taint.NETWORK, Taint.ANSWER)
        if carried is None or _runs_none_of_it(flow, program):
            continue
        asked = only_handed(flow) or _asked_for(flow, carried) or _shown(flow, carried, program)
        severity = Severity.LOW if asked else _severity(flow, carried, program)
        yield hit(flow, _what(flow), severity, Confidence.MEDIUM, carried)
    for flow in acts(program, Act.LOAD):
        carried = flow.first(Taint.NETWORK)
        if carried is not None and early(flow):
            named = carried.spot.what.startswith(BROUGHT)
            severity = Severity.HIGH if named else Severity.CRITICAL
            yield hit(flow, "loads objects that it fetches", severity, Confidence.MEDIUM, carried)
    yield from _loaded(program)
    yield from _stored(program)


def _loaded(program: Program) -> Iterator[Hit]:
    """Scripts that a page loads although nobody asked."""
    for flow in acts(program, Act.IMPORT):
        if "//" in flow.target and early(flow) and not _known(flow.target, program):
            what = f"loads a script from {quote(flow.target)}"
            yield hit(flow, what, Severity.HIGH, Confidence.MEDIUM)


def _stored(program: Program) -> Iterator[Hit]:
    """Programs that are fetched and kept."""
    for flow in acts(program, Act.WRITE):
        carried = flow.first(Taint.NETWORK)
        if carried is None:
            continue
        if sessions(flow.target):
            what = f"stores what it fetches where it starts by itself, {quote(flow.target)},"
            yield hit(flow, what, Severity.CRITICAL, Confidence.MEDIUM, carried)
        elif flow.target.lower().endswith(_PROGRAMS) and _nameless(carried.spot.what):
            what = f"stores a program that it fetches, {quote(flow.target)},"
            severity = Severity.HIGH if early(flow) else Severity.MEDIUM
            yield hit(flow, what, severity, Confidence.MEDIUM, carried)


def _known(address: str, program: Program) -> bool:
    """Whether a script comes from a keeper, or from a host that the package bears the name of."""
    whole = (
        f"https:{address}" if address.startswith("//") else address.replace("http:", "https:", 1)
    )
    return bears_name(whole, program) or bool(KEEPERS.search(whole))


def _runs_none_of_it(flow: Flow, program: Program) -> bool:
    """Whether what was fetched is a word or an address for another program, or was not there yet."""
    if flow.act is Act.RUN:
        if _FETCHES.match(flow.text) and not JOINS.search(flow.text):
            return True
        return (handed(flow) and not _brought(flow, program)) or (
            flow.name.startswith("webbrowser.") and not early(flow)
        )
    return flow.name == "import" and _came_along(flow, program)


_FETCHES = regex(r"\s*(?:curl|wget)\s")
"""A program that fetches, and starts nothing."""


def _came_along(flow: Flow, program: Program) -> bool:
    """Whether a module is imported that ships, and nothing wrote it anew before somebody called that."""
    name = flow.target.lstrip(".").removesuffix(".py").replace(".", "/") + ".py"
    if not any(f"/{one.path}".endswith(f"/{name}") for one in program.modules):
        return False
    last = name.rpartition("/")[2]
    writers = [one for one in acts(program, Act.WRITE) if one.target.endswith(last)]
    return bool(writers) and not any(map(early, writers))


def _what(flow: Flow) -> str:
    if flow.act is Act.EXECUTE:
        return "executes what it fetches"
    return "runs commands that the network sends" if _ordered(flow) else "starts what it fetches"


def _ordered(flow: Flow) -> bool:
    """Whether the whole command line comes from the network, and nothing of it from a caller.

    What a worker is made of is a script, and no command.
    """
    bare = not flow.text.strip("\ufffc \"'") and not flow.name.endswith("Worker")
    return flow.act is Act.RUN and bare and bool(flow.text) and not flow.has(Taint.ARGUMENT)


def _brought(flow: Flow, program: Program) -> bool:
    """Whether the program that is started by its name is one that was fetched to a file of that name."""
    name = program_name(flow.text.split(maxsplit=1)[0])
    written = (one for one in acts(program, Act.WRITE) if one.has(Taint.NETWORK))
    return "\ufffc" not in name and any(program_name(one.target) == name for one in written)


def _answered(flow: Flow) -> bool:
    """Whether all of the code that is executed comes from the network."""
    carried = flow.first(Taint.NETWORK)
    if carried is None or _SERVED.search(carried.spot.what) or flow.has(Taint.ANSWER):
        return False  # whoever starts such a server, or says whom to ask, may have wanted it
    bare = flow.text.replace("compiled text", "").strip("\ufffc ")
    return flow.act is Act.EXECUTE and not bare and bool(flow.text) and not flow.has(Taint.ARGUMENT)


def _severity(flow: Flow, carried: Carried, program: Program) -> Severity:
    source = carried.spot.what
    if source.startswith(BROUGHT) or _by_name(flow):
        return Severity.HIGH  # by a name: a person can tell from where
    if _of_registry(flow, source, program) or _built(flow, source):
        return Severity.HIGH
    if source.startswith("the archive ") and not early(flow) and not layered(flow):
        return Severity.MEDIUM if _kept(source) else Severity.HIGH  # tools come in archives, too
    own = _of_project(source, program)
    fleeting = _fleeting(flow, source) and not own
    if _is_sure(flow, source) or (fleeting and not _told(flow, carried, program)):
        return Severity.CRITICAL
    tool = kept_tool(flow, source, RUNNERS)  # a caller asks for it, and gets it as from a keeper
    if _nameless(source) and not tool:  # a name over TLS can be judged, by a person
        open_ = own or answered_for(flow, source, RUNNERS) or installed(flow, source)
        return Severity.HIGH if open_ else Severity.CRITICAL
    if tool or _SERVED.search(source):
        return (
            Severity.HIGH
            if _ordered(flow) and not flow.name.startswith(_SPREAD)
            else Severity.MEDIUM
        )
    if flow.act is Act.EXECUTE or flow.reach is Reach.IMPORT or source.startswith(_ARRIVES):
        return Severity.HIGH
    return Severity.MEDIUM


def _by_name(flow: Flow) -> bool:
    """Whether a kernel is brought from a hub by a name that stands in plain view, on import."""
    return flow.name == "kernels.get_kernel" and flow.reach is Reach.IMPORT and not layered(flow)


def _built(flow: Flow, source: str) -> bool:
    """Whether the source of a library is built along, from where its makers keep it, in plain view."""
    return (
        flow.act is Act.RUN
        and _kept(source)
        and not layered(flow)
        and bool(_MAKES.match(flow.text))
    )


_MAKES = regex(r"\s*(?:\./configure|(?:g|n)?make|cmake|ninja|meson)(?:\s[^;|&`$\n]*)?$")
"""One command, with which people build what they unpacked."""


def _of_registry(flow: Flow, source: str, program: Program) -> bool:
    """Whether a package of npm installs another release of npm's own registry, as a dependency would be."""
    asked = program.ecosystem == "npm" and not layered(flow) and _kept(source)
    return asked and _TARBALL.search(source) is not None


_TARBALL = regex(r"://registry\.[^/\s]+/\S*/-/\S*\.tgz\b")

_SPREAD = ("os.exec", "asyncio.create_subprocess_exec")
"""Functions that hand words to a program, which no shell reads: a server may tell one what to do."""


def _is_sure(flow: Flow, source: str) -> bool:
    """Whether nobody asked for it, nobody answers for it, or all of it is what the network says."""
    handler = source.startswith(_ARRIVES) and _SERVED.search(source) is not None
    ordered = _ordered(flow) and not handler
    if NOBODYS.search(source) or early(flow) or layered(flow) or ordered or _answered(flow):
        return True
    unasked = flow.act is Act.EXECUTE and flow.reach is Reach.IMPORT
    # by name, somebody may have said where it comes from
    return unasked and (not flow.deep or _URL.search(source) is not None)


def _told(flow: Flow, carried: Carried, program: Program) -> bool:
    """Whether whoever runs the program says where it comes from: an argument, of which no more is known.

    A function that nothing here calls is none of a program: another one may hand it an address.
    """
    spot = carried.spot
    if flow.loose or _URL.search(spot.what):
        return False
    asked = (one for one in acts(program, Act.SEND) if one.has(Taint.ARGUMENT) and not one.target)
    return any((one.at.path, one.at.line) == (spot.path, spot.line) for one in asked)


def _asked_for(flow: Flow, carried: Carried) -> bool:
    """Whether code comes from where a caller says, who may well want it, and nothing hides it."""
    waits = flow.loose and not early(flow) and not layered(flow)
    asked = of_caller(flow) or (carried.kind == Taint.ANSWER and waits)
    return (flow.act is Act.EXECUTE or flow.name.endswith("Worker")) and asked


def _shown(flow: Flow, carried: Carried, program: Program) -> bool:
    """Whether it is fetched only by tests, documents or examples, that show how the package is used."""
    if early(flow) or layered(flow):
        return False
    return any(one.path == carried.spot.path and one.reach is Reach.TEST for one in program.modules)


def _fleeting(flow: Flow, source: str) -> bool:
    """Whether a program is started that lies in a folder for temporary files, from no keeper of programs."""
    if flow.act is not Act.RUN or _kept(source):
        return False
    return bool(_TEMPORARY.search(flow.text)) and not flow.text.strip("\"'").startswith("\ufffc ")


_DOMAIN = regex(r"(?i)\bhttps://(?:[\w-]+\.)*([\w-]{5,})\.[a-z]{2,}/")


_OWNER = regex(
    r"(?i)\bhttps://(?:raw\.githubusercontent\.com|(?:github|gitlab)\.com|bitbucket\.org)/([\w.-]+)/([\w.-]+)"
)


def _of_project(source: str, program: Program) -> bool:
    """Whether the host that answers, over TLS, or the owner of the repository bears the package's name."""
    release = wheel_release(program.artifact)
    several = (one.search(source) for one in (_DOMAIN, _OWNER))
    if release is None:
        return False
    return any(one and one[1].lower() == release[0] for one in several) or _of_repository(
        source, release[0]
    )


def _of_repository(source: str, name: str) -> bool:
    """Whether it lies in the repository of that name, or of whose owner and name it is made."""
    found = _OWNER.search(source)
    if found is None:
        return False
    owner, repository = found[1].lower(), found[2].lower().replace("_", "-")
    return name in {repository, f"{owner}-{repository}"}


def _kept(source: str) -> bool:
    """Whether something came from a keeper of source code and releases, other than as one person's text."""
    return bool(KEEPERS.search(source.rpartition(" ")[2])) and not RAW.search(source)


def _nameless(source: str) -> bool:
    """Whether the address that something came from stands in the code and belongs to no known keeper."""
    address = _URL.search(source)
    if address is None:
        return False
    return not _kept(address[0]) and not _NEAR.search(address[0])


_PROGRAMS = (".exe", ".scr", ".bat", ".cmd", ".vbs", ".hta", ".ps1", ".msi", ".lnk")
_TEMPORARY = regex(
    r"(?i)(?:%te?mp%|\$te?mp\b|\$tmpdir\b|^[\"']?/tmp)[/\\]|%(?:local)?appdata%[/\\]"
)
_ARRIVES = ("what arrives at ", "http.IncomingMessage.")
_SERVED = regex(
    r"^(?:what arrives at )?(?:fastapi|flask|starlette|sanic|quart|bottle|aiohttp|cherrypy|tornado"
    r"|http\.server|socketserver|xmlrpc|rpyc|Pyro[45]|zerorpc|an open port"
    r"|ws|socket\.io|@hapi/hapi|Bun|Deno)\b"
)
"""Servers that wait until somebody starts them."""

_URL = regex(r"(?i)\b(?:https?|ftps?|wss?)://[\w.-]+\.[a-z0-9]{2,}[^\s]*")
_NEAR = regex(r"(?i)://(?:[^@/]*@)?(?:localhost|127\.|10\.|192\.168\.|0\.0\.0\.0|\[::1\])")
