"""The front door: which verb, which world, and what the process tells its caller."""

import atexit
import gc
import sys
from collections.abc import Sequence

from ostiary.core.exits import Exit


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; the exit code is one of `Exit`, or 130 when the user interrupts."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words in (["--version"], ["-V"]):
        from ostiary import __version__

        print(f"ostiary {__version__}")
        return Exit.OK
    from ostiary.cluster.lean import load_msgspec
    from ostiary.core.collector import seldom_collecting

    with seldom_collecting():  # what is loaded is no garbage, and what a verb makes hardly any
        load_msgspec()
        from ostiary.cli.dispatch import dispatch

        # An end that looks for garbage once more took a tenth of the time.
        atexit.register(gc.freeze)
        return dispatch(words)


if __name__ == "__main__":
    sys.exit(main())
