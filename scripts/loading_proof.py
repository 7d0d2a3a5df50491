"""Does what runs when an object of a class is loaded reach anything that is not known to be harmless?

The proof is by reading: every call in a method that runs on load must lead to another method or function of
the source for which the same holds, or to something on the short lists below. What cannot be told apart from
harm is not proved, and a class without a proof is not listed.
"""

import ast

from loading_index import Class, Function, Index, dotted

from ostiary.program.loading.known import harmful

ON_LOAD = (
    "__setstate__", "__new__", "__getattr__", "__getattribute__", "__setattr__", "__del__", "__hash__",
    "__setitem__", "append", "extend", "add", "update", "_setstate", "__reduce_cython__",
)  # fmt: skip
"""Methods that an unpickler runs on an object, or has Python run: the last ones by APPENDS, SETITEMS, ADDITEMS."""
ON_CALL = ("__init__", "__post_init__")
"""Methods that run as well where the class is called."""

MAX_DEPTH = 6

BUILTINS = frozenset(
    "abs all any bool bytearray bytes callable dict divmod enumerate float format frozenset hasattr getattr"
    " setattr delattr hash id int isinstance issubclass iter len list max min next object pow print range repr"
    " reversed round set slice sorted str sum super tuple type zip property vars".split()
)
ERRORS = ("Error", "Warning", "Exception", "StopIteration", "NotImplemented")
METHODS = frozenset(
    "add append astype any all clear copy count discard endswith extend fill format get index insert intersection"
    " issubset items join keys lower lstrip max mean min pop popitem ravel remove replace reshape reverse rstrip"
    " setdefault sort split startswith strip sum title tolist transpose union update upper values view numel size"
    " dim __setattr__ __getattribute__ __setitem__ __contains__ __init__ __new__ __setstate__ __delattr__ __dir__"
    " requires_grad_ zero_ fill_ detach clone normal_ uniform_ __init_subclass__ difference_update"
    " intersection_update __hash__ __eq__ __iter__ __len__ get_params is_floating_point is_complex"
    " data_ptr warning warn info debug error warning_once".split()
)
"""Methods of containers, texts, arrays and loggers, on whatever they are called: what is in a file is listed too."""
OUTSIDE = (
    "numpy.", "np.", "math.", "warnings.warn", "warnings.catch_warnings", "warnings.simplefilter", "collections.",
    "copy.copy", "itertools.", "functools.partial", "inspect.signature", "inspect.getmro", "logging.getLogger",
    "operator.itemgetter", "threading.Lock", "threading.RLock", "weakref.ref", "weakref.WeakValueDictionary",
    "weakref.WeakKeyDictionary", "numbers.", "typing.cast", "typing.TypeVar", "datetime.", "re.compile", "time.time",
    "torch.empty", "torch.zeros", "torch.ones", "torch.tensor", "torch.full", "torch.arange", "torch.rand", "torch.randn",
    "torch.eye", "torch.linspace", "torch.device", "torch.Size", "torch.Tensor", "torch.no_grad", "torch.is_tensor",
    "torch.as_tensor", "torch._C._log_api_usage_once", "torch._C._get_tracing_state", "torch.overrides.",
    "torch.get_default_dtype", "torch.finfo", "torch.nn.init.", "torch.nn.parameter.", "torch.hann_window",
    "torch.compiler.is_compiling", "torch.is_complex", "torch.is_floating_point", "torch.jit.is_scripting",
    "scipy.sparse.issparse", "scipy.special.", "contextlib.suppress", "enum.", "dataclasses.field", "dataclasses.fields",
    "os.environ.get", "os.getenv", "os.cpu_count", "packaging.version.", "operator.index", "inspect.isfunction",
)  # fmt: skip
"""Functions outside the source, or native, that give a value and do nothing else."""
HARMLESS_PARTS = ("threading.Lock", "threading.RLock", "os.environ.get", "os.getenv", "os.cpu_count", "inspect.signature")
"""What is harmless in modules that do harm."""
BASES = frozenset(
    (
        "object", "dict", "list", "tuple", "set", "frozenset", "str", "int", "float", "Exception", "ValueError",
        "TypeError", "RuntimeError", "UserWarning", "Warning", "DeprecationWarning", "AttributeError", "NotImplementedError", "RuntimeWarning", "ImportError", "KeyError",
        "abc.ABC", "typing.Generic", "typing.Protocol", "collections.OrderedDict", "collections.UserDict",
        "collections.UserList", "collections.abc.Mapping", "collections.abc.MutableMapping", "collections.defaultdict",
        "collections.abc.Sequence", "collections.abc.MutableSequence", "numbers.Number", "typing.NamedTuple",
        "typing_extensions.Generic", "typing_extensions.Protocol", "collections.abc.Sized", "collections.abc.Iterable",
        "Generic", "ABC", "Protocol", "torch.Tensor", "torch._C.TensorBase", "types.SimpleNamespace",
        "torch._C._LossBase", "collections.Counter", "BaseException", "numbers.Real", "numpy.ndarray",
    )
)  # fmt: skip
ENUMS = frozenset({"enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.IntFlag", "enum.Flag"})
PLAIN_METAS = frozenset(
    {"abc.ABCMeta", "ABCMeta", "accelerate.utils.dataclasses.EnumWithContains", "torch.nn.parameter._ParameterMeta", "torch.nn.parameter._BufferMeta"}
)

