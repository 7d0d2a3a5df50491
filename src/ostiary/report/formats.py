"""The list of output formats: one line a format, each loaded when it is asked for."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from ostiary.core.run import Run
from ostiary.report.options import Options, Render

__all__ = ["FORMATS", "Options", "Render"]


def _in(module: str, function: str = "render") -> Render:
    def render(run: Run, options: Options) -> str:
        chosen: Render = getattr(import_module(f"ostiary.report.{module}"), function)
        return chosen(run, options)

    return render


FORMATS: Mapping[str, Render] = MappingProxyType(
    {
        "text": _in("text"),
        "json": _in("json"),
        "jsonl": _in("jsonl"),
        "sarif": _in("sarif"),
        "markdown": _in("markdown"),
        "html": _in("html"),
        "cyclonedx": _in("cyclonedx"),
        "cyclonedx-1.7": _in("cyclonedx", "render_17"),
        "cyclonedx-vex": _in("cyclonedx_vex"),
        "openvex": _in("openvex"),
        "spdx": _in("spdx"),
        "junit": _in("junit"),
        "github": _in("github"),
    }
)
"""Renderers by the name that `--format` takes."""
