"""What leaves by connections that an event loop, an encryption or a framework holds for the program?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.invoke import call_own
from ostiary.program.engine.sockets import target_of
from ostiary.program.engine.value import HOLE, Value, joined, marks_of, text_of, unknown
from ostiary.program.flow import Act, Taint

_LOOPS = ("asyncio.get_running_loop", "asyncio.get_event_loop", "asyncio.new_event_loop")


def _of(*methods: str) -> str:
    return " ".join(f"{loop}.{one}" for loop in _LOOPS for one in methods)


@model(_of("sock_connect"))
def _connected(asked: Asked) -> Value:
    socket, target = asked.arg(0, "sock"), target_of(asked.arg(1, "address"))
    socket.text = target
    socket.marks = joined(socket.marks, asked.mark(Taint.SOCKET, f"a connection to {target}"))
    asked.act(Act.SEND, asked.arg(1, "address").marks, target=target)
    return unknown()


@model(_of("sock_sendall", "sock_sendto", "sock_sendfile"))
def _sent(asked: Asked) -> Value:
    far = asked.arg(2, "address")
    target = target_of(far) if asked.name.endswith("sendto") else asked.arg(0, "sock").text or ""
    asked.act(
        Act.SEND, asked.arg(1, "data", "file").marks, text=text_of(asked.arg(1)), target=target
    )
    return unknown()


@model(_of("create_connection", "create_datagram_endpoint"))
def _by_protocol(asked: Asked) -> Value:
    """A protocol is handed the connection as soon as there is one."""
    far = asked.named.get("remote_addr")
    parts = asked.given[1:3] or [asked.arg(3, "host"), asked.arg(3, "port")]
    target = target_of(far) if far is not None else target_of(Value(items=list(parts)))
    asked.act(Act.SEND, marks_of(parts), target=target)
    made = asked.m.call(asked.arg(0, "protocol_factory"), [], {}, asked.node, asked.frame)
    transport = Value(symbol="asyncio.Transport", text=target)
    call_own(asked.m, made, "connection_made", [transport])
    return Value(items=[transport, made])


@model(
    "asyncio.Transport.write asyncio.Transport.writelines asyncio.Transport.sendto"
    " asyncore.dispatcher.send asyncore.dispatcher_with_send.send asynchat.async_chat.push"
    " asynchat.async_chat.send"
)
def _written(asked: Asked) -> Value:
    base = asked.target.base
    target = (base.text if base is not None else asked.target.text) or ""
    asked.act(Act.SEND, marks_of(asked.given), text=asked.text(0), target=target)
    return unknown()


@model(
    "asyncore.dispatcher.connect asyncore.dispatcher_with_send.connect asynchat.async_chat.connect"
)
def _dispatched(asked: Asked) -> Value:
    """The framework calls what the program says of a connection that can be written to."""
    base, target = asked.target.base, target_of(asked.arg(0))
    asked.act(Act.SEND, marks_of(asked.given), target=target)
    if base is not None:
        base.text = target
        for name in ("handle_connect", "handle_write"):
            call_own(asked.m, base, name, [])
    return unknown()


@model(
    "ssl.wrap_socket ssl.SSLContext.wrap_socket ssl.create_default_context.wrap_socket"
    " ssl._create_unverified_context.wrap_socket ssl._create_default_https_context.wrap_socket"
    " ssl._create_stdlib_context.wrap_socket"
)
def _wrapped(asked: Asked) -> Value:
    """The same connection, enciphered; the name of the host that is asked for is told in the clear."""
    one, name = asked.arg(0, "sock"), asked.arg(9, "server_hostname")
    target = one.text or (text_of(name) if text_of(name) != HOLE else "")
    if name.marks:
        asked.act(Act.SEND, name.marks, text=text_of(name), target=text_of(name))
    return Value(symbol="socket.socket()", marks=one.marks, text=target or None)