REVIEWED = {
    "torch.nn.modules.module.Module.__setattr__": "hooks come from registries of the program, not of the file",
    "torch.nn.modules.module.Module.register_parameter": "the same",
    "torch.nn.modules.module.Module.register_buffer": "the same",
    "torch.nn.modules.module.Module.register_module": "the same",
    "torch.nn.modules.module.Module.add_module": "the same",
    "torch.nn.modules.module.Module.__getattr__": "looks into three dictionaries",
    "torch.nn.modules.module.Module.__init__": "sets plain attributes; the one call notes the use in torch's own log",
    "torch.nn.parameter.Parameter.__new__": "makes a tensor of a tensor",
    "torch.nn.parameter.Buffer.__new__": "makes a tensor of a tensor",
    "torch.nn.modules.rnn.RNNBase._init_flat_weights": "orders the parameters in memory",
    "torch.nn.modules.rnn.RNNBase.flatten_parameters": "orders the parameters in memory",
    "sklearn.gaussian_process.kernels.signature": "inspect.signature with a memory",
    "sklearn.utils._tags.get_tags": "asks the classes for their tags",
    "torch.optim.optimizer.Optimizer._patch_step_function": "wraps the step of the class for the profiler",
    "torch.nn._reduction.legacy_get_string": "a table", "torch.nn._reduction.get_enum": "a table",
    "scipy.sparse._index.IndexMixin.__setitem__": "sets places of an array in memory",
    "scipy.sparse._coo._coo_base.__setitem__": "the same", "scipy.sparse._lil._lil_base.__setitem__": "the same",
    "ultralytics.utils.LOGGER.warning": "writes a line to a log",
}  # fmt: skip
"""What was read by a person, and why it is harmless although the rules do not prove it."""


