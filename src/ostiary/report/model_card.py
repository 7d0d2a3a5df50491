"""The `modelCard` of a CycloneDX component, which the library for it does not know yet.

Source: ECMA-424, `modelCard`.
"""

from collections.abc import Mapping
from typing import Any

from ostiary.report.bill import Item, is_model
from ostiary.report.safe import whole

_ARCHITECTURE = ("architecture", "general.architecture", "model_type", "class")


def cards(items: tuple[Item, ...]) -> dict[str, dict[str, Any]]:
    """The card of each model file, by its reference."""
    return {whole(one.purl): _card(one.details) for one in items if is_model(one)}


def _card(details: Mapping[str, str]) -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    task, datasets = details.get("claimed:task"), details.get("claimed:datasets")
    if task:
        parameters["task"] = whole(task)
    named = (details[f"checked:{key}"] for key in _ARCHITECTURE if f"checked:{key}" in details)
    architecture = next(named, "")
    if architecture:
        parameters["modelArchitecture"] = whole(architecture)
    if datasets:
        parameters["datasets"] = [
            {"type": "dataset", "name": whole(one)} for one in datasets.split(", ")
        ]
    properties = [
        {"name": f"ostiary:{key}", "value": whole(value)}
        for key, value in sorted(details.items())
        if key.startswith("claimed:")
    ]
    card: dict[str, Any] = {"modelParameters": parameters} if parameters else {}
    return card | ({"properties": properties} if properties else {})
