"""An audit of a folder, with advisories of its own."""

from world.audits import advise, audited, place

__all__ = ["advise", "audited", "place"]
