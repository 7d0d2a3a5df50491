"""The list of output formats: one line a format."""

from collections.abc import Mapping
from types import MappingProxyType

from ostiary.report import html, json, jsonl, markdown, sarif, text
from ostiary.report.options import Options, Render

__all__ = ["FORMATS", "Options", "Render"]

FORMATS: Mapping[str, Render] = MappingProxyType(
    {
        "text": text.render,
        "json": json.render,
        "jsonl": jsonl.render,
        "sarif": sarif.render,
        "markdown": markdown.render,
        "html": html.render,
    }
)
"""Renderers by the name that `--format` takes."""
