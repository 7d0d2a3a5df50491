"""`ostiary vet`: may this package enter?"""

import argparse
from pathlib import Path

from ostiary.cli.console import Console
from ostiary.cli.output import check_places, emit, output_arguments
from ostiary.cli.policy import chosen_policy, policy_argument, threshold
from ostiary.core.exits import exit_for
from ostiary.core.world import World

DESCRIPTION = """\
Examine a package before it is adopted: its source, its people, its history, what is known
against it, what it brings along, and what its code does when it is installed and imported.
Nothing of it is executed, imported, installed or unpacked.

SPEC is one of
  requests  requests==2.32.3           a Python package; no version: the one an installer takes now
  npm:express@4  npm:@scope/name       an npm package, with a version, a range or a tag
  pkg:pypi/requests@2.32.3             a package URL
  hf:org/model@revision                a model of a hub, at a branch, a tag or a commit
  ./dist/thing-1.0.tar.gz  ./thing     a local archive or folder

The index, its credentials, proxies and certificates are those of your own pip, uv and npm; the hub, its
token and its cache those of its own client, which `scripts/install hub` adds in a clone.

examples
  ostiary vet requests
  ostiary vet npm:express@4 --deep --html express.html
  ostiary vet pkg:pypi/requests@2.32.3 --format sarif --output requests.sarif
  ostiary vet requests --fail-on review --policy strict
  ostiary vet requests==2.32.3 --compare
  ostiary vet hf:org/model@v1.0
"""


MAX_COMPARED = 20
"""Earlier releases that are fetched and read for one comparison."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `vet` takes."""
    parser.description = DESCRIPTION
    parser.add_argument("specs", nargs="+", metavar="SPEC", help="what to vet, see above")
    policy_argument(parser)
    look = parser.add_argument_group("how far to look")
    look.add_argument("--deep", action="store_true", help="read the code of every dependency too")
    look.add_argument("--no-tree", action="store_true", help="leave the dependencies out")
    look.add_argument(
        "--all-artifacts",
        action="store_true",
        help="read the files for every platform, not only those for this machine",
    )
    look.add_argument(
        "--compare",
        nargs="?",
        type=int,
        const=1,
        default=0,
        metavar="N",
        help="fetch and read the N releases before it too (1), and say what is new; costs a vet each",
    )
    look.add_argument(
        "--fresh",
        action="store_true",
        help="read every artifact again, also those that this same version examined before",
    )
    look.add_argument("--pre", action="store_true", help="a pre-release may be chosen")
    look.add_argument("--index-url", metavar="URL", default="", help="the Python index to ask")
    look.add_argument("--npm-registry", metavar="URL", default="", help="the npm registry to ask")
    parser.add_argument("--no-store", action="store_true", help="do not record this run")
    output_arguments(parser)


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Vet, record, report."""
    from ostiary.flows.options import Sources, VetOptions
    from ostiary.flows.remember import remember
    from ostiary.flows.vet import vet
    from ostiary.subjects.spec import parse_spec

    check_places(args)
    specs = [parse_spec(text, Path(world.cwd)) for text in dict.fromkeys(args.specs)]
    options = VetOptions(
        policy=chosen_policy(args.policy, world),
        tree=not args.no_tree,
        deep=args.deep,
        all_artifacts=args.all_artifacts,
        allow_pre=args.pre,
        compare=max(0, min(args.compare, MAX_COMPARED)),
        fresh=args.fresh,
        index_url=args.index_url,
        npm_registry=args.npm_registry,
        sources=Sources.from_environ(world.environ),
    )
    with console.progress() as progress:
        result = vet(specs, options, world, progress)
    if not args.no_store:
        remember(result, world)
    emit(result, args, console)
    return exit_for(result.worst, threshold(args.fail_on))
