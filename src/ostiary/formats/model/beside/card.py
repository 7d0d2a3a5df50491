"""The card of a model: what its author claims. Source: model cards of hubs, their metadata in YAML."""

import re

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex
from ostiary.formats.model.beside.secret import note_secrets
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.yaml_document import YamlMap, document

MAX_CARD = 8 << 20
"""Bytes of one card."""
MAX_NAMES = 50
"""Datasets, languages and the like of one card."""

_FRONT = regex(rb"---[ \t\r]*\n(.*?)\n---[ \t\r]*(?:\n|$)", re.DOTALL)
_KEYS = {
    "license": "licence",
    "license_name": "licence name",
    "license_link": "licence link",
    "base_model": "base model",
    "base_model_relation": "relation to the base model",
    "datasets": "datasets",
    "library_name": "library",
    "pipeline_tag": "task",
    "language": "languages",
}


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Take down what is claimed."""
    sheet.carries = Carries.NOTHING
    sheet.readers.append("model card")
    size = sheet.extent.size
    if size > MAX_CARD:
        sheet.stop(f"a card of more than {MAX_CARD} bytes")
        return
    data = sheet.extent.at(0, size)
    sheet.own(0, size)
    note_secrets(sheet, data)
    front = _FRONT.match(data)
    try:
        said = document(front[1], sheet.path) if front else None
    except ParseError as error:
        sheet.odd(
            Topic.STRUCTURE,
            "card-unreadable",
            f"its metadata: {error.message}",
            gravity=Gravity.NOTE,
        )
        return
    if not isinstance(said, YamlMap):
        return
    for key, label in _KEYS.items():
        value = said.get(key)
        names = (
            [one for one in value if isinstance(one, str)] if isinstance(value, list) else [value]
        )
        texts = [one for one in names[:MAX_NAMES] if isinstance(one, str) and one]
        if texts:
            sheet.claim(label, ", ".join(texts))
