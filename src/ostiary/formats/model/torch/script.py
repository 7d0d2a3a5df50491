"""TorchScript: the program in an archive, and which of its operations reach beyond the model."""

from msgspec import Struct

from ostiary.core.regex import regex
from ostiary.formats.model.judge import Judge, Realm, Ruling
from ostiary.formats.model.record import Carries, Gravity, Standing, Topic
from ostiary.formats.model.sheet import Sheet

MAX_CODE = 16 << 20
"""Bytes of one program that are looked through."""

_ACTS = {
    "save": ("script-writes-file", Gravity.HARMFUL, "writes a file"),
    "from_file": ("script-reads-file", Gravity.UNUSUAL, "maps a file into memory"),
    "_load_from_file": ("script-reads-file", Gravity.UNUSUAL, "reads a file"),
    "load": ("script-reads-file", Gravity.UNUSUAL, "reads a file"),
}
_CALL = regex(
    rb"\b(?:ops\.aten|torch|aten)(?:\.|::)(save|from_file|_load_from_file|load)\b"
    rb"(?:\s*\([^()\n]{0,2000}?[\"']([^\"'\n]{1,300})[\"'])?"
)
_OPS = regex(rb"\b(?:ops\.([A-Za-z_]\w*)\.|torch\.classes\.([A-Za-z_]\w*)\.)")
_NAMED_OPS = regex(rb"\b([A-Za-z_]\w{1,40})::[A-Za-z_]")
_OWN = frozenset(
    b"aten prim prims quantized quantized_decomposed sparse mkldnn mkldnn_prepacked _quantized "
    b"inductor prepacked profiler cuda xnnpack static_runtime torch rpc metal vulkan fb".split()
)
"""Namespaces of operations that come with PyTorch itself."""
_BUILDERS = regex(r"torch\.jit\._pickle\.(?:build_\w+list|restore_type_tag|build_tensor_from_id)")


class ScriptJudge(Struct, frozen=True):
    """The judge of the pickles in an archive with a program: they name classes of that program."""

    judge: Judge

    def __call__(self, realm: Realm, name: str, arguments: tuple[object, ...]) -> Ruling:
        """How a call stands."""
        return self._own(name) or self.judge(realm, name, arguments)

    def named(self, realm: Realm, name: str) -> Ruling:
        """How it stands that something is named."""
        return self._own(name) or self.judge.named(realm, name)

    def _own(self, name: str) -> Ruling | None:
        if name.startswith("__torch__."):
            return Ruling(Standing.INERT, "a class of the program in the archive")
        if _BUILDERS.fullmatch(name):
            return Ruling(Standing.INERT, "a list of the program's own")
        return None


def read_code(sheet: Sheet, name: str, data: bytes, at: int) -> None:
    """Look through one program of TorchScript, or one list of its operations."""
    sheet.carries = Carries.CODE
    if len(data) > MAX_CODE:
        sheet.stop(f"`{name}` is a program of more than {MAX_CODE} bytes")
        data = data[:MAX_CODE]
    for found in _CALL.finditer(data):
        rule, gravity, what = _ACTS[found[1].decode("ascii")]
        path = (found[2] or b"").decode("utf-8", "replace")
        target = f" (`{path}`)" if path else ""
        sheet.odd(
            Topic.CODE,
            rule,
            f"the program `{name}` {what}{target}",
            at=at + found.start(),
            gravity=gravity,
        )
        sheet.reach("file", path or "a path that is worked out", at + found.start(), escapes=True)
    for library in sorted(_foreign(data)):
        text = library.decode("ascii")
        message = f"the program `{name}` needs operations of `{text}`, which are not PyTorch's own"
        sheet.odd(Topic.CODE, "foreign-operations", message, at=at)
        sheet.reach("library", text, at)


def _foreign(data: bytes) -> set[bytes]:
    found = {one[1] or one[2] for one in _OPS.finditer(data)}
    found |= {one[1] for one in _NAMED_OPS.finditer(data)}
    return found - _OWN
