"""A graph of TensorFlow by lines; the first says which message: `saved_model`, `meta_graph` or `graph`.

`node NAME OPERATOR INPUT ... KEY="text" KEY=[a,b]`, `const NAME "text"`, `function NAME` and `end` around
nodes, `asset NODE FILE`, `object JSON` for Keras metadata of an object, `registered NAME`.
"""

import shlex

from assemble.protobuf import field

_STRING = 7


def _value(text: str) -> bytes:
    if text.startswith("["):
        return field(1, b"".join(field(2, one) for one in filter(None, text[1:-1].split(","))))
    return field(2, text)


def _node(words: list[str]) -> bytes:
    name, operator, *rest = words
    out = field(1, name) + field(2, operator)
    for one in rest:
        key, equals, value = one.partition("=")
        if equals and key.isidentifier():
            out += field(5, field(1, key) + field(2, _value(value)))
        else:
            out += field(3, one)
    return out


def _const(name: str, texts: list[str]) -> bytes:
    tensor = field(1, _STRING) + b"".join(field(8, one) for one in texts)
    kind = field(5, field(1, "dtype") + field(2, field(6, _STRING)))
    return (
        field(1, name)
        + field(2, "Const")
        + kind
        + field(5, field(1, "value") + field(2, field(8, tensor)))
    )


class _Graph:
    def __init__(self) -> None:
        self.nodes = b""
        self.library = b""
        self.function: bytes | None = None
        self.assets = b""
        self.objects = b""

    def line(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        words = shlex.split(rest, posix=True) if word != "object" else []
        if word == "node":
            self.add(_node(words))
        elif word == "const":
            self.add(_const(words[0], words[1:]))
        elif word == "function":
            self.function = field(1, field(1, words[0]))
        elif word == "end":
            self.library += field(1, self.function or b"")
            self.function = None
        elif word == "asset":
            self.assets += field(6, field(1, field(1, f"{words[0]}:0")) + field(2, words[1]))
        elif word == "object":
            self.objects += field(1, field(4, field(1, "_tf_keras_layer") + field(3, rest)))
        elif word == "registered":
            self.objects += field(1, field(13, words[0]))

    def add(self, node: bytes) -> None:
        if self.function is None:
            self.nodes += field(1, node)
        else:
            self.function += field(3, node)


def assemble(text: str) -> bytes:
    kind, *lines = text.splitlines()
    made = _Graph()
    for line in lines:
        made.line(line)
    graph = made.nodes + (field(2, made.library) if made.library else b"")
    if kind == "graph":
        return graph
    info = field(1, field(4, "serve") + field(5, "2.21.0"))
    objects = field(7, made.objects) if made.objects else b""
    meta = info + field(2, graph) + made.assets + objects
    return meta if kind == "meta_graph" else field(1, 1) + field(2, meta)
