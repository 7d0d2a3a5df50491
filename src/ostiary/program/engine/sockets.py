"""What comes and goes over raw connections, and through names of machines that are looked up?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.given_away import poured
from ostiary.program.engine.value import HOLE, Marks, Value, joined, marks_of, text_of, unknown
from ostiary.program.flow import Act, Taint


def target_of(value: Value) -> str:
    """The host and the port of a pair, or of what is known of it."""
    return text_of(value).replace(" ", ":")


@model("asyncio.open_connection asyncio.open_unix_connection")
def _streams(asked: Asked) -> Value:
    """A connection as a stream to read from and one to write to."""
    target = " ".join(text_of(one) for one in asked.given[:2]).replace(" ", ":")
    asked.act(Act.SEND, asked.marks, target=target)
    marks = dict(asked.mark(Taint.SOCKET, f"a connection to {target}"))
    marks[Taint.NETWORK] = asked.m.spot(asked.node, asked.frame, "what a raw connection answers")
    reader = Value(marks=marks, text=HOLE)
    writer = Value(symbol="asyncio.StreamWriter", text=target)
    return Value(items=[reader, writer])


@model("asyncio.StreamWriter.write asyncio.StreamWriter.writelines")
def _streamed(asked: Asked) -> Value:
    asked.act(Act.SEND, marks_of(asked.given), text=asked.text(0), target=asked.target.text or "")
    return unknown()


@model("socket.socket socket.create_connection socket.SocketType _socket.socket")
def _socket(asked: Asked) -> Value:
    if len(asked.given) > 3 or "fileno" in asked.named:  # one that was there, whatever it leads to
        return Value(symbol="socket.socket()", marks=asked.marks)
    if asked.arg(0, "family").symbol.endswith("AF_UNIX"):  # both ends are on this machine
        return Value(symbol="socket.unix()", marks=asked.marks)
    marks = asked.mark(Taint.SOCKET, "a raw connection")
    if asked.name.endswith("create_connection"):
        asked.act(Act.SEND, asked.marks, target=text_of(asked.arg(0)))
        target = target_of(asked.arg(0))
        return Value(symbol="socket.socket()", marks=joined(marks, asked.marks), text=target)
    return Value(symbol="socket.socket()", marks=joined(marks, asked.marks))


@model("socket.unix.connect socket.unix.connect_ex socket.unix.bind")
def _joined_here(asked: Asked) -> Value:
    """A file leads to another program of the same machine, such as one that starts containers."""
    path = asked.text(0)
    asked.act(Act.SEND, marks_of(asked.given), target=path)
    if asked.target.base is not None:
        asked.target.base.text = path
    return unknown()


@model("socket.socket.connect socket.socket.connect_ex socket.socket.bind")
def _connected(asked: Asked) -> Value:
    target = text_of(asked.arg(0)).replace(" ", ":")
    asked.act(Act.SEND, marks_of(asked.given), text="", target=target)
    asked.keep(asked.mark(Taint.SOCKET, f"a connection to {target}"))
    if asked.target.base is not None:
        asked.target.base.text = target
    return unknown()


_READS = (
    "recv",
    "recvfrom",
    "recv_into",
    "recvfrom_into",
    "recvmsg",
    "recvmsg_into",
    "makefile",
    "read",
)
_TAKEN = "a connection that was waited for"


@model(
    "socket.socket.recv socket.socket.recvfrom socket.socket.makefile socket.socket.accept"
    " socket.socket.fileno socket.socket.recv_into socket.socket.detach socket.socket.read"
    " socket.socket.recvfrom_into socket.socket.recvmsg socket.socket.recvmsg_into"
    " asyncore.dispatcher.recv asynchat.async_chat.recv"
)
def _received(asked: Asked) -> Value:
    if asked.name.endswith(
        ("fileno", "detach")
    ):  # a number says no more than what it is the number of
        text = asked.target.text or HOLE
        return Value(symbol=f"{asked.target.symbol}()", marks=asked.target.marks, text=text)
    held = asked.target.marks.get(Taint.SOCKET)
    waits = asked.name.endswith("accept") or (held is not None and held.what == _TAKEN)
    answer = dict(joined(asked.mark(Taint.SOCKET, _TAKEN if waits else "a raw connection")))
    if asked.name.endswith(_READS):
        what = "what arrives at an open port" if waits else "what a raw connection answers"
        answer[Taint.NETWORK] = asked.m.spot(asked.node, asked.frame, what)
    symbol = "socket.socket()" if asked.name.endswith("accept") else f"{asked.target.symbol}()"
    value = Value(symbol=symbol, marks=answer, text=HOLE)
    if "makefile" in asked.name:
        value.base = Value(text=asked.target.text)  # what is written to it goes there
    return Value(items=[value, unknown()], marks=answer) if asked.name.endswith("accept") else value


@model(
    "socket.socket.send socket.socket.sendall socket.socket.sendto socket.socket.sendfile"
    " socket.socket.sendmsg socket.socket.sendmsg_afalg socket.socket.write"
    " socket.unix.send socket.unix.sendall socket.unix.sendmsg"
)
def _sent(asked: Asked) -> Value:
    place = 3 if "sendmsg" in asked.name else 1
    far = text_of(asked.given[place]) if len(asked.given) > place else asked.target.text or ""
    asked.act(Act.SEND, marks_of(asked.given), text=asked.text(0), target=far)
    return unknown()


@model("os.sendfile os.writev os.pwrite os.splice")
def _poured(asked: Asked) -> Value:
    """What goes from one descriptor to another one, or to one from memory."""
    to = asked.arg(1) if asked.name.endswith("splice") else asked.arg(0)
    into_socket(asked, to, marks_of(asked.given))
    return unknown()


@model("socket.socket.makefile.write socket.socket.makefile.writelines")
def _written(asked: Asked) -> Value:
    base = asked.target.base
    far = _far(base) if base is not None else ""
    asked.act(Act.SEND, marks_of(asked.given), text=asked.text(0), target=far)
    return unknown()


def into_socket(asked: Asked, target: Value, marks: Marks) -> bool:
    """Whether what is written to a thing goes over a raw connection: noted, if it does."""
    if Taint.SOCKET not in target.marks:
        poured(asked, target, marks)
        return False
    asked.act(Act.SEND, marks, target=_far(target))
    return True


def _far(value: Value) -> str:
    """Where a connection leads to that is held as a file or a descriptor."""
    several = (value.text, value.base.text if value.base is not None else "")
    return next((one for one in several if one and one != HOLE), "")


@model(
    "socket.gethostbyname socket.getaddrinfo socket.gethostbyname_ex dns.resolver.resolve"
    " dns.resolver.query dns.resolver.Resolver.resolve socket.gethostbyaddr socket.getfqdn"
    " asyncio.get_running_loop.getaddrinfo asyncio.get_event_loop.getaddrinfo"
    " asyncio.new_event_loop.getaddrinfo aiodns.DNSResolver.query"
)
def _looked_up(asked: Asked) -> Value:
    """A name that is looked up reaches whoever answers for its domain."""
    given = set(asked.arg(0).marks)  # the own name, where a caller asks for no other
    nameless = text_of(asked.arg(0)) in {HOLE, ""}
    own = not asked.given or given - {Taint.ARGUMENT} == {Taint.HOST} or asked.arg(0).const == ""
    own = own and nameless
    if not own and (given or not nameless):
        asked.act(Act.SEND, marks_of(asked.given), text="dns", target=_zone(asked.text(0)))
    tells = own or asked.name.endswith("getfqdn")  # a name of somebody, and nothing that he wrote
    if asked.name == "socket.gethostbyname" and not own:
        return asked.result()  # four numbers of a machine, in which nobody hands over a program
    kinds = asked.mark(Taint.HOST) if tells else asked.mark(Taint.NETWORK)
    return asked.result(kinds)


def _zone(name: str) -> str:
    """The known end of a name, of which whoever answers for it is asked."""
    return name.rpartition(HOLE)[2].partition(".")[2] if name.startswith(HOLE) else name


@model("os.dup2 os.dup")
def _duplicated(asked: Asked) -> Value:
    """A connection in the place of a process's own input and output; `dup` takes the lowest that is free.

    What somebody unknown made of a connection is most likely a descriptor that came over it, lent by another
    process: that one is copied, and stands for nothing.
    """
    lent = asked.name == "os.dup" and not asked.arg(0).symbol.startswith("socket.")
    if Taint.SOCKET in asked.marks and not lent:
        asked.act(Act.JOIN, asked.marks)
    return unknown(asked.marks)
