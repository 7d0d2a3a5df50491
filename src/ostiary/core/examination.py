"""All that reading one artifact brought to light, small enough to hand between processes."""

from msgspec import Struct

from ostiary.core.coverage import Coverage


class Examination(Struct, frozen=True):
    """The facts about one artifact, the account of what was read, and what its manifests hid.

    `sha256` is empty where a large model file was not hashed. `facts` are records of `formats` and
    `program` in a fixed order; `problems` are facts that could not be read: (type of the fact, path,
    reason).
    """

    filename: str
    sha256: str
    size: int
    facts: tuple[object, ...]
    problems: tuple[tuple[type[object], str, str], ...]
    coverage: tuple[Coverage, ...]
