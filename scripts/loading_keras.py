"""The names that Keras lets a configuration use, by kind, out of the `@keras_export` lines of its source."""

import ast
from collections import defaultdict
from pathlib import Path

from loading_index import dotted

KINDS = (
    "layers", "initializers", "regularizers", "constraints", "optimizers", "losses", "metrics", "activations",
    "models", "dtype_policies", "quantizers", "ops",
)  # fmt: skip
CODE = frozenset({"Lambda", "TorchModuleWrapper", "TFSMLayer", "JaxLayer", "FlaxLayer"})
"""Layers that run code which the configuration brings along, or load it from elsewhere."""
CALLERS = frozenset(
    {
        "map", "scan", "associative_scan", "cond", "while_loop", "fori_loop", "switch", "vectorized_map",
        "vectorize", "custom_gradient", "call", "load_model", "save_model", "clone_model",
        "model_from_json", "get", "deserialize", "serialize",
    }
)  # fmt: skip
"""Functions that call what they are handed, or load something."""
CALLING = frozenset(one.replace("_", "") for one in CALLERS)


def exported(site: Path) -> dict[str, set[str]]:
    """Short names by kind."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((site / "keras" / "src").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                for name in names(node):
                    parts = name.split(".")
                    good = parts[0] == "keras" and len(parts) > 2 and parts[1] in KINDS
                    if good and parts[-1] not in CODE | CALLERS:
                        found[parts[1]].add(parts[-1])
    for path in sorted((site / "keras" / "src" / "ops").glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and "Operation" in map(dotted, node.bases):
                found["ops"] |= {node.name} if node.name.lower() not in CALLING else set()
    found["models"].add("Functional")
    found["layers"].add("InputLayer")
    return found


def names(node: ast.ClassDef | ast.FunctionDef) -> list[str]:
    """The public names that a class or a function is exported under."""
    found = []
    for one in node.decorator_list:
        if isinstance(one, ast.Call) and dotted(one.func) == "keras_export" and one.args:
            first = one.args[0]
            values = first.elts if isinstance(first, ast.List | ast.Tuple) else [first]
            found += [
                each.value
                for each in values
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            ]
    return found
