"""How a report is wanted, and where it goes."""

import argparse
import os
from pathlib import Path

from ostiary.cli.console import Console
from ostiary.core.errors import UsageError
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.report.formats import FORMATS
from ostiary.report.options import Options


def output_arguments(parser: argparse.ArgumentParser) -> None:
    """`--format`, `--output`, `--html` and `--fail-on`."""
    group = parser.add_argument_group("report")
    group.add_argument(
        "-f", "--format", choices=sorted(FORMATS), default="text", help="default: text"
    )
    group.add_argument("-o", "--output", metavar="FILE", help="write the report there")
    group.add_argument(
        "--html", metavar="FILE", help="also write the whole report as one HTML file"
    )
    group.add_argument(
        "--fail-on",
        choices=("review", "block"),
        default="block",
        help="exit 1 from this decision on (default: block); insufficient evidence is always exit 3",
    )


def check_places(args: argparse.Namespace) -> None:
    """Complain of a file that cannot be written before the work, not after it. Raises `UsageError`."""
    for name in filter(None, (args.output, args.html)):
        folder = Path(name).parent
        if not folder.is_dir():
            raise UsageError(f"cannot write {name}: there is no folder {folder}")
        if Path(name).is_dir() or not os.access(folder, os.W_OK):
            raise UsageError(f"cannot write {name}: it is a folder, or in one that is not yours")


def emit(run: Run, args: argparse.Namespace, console: Console) -> None:
    """Render the run, and write every file whole or not at all."""
    options = Options(
        colour=console.coloured and not args.output,
        width=console.width,
        verbose=console.verbose,
        quiet=console.quiet,
        fail_on=Decision[args.fail_on.upper()],
    )
    text = FORMATS[args.format](run, options)
    if args.html:
        write(Path(args.html), FORMATS["html"](run, options))
        console.note(f"the whole report: {args.html}")
    if args.output:
        write(Path(args.output), text)
    else:
        console.say(text)


def write(path: Path, text: str) -> None:
    """Write a file atomically: a reader sees the old one or the new one, never half of it."""
    import tempfile

    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            mask = os.umask(0)
            os.umask(mask)
            Path(name).chmod(0o666 & ~mask)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