class Proof:
    """Proofs over one index; each is made once."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._known: dict[tuple[int, str], str] = {}

    def rule(self, one: Class) -> tuple[str, str]:
        """The rule for the arguments of a class, or the reason why it has none: one of both is empty."""
        order = self.index.order(one)
        outside = [each for each in order if isinstance(each, str)]
        if any(each in ENUMS for each in outside):
            return ("member", "") if set(outside) <= ENUMS | BASES else ("", "bases")
        unknown = [each for each in outside if each not in BASES]
        if unknown:
            return "", f"base {unknown[0]}"
        inside = [each for each in order if isinstance(each, Class)]
        meta = next((word.value for each in inside for word in each.node.keywords if word.arg == "metaclass"), None)
        if meta is not None and self.index.resolve(one.module, dotted(meta)) not in PLAIN_METAS:
            return "", "metaclass"
        fault = self._methods(one, inside, ON_LOAD)
        if fault:
            return "", fault
        for each in inside:
            for setter in each.setters:
                fault = self._body(setter, each.module, one, 0)
                if fault:
                    return "", f"setter {setter.name}: {fault}"
        if not self._methods(one, inside, ON_CALL):
            return "any", ""
        return ("", "loud without arguments") if self._loud(inside) else ("bare", "")

    def _methods(self, one: Class, inside: list[Class], names: tuple[str, ...]) -> str:
        for each in inside:
            for name in names:
                method = each.methods.get(name)
                if method is not None and f"{each.name}.{name}" not in REVIEWED:
                    fault = self._body(method, each.module, one, 0)
                    if fault:
                        return f"{each.name}.{name}: {fault}"
        return ""

    def _loud(self, inside: list[Class]) -> bool:
        """Whether making one without arguments names anything that could do harm."""
        words = {"exec", "eval", "compile", "open", "__import__", "subprocess", "system", "popen", "load", "from_pretrained", "download", "urlopen", "import_module", "unlink", "remove", "rmtree", "mkdir", "makedirs", "Popen"}  # noqa: E501  # fmt: skip
        bodies = [each.methods[name] for each in inside for name in ON_CALL if name in each.methods]
        for body in bodies:
            for node in ast.walk(body):
                if isinstance(node, ast.Call) and set(dotted(node.func).split(".")) & words:
                    return True
        return False

    def _body(self, body: Function, module: str, owner: Class | None, depth: int) -> str:
        """What in a function is not proved, empty if nothing is."""
        key = id(body), owner.name if owner else ""
        if key in self._known:
            return self._known[key]
        if depth > MAX_DEPTH:
            return "too deep"
        self._known[key] = ""  # a function that calls itself does no more than its body
        fault = self._calls(body, module, owner, depth)
        self._known[key] = fault
        return fault

    def _calls(self, body: Function, module: str, owner: Class | None, depth: int) -> str:
        if any(isinstance(one, ast.Global | ast.Nonlocal) for one in ast.walk(body)):
            return "changes a global name"
        for node in ast.walk(body):
            if isinstance(node, ast.Call):
                fault = self._call(node, module, owner, depth)
                if fault:
                    return fault
            elif isinstance(node, ast.Attribute) and dotted(node.value) == "self" and owner:
                fault = self._property(node.attr, owner, depth)
                if fault:
                    return fault
        return ""

    def _property(self, name: str, owner: Class, depth: int) -> str:
        for each in self.index.order(owner):
            if isinstance(each, Class) and name in each.methods:
                return self._body(each.methods[name], each.module, owner, depth + 1) if name in each.properties else ""
        return ""

    def _call(self, node: ast.Call, module: str, owner: Class | None, depth: int) -> str:
        name = dotted(node.func)
        first, _, rest = name.partition(".")
        if owner and (first in ("self", "cls") or name.startswith("super().")) and rest and "." not in rest:
            return self._method(rest, owner, depth)
        if name == "super":
            return ""
        last = name.rpartition(".")[2]
        resolved = self.index.resolve(module, name)
        if resolved in REVIEWED or f"{module}.{name}" in REVIEWED or name == "dict.fromkeys":
            return ""
        if resolved in self.index.functions:
            where = resolved.rpartition(".")[0]
            return self._body(self.index.functions[resolved], where, None, depth + 1)
        made = self.index.classes.get(resolved)
        if made is not None:
            return "" if self._made(made, depth) else f"makes {resolved}"
        if name in BUILTINS and resolved == name:
            return "" if name != "type" or len(node.args) == 1 else "makes a class"
        if harmful(resolved) and not resolved.startswith(HARMLESS_PARTS):
            return f"calls {resolved}"
        known = first in self.index.names[module]
        if (known and resolved.startswith(OUTSIDE)) or resolved.endswith(ERRORS):
            return ""
        if isinstance(node.func, ast.Attribute) and last in METHODS and not known:
            return ""
        return f"calls {resolved}"

    def _made(self, made: Class, depth: int) -> bool:
        if depth >= MAX_DEPTH or made.name in REVIEWED:
            return made.name in REVIEWED
        order = self.index.order(made)
        if any(isinstance(one, str) and one not in BASES | ENUMS for one in order):
            return False
        inside = [one for one in order if isinstance(one, Class)]
        return not self._methods(made, inside, ("__new__", *ON_CALL))

    def _method(self, name: str, owner: Class, depth: int) -> str:
        """A method called on the object itself: every definition of it in the class and its bases must hold."""
        found = False
        for each in self.index.order(owner):
            if isinstance(each, str) or name not in each.methods:
                continue
            found = True
            if f"{each.name}.{name}" in REVIEWED:
                continue
            fault = self._body(each.methods[name], each.module, owner, depth + 1)
            if fault:
                return fault
        return "" if found or name in METHODS else f"calls {owner.name}.{name}"
