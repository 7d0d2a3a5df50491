"""Tars that hold models, read where they lie: a member is a part of the file, and never copied."""

from ostiary.formats.model.tarred.members import Item, first_names, is_tar, members

__all__ = ["Item", "first_names", "is_tar", "members"]
