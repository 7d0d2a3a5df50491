"""Imports by their lines."""

from ostiary.formats.imports import node_imports, python_imports


def test_python() -> None:
    text = b"""import os, sys as system
import yaml.parser
from requests.adapters import HTTPAdapter
    import inner
from . import sibling
from .near import thing
# import commented
importlib.import_module("late.part")
important = 1
"""
    names = {"os", "sys", "yaml", "requests", "inner", "late"}
    assert set(python_imports(text)) == names


def test_node() -> None:
    text = b"""import a from "left-pad/lib";
const b = require('@scope/tool/deep');
await import("chalk");
import './own.css';
export * from "lodash";
require("../near");
"""
    assert set(node_imports(text)) == {"left-pad", "@scope/tool", "chalk", "lodash"}
