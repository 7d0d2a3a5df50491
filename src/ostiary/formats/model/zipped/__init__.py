"""Zips that hold models, read where they lie: no member is copied that need not be."""

from ostiary.formats.model.zipped.content import content, explained, small
from ostiary.formats.model.zipped.index import directory, is_zip
from ostiary.formats.model.zipped.members import Item, members

__all__ = ["Item", "content", "directory", "explained", "is_zip", "members", "small"]
