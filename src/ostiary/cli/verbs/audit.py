"""`ostiary audit`: what is in use, what is wrong with it, and what changed since last time?"""

import argparse
from pathlib import Path

from msgspec.structs import replace

from ostiary.cli.console import Console
from ostiary.cli.output import check_places, emit, output_arguments
from ostiary.cli.policy import chosen_policy, policy_argument, threshold
from ostiary.core.exits import exit_for
from ostiary.core.waiver import Waiver
from ostiary.core.world import World

DESCRIPTION = """\
Audit projects, environments and hosts: lockfiles, manifests, SBOMs, installed packages, models and
images below each PLACE (default: this folder). Nothing is installed, executed or changed.

The first audit lists what is there and what is wrong with it; each further one of the same places
leads with what is new. Advisories come from `ostiary db update`; without them the verdict is
insufficient, never clean.

examples
  ostiary audit
  ostiary audit . --format sarif --output audit.sarif
  ostiary audit .venv --html audit.html
  ostiary audit ~/.cache/huggingface/hub --no-record
  ostiary audit . --since 2026-11-01
  ostiary audit . --vex vendor.openvex.json --format openvex
  ostiary audit . --since origin/main --new-only
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `audit` takes."""
    parser.description = DESCRIPTION
    parser.add_argument("places", nargs="*", metavar="PLACE", help="default: this folder")
    parser.add_argument(
        "--since",
        default="",
        metavar="RUN|DATE|REF",
        help="compare with that run, with the last audit up to that day, or with a git reference",
    )
    parser.add_argument(
        "--new-only",
        action="store_true",
        help="let only what is new since then count for the headline and the exit code; all of it is shown",
    )
    _depth(parser)
    parser.add_argument(
        "--vex",
        action="append",
        default=[],
        metavar="FILE",
        help="heed an OpenVEX, CycloneDX or CSAF document in this run (may be repeated)",
    )
    parser.add_argument(
        "--no-record",
        action="store_true",
        help="do not keep this audit; the next one will not see it",
    )
    policy_argument(parser)
    output_arguments(parser)


def _depth(parser: argparse.ArgumentParser) -> None:
    """How much is looked at, and what the index is asked."""
    parser.add_argument(
        "--no-integrity",
        action="store_true",
        help="do not compare installed files with the lists of their packages",
    )
    parser.add_argument(
        "--code",
        action="store_true",
        help="read the project's own code too: habits around models, secrets, the linter's security rules",
    )
    parser.add_argument(
        "--no-models", action="store_true", help="do not examine model files and caches of models"
    )
    parser.add_argument(
        "--verify",
        action="store_true",
        help="ask the index whether what locks pin is there with the same digests; hash large models too",
    )
    parser.add_argument(
        "--vet-new",
        type=int,
        default=50,
        metavar="N",
        help="vet up to N packages that are new or updated since the last audit, or that still wait for a "
        "good verdict (default: 50; 0: none)",
    )
    parser.add_argument(
        "--people",
        type=int,
        default=50,
        metavar="N",
        help="ask the index who stands behind up to N components that are new, updated or asked for directly "
        "(default: 50; 0: none)",
    )


def _statements(
    args: argparse.Namespace, world: World
) -> tuple[tuple[Waiver, ...], tuple[str, ...]]:
    """What the VEX documents of this run say, and what in them could not be mapped."""
    if not args.vex:
        return (), ()
    from ostiary.flows.vex import for_one_run

    return for_one_run([Path(world.cwd) / one for one in args.vex], world.now.date())


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Audit, keep it, and report."""
    from ostiary.flows.audit.options import AuditOptions
    from ostiary.flows.audit.run import audit
    from ostiary.flows.options import Sources
    from ostiary.flows.remember import remember

    check_places(args)
    policy = chosen_policy(args.policy, world)
    vex, unmapped = _statements(args, world)
    options = AuditOptions(
        policy,
        integrity=not args.no_integrity,
        since=args.since,
        new_only=args.new_only,
        own_code=args.code,
        verify=args.verify,
        models=not args.no_models,
        vet_limit=max(args.vet_new, 0),
        people_limit=max(args.people, 0),
        vex=vex,
        sources=Sources.from_environ(world.environ),
    )
    with console.progress() as progress:
        found = audit(args.places or ["."], options, world, progress)
    found = replace(found, notes=(*found.notes, *unmapped))
    if not args.no_record:
        remember(found, world)
    emit(found, args, console)
    return int(exit_for(found.counted, threshold(args.fail_on)))
