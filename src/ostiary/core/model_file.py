"""What a report says of one model file."""

from msgspec import Struct


class ModelRow(Struct, frozen=True):
    """One model file that lies in no other one, with all that lies in it.

    `assurance` is how safe it is to load (`safe by format`, `safe by list`, `review`, `unknown`,
    `malicious`), `carries` what the format can bring along. `accounted` of its `size` bytes are
    explained by rules of the format. `loader` would open it; with `plain_load` it runs nothing of
    the file, empty where no setting does that. `checked` are pairs that were read out of the bytes,
    `claimed` such that its author states. `loaders` say, in an audit, what would
    load it where it lies, and what is known of that at its version.
    """

    path: str
    format: str
    size: int
    sha256: str
    assurance: str
    carries: str
    accounted: int
    tensors: int = 0
    tensor_bytes: int = 0
    loader: str = ""
    plain_load: str = ""
    opaque: str = ""
    readers: tuple[str, ...] = ()
    checked: tuple[tuple[str, str], ...] = ()
    claimed: tuple[tuple[str, str], ...] = ()
    loaders: tuple[str, ...] = ()
