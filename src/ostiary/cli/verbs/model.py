"""`ostiary model`: take the tensors out of a model file, without loading it."""

import argparse
from pathlib import Path

from ostiary.cli.console import Console
from ostiary.core.errors import UsageError
from ostiary.core.exits import Exit
from ostiary.core.world import World

MAX_SHOWN = 20

DESCRIPTION = """\
`ostiary model convert` writes the tensors of a PyTorch file (zip or stream), an npy or an npz file as
safetensors. Nothing is unpickled into real objects, and neither torch nor numpy is needed. What is no
tensor is left behind, and named. Every tensor is read back and compared.

examples
  ostiary model convert model.pt --to safetensors
  ostiary model convert pytorch_model.bin --to safetensors --output model.safetensors
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `model` takes."""
    parser.description = DESCRIPTION
    parser.add_argument("action", choices=("convert",))
    parser.add_argument("file", metavar="FILE", help="the model file")
    parser.add_argument("--to", choices=("safetensors",), default="safetensors")
    parser.add_argument(
        "--output", metavar="FILE", default="", help="default: beside FILE, `.safetensors`"
    )
    parser.add_argument("--force", action="store_true", help="write over a file that is there")


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Convert, and say what was kept and what was left."""
    del world
    from ostiary.flows.convert import convert
    from ostiary.report.safe import plain

    path = Path(args.file)
    if not path.is_file():
        raise UsageError(f"there is no file `{path}`", "check the path")
    target = Path(args.output) if args.output else path.with_suffix(".safetensors")
    with console.progress() as progress:
        made = convert(path, target, progress, force=args.force)
    lines = [
        f"written  {made.path}",
        f"  kept     {made.tensors:,} tensors, {made.size:,} bytes, each read back and compared",
        f"  from     {path} ({made.format}), sha256 {made.source_sha256}",
        f"  sha256   {made.sha256}",
    ]
    lines += [f"  alias    {name} is {kept}" for name, kept in made.aliases[:MAX_SHOWN]]
    if len(made.aliases) > MAX_SHOWN:
        lines.append(f"  alias    {len(made.aliases) - MAX_SHOWN:,} more")
    lines += [f"  left     {name}: {why}" for name, why in made.dropped[:MAX_SHOWN]]
    if made.lost > MAX_SHOWN:
        lines.append(f"  left     {made.lost - min(MAX_SHOWN, len(made.dropped)):,} more")
    for line in lines:
        console.say(plain(line))
    return Exit.OK
