"""By what are models of CatBoost, LightGBM and XGBoost recognised?"""

import re

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent

JSON = regex(rb'\s*\{\s*"(?:learner|version|Config|Model)"\s*:')
OLD = regex(rb"binf|bs64")
"""XGBoost as JSON, and in its older binary form."""

_BINARY = regex(rb"\{[iUIlL][^a-zA-Z]{1,8}(?:learner\{|version\[)", re.DOTALL)
_CATBOOST = b"CBM1"
_LIGHTGBM = regex(rb"tree\r?\nversion=v\d")


def catboost(head: bytes, _extent: Extent, _name: str) -> bool:
    """By its first bytes."""
    return head.startswith(_CATBOOST)


def lightgbm(head: bytes, _extent: Extent, _name: str) -> bool:
    """By its first two lines."""
    return _LIGHTGBM.match(head) is not None


def xgboost(head: bytes, extent: Extent, _name: str) -> bool:
    """A document with a learner that has a booster; or the mark of the older binary form."""
    if JSON.match(head):
        return b'"learner"' in head and (b'"gradient_booster"' in _early(head, extent))
    return _BINARY.match(head) is not None or OLD.match(head) is not None


def _early(head: bytes, extent: Extent) -> bytes:
    """Names of features may stand before the booster."""
    return (
        head if extent.size <= len(head) or b'"gradient_booster"' in head else extent.at(0, 1 << 20)
    )
