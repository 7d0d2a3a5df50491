"""From words to a verb, and from whatever happens there to one clear line and an exit code."""

import argparse
from collections.abc import Sequence

from ostiary.cli.console import Console
from ostiary.cli.parser import build
from ostiary.cli.streams import discard, prepare
from ostiary.cli.verbs import load
from ostiary.cli.world import make_world
from ostiary.core.errors import OstiaryError, UsageError
from ostiary.core.exits import Exit

INTERRUPTED = 130
LEFT = 141
"""What a shell says of a process whose reader left before its end (128 + SIGPIPE)."""


def dispatch(words: Sequence[str]) -> int:
    """Parse, run, and turn every end into an exit code."""
    prepare()
    parser = build(words)
    args = parser.parse_args(list(words))
    if not getattr(args, "verb", ""):
        parser.print_help()
        return Exit.USAGE
    console = Console(quiet=args.quiet, verbose=args.verbose, colour=args.colour)
    try:
        return _run(args, console)
    except OstiaryError as error:
        _tell(error, console)
        return exit_of(error)
    except KeyboardInterrupt:
        console.complain("interrupted; what was decided before is kept")
        return INTERRUPTED
    except BrokenPipeError:
        discard()
        return LEFT
    except Exception as error:  # noqa: BLE001 - the front door is where everything else ends
        console.complain(
            f"a fault of Ostiary itself: {type(error).__name__}: {error}",
            "no verdict was reached; run again with --debug and report what it prints",
        )
        if args.debug:
            import traceback

            traceback.print_exc()
        return Exit.INTERNAL


def _tell(error: OstiaryError, console: Console) -> None:
    """One line; for a policy one for each mistake in it."""
    from ostiary.policy.model import PolicyError

    lines = [error.message]
    if isinstance(error, PolicyError):
        lines = [str(problem) for problem in error.problems]
    for line in lines[:-1]:
        console.complain(line)
    console.complain(lines[-1], error.hint)


def _run(args: argparse.Namespace, console: Console) -> int:
    world = make_world(offline=args.offline)
    return load(args.verb).run(args, world, console)


def exit_of(error: OstiaryError) -> Exit:
    """What an error means to the caller: misuse, or something needed that could not be had or trusted.

    A log that was altered is of the second kind: what people decided is evidence too.
    """
    return Exit.USAGE if isinstance(error, UsageError) else Exit.INSUFFICIENT
