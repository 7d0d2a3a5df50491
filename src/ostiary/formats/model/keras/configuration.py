"""What does a Keras configuration have its loader import, build and call?"""

import json
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from msgspec import Struct, field

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Held
from ostiary.formats.model.judge import Realm
from ostiary.formats.model.keras.marks import MAX_CONFIG
from ostiary.formats.model.places import leaves
from ostiary.formats.model.record import Called, Carries, Gravity, Standing, Topic
from ostiary.formats.model.sheet import Sheet

MAX_VALUES = 2_000_000
"""Values of one configuration that are looked at."""
MAX_SHOWN = 200
"""Characters of the arguments of one layer that are shown."""

_PLAIN = frozenset(
    {"__keras_tensor__", "__tensor__", "__numpy__", "__bytes__", "__ellipsis__", "__slice__"}
)
"""Names of values that Keras makes itself, out of plain data."""
_SPEC = "__typespec__"
_LAMBDA = "__lambda__"
_BY_NAME = frozenset(
    (
        *("activation", "recurrent_activation", "loss", "optimizer", "function", "metrics", "fn"),
        *("output_shape_module", "function_module", "module"),
    )
)
"""Keys whose text is the name of something that is looked up."""
_SWITCHES = ("enable_unsafe_deserialization", "safe_mode", "allow_pickle")
_RUNS = "byte code in the configuration runs when the layer is built or called"


class _Notes(Struct):
    """What one configuration was found to repeat."""

    repeated: list[str] = field(default_factory=list)

    def pairs(self, found: list[tuple[str, Any]]) -> dict[str, Any]:
        """One object of JSON."""
        table = dict(found)
        if len(table) < len(found):
            self.repeated.append(found[0][0])
        return table


def configuration(sheet: Sheet, desk: Desk, data: bytes, where: str, at: int = 0) -> None:
    """Judge everything that one configuration names; `where` says which it is, `at` its offset in bytes.

    Raises `ParseError` where it is no JSON, `LimitError` where it is too long or too deep.
    """
    document = decoded(sheet, data, where, at)
    walk(sheet, desk, document, where, at)


def decoded(sheet: Sheet, data: bytes, where: str, at: int = 0) -> object:
    """The values of a JSON text. A key that stands twice in an object is told of."""
    if len(data) > MAX_CONFIG:
        raise LimitError(f"a configuration of {len(data)} bytes; {MAX_CONFIG} are read")
    notes = _Notes()
    try:
        found: object = json.loads(data, object_pairs_hook=notes.pairs)
    except RecursionError:
        raise LimitError(f"`{where}` is nested too deeply") from None
    except ValueError as error:
        raise ParseError(f"`{where}` is no JSON: {str(error)[:200]}") from None
    if notes.repeated:
        message = (
            f"keys of an object in `{where}` stand there twice: readers differ in what they take"
        )
        sheet.odd(Topic.HIDING, "repeated-key", message, at=at, gravity=Gravity.BROKEN)
    return found


def walk(sheet: Sheet, desk: Desk, document: object, where: str, at: int) -> None:
    """Every object of a configuration, however deep it lies in others."""
    judge = _Judge(sheet, desk, where, at)
    waiting: list[tuple[str, object]] = [("", document)]
    count = 0
    while waiting:
        key, one = waiting.pop()
        count += 1
        if count > MAX_VALUES:
            raise LimitError(f"`{where}` has more than {MAX_VALUES} values")
        if isinstance(one, dict):
            judge.table(one)
            waiting += one.items()
        elif isinstance(one, list):
            waiting += [(key, value) for value in one]
        elif isinstance(one, str) and key in _BY_NAME:
            judge.text(key, one)


class _Judge(Struct):
    """The questions to one configuration."""

    sheet: Sheet
    desk: Desk
    where: str
    at: int
    brought: int = 0

    def table(self, one: dict[str, Any]) -> None:
        """One object: does it stand for a class, a function, or a switch?"""
        name = one.get("class_name")
        if isinstance(name, str):
            self._object(name, one)
        elif "class_name" in one and "config" in one:
            self.sheet.broken("keras-config", f"a class in `{self.where}` without a name", self.at)
        for key in _SWITCHES:
            if key in one and one[key] is (key != "safe_mode"):
                message = f"`{key}` in the configuration turns off a guard of its loader"
                self._odd("safe-mode-switch", message)
        vocabulary = one.get("vocabulary")
        if isinstance(vocabulary, str) and vocabulary:
            self._file(vocabulary)
        function = one.get("function")
        if isinstance(function, list) and function and isinstance(function[0], str):
            self._code(function[0], "function")  # the older form: code, defaults, closure

    def text(self, key: str, value: str) -> None:
        """A name for itself: those of Keras have no dots; what has comes from elsewhere."""
        if not value or not any(mark in value for mark in ".:>/") or " " in value:
            return
        if key != "module" and not key.endswith("_module"):
            self._call(value, key, "")
        elif not f"{value}.".startswith(("keras.", "tensorflow.", "tf_keras.", "builtins.")):
            ruling = self.desk.judge.named(Realm.KERAS, value)
            if ruling.standing is Standing.SINK:
                self._call(value, key, "")

    def _object(self, name: str, one: dict[str, Any]) -> None:
        config, module, registered = (
            one.get("config"),
            one.get("module"),
            one.get("registered_name"),
        )
        shown = _shown(config)
        if name == _LAMBDA:
            self._lambda(config)
        elif name in _PLAIN:
            self._carried(name, config)
        elif name == _SPEC:
            self._call(_dotted(module, one.get("spec_name")), "type", shown)
        elif name == "function":
            self._call(_dotted(module, config), "function", "")
        else:
            self._call(_dotted(module, name), "class", shown)
            if "TorchModuleWrapper" in name:
                self._carried(name, config)
        known = {None, "", name, name.rpartition(">")[2], "function", "builtins"}
        if name == "function" and isinstance(config, str):
            known.add(config)
        if not isinstance(registered, str | None):
            self.sheet.broken("keras-config", f"a name in `{self.where}` is no text", self.at)
        elif registered and registered not in known:
            self._call(registered, "registered", shown)

    def _call(self, name: str, how: str, shown: str) -> None:
        ruling = self.desk.judge(Realm.KERAS, name, ())
        self.sheet.call(
            Called(name, shown, f"keras {how}", self.at, ruling.standing, ruling.reason)
        )

    def _lambda(self, config: object) -> None:
        shown = _shown(config)
        called = Called("__lambda__", shown, "keras lambda", self.at, Standing.SINK, _RUNS)
        self.sheet.call(called)
        for text in _texts(config):
            if len(text) >= 16:
                self._code(text, _LAMBDA)

    def _code(self, text: str, label: str) -> None:
        """Marshalled byte code in base 64, handed to those who read programs."""
        try:
            code = b64decode(text, validate=False)
        except (Error, ValueError):
            return
        if code[:1] not in (b"\xe3", b"c"):
            return
        self.brought += 1
        message = f"byte code of Python ({len(code)} bytes) lies in `{self.where}` as `{label}`"
        self._odd("byte-code", message, Gravity.HARMFUL)
        self.sheet.passed(f"{self.where}.{self.brought}.pyc", code)

    def _carried(self, name: str, config: object) -> None:
        """Bytes in a configuration, such as a module of PyTorch: recognised by what they are."""
        if name != "__bytes__" and not name.endswith("TorchModuleWrapper"):
            return
        for text in _texts(config):
            if len(text) < 4:
                continue
            for data in _readings(text):
                if self.sheet.nested(f"{self.where}.{name}", Held(data)):
                    self._odd("nested-model", f"a model file lies in `{self.where}` as `{name}`")
                    break

    def _file(self, path: str) -> None:
        why = leaves(path)
        self.sheet.reach("file", path, self.at, escapes=bool(why))
        message = f"building a layer reads its vocabulary from `{path}`" + (
            f": {why}" if why else ""
        )
        gravity = Gravity.HARMFUL if why else Gravity.UNUSUAL
        self.sheet.odd(Topic.REACH, "vocabulary-file", message, at=self.at, gravity=gravity)

    def _odd(self, rule: str, message: str, gravity: Gravity = Gravity.UNUSUAL) -> None:
        self.sheet.carries = Carries.CODE
        self.sheet.odd(Topic.CODE, rule, message, at=self.at, gravity=gravity)


def _dotted(module: object, name: object) -> str:
    """The name of something by its module, as far as there is one."""
    last = name if isinstance(name, str) else "?"
    return f"{module}.{last}" if isinstance(module, str) and module else last


def _shown(config: object) -> str:
    if not isinstance(config, dict | list):
        return str(config)[:MAX_SHOWN]
    few = {k: v for k, v in config.items() if _short(v)} if isinstance(config, dict) else config[:5]
    return str(few)[:MAX_SHOWN]


def _short(value: object) -> bool:
    return isinstance(value, int | float | bool) or (isinstance(value, str) and len(value) < 80)


def _texts(config: object) -> Iterator[str]:
    """The texts in a value, two levels deep."""
    waiting: list[tuple[object, int]] = [(config, 0)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, str):
            yield one
        elif depth < 3 and isinstance(one, dict):
            waiting += [(value, depth + 1) for value in one.values()]
        elif depth < 3 and isinstance(one, list):
            waiting += [(value, depth + 1) for value in one]


def _readings(text: str) -> Iterator[bytes]:
    """The ways in which a text may stand for bytes."""
    with suppress(Error, ValueError):
        yield b64decode(text, validate=True)
    try:
        yield text.encode("latin-1")
    except UnicodeError:
        yield text.encode("utf-8", "surrogatepass")
