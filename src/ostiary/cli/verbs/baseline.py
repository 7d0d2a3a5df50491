"""`ostiary baseline`: approve what is in use at a place, and see what differs from it."""

import argparse

from ostiary.cli.console import Console
from ostiary.cli.output import check_places, emit, output_arguments
from ostiary.cli.policy import chosen_policy, policy_argument
from ostiary.core.errors import UsageError
from ostiary.core.exits import Exit
from ostiary.core.world import World

DESCRIPTION = """\
A baseline is the inventory of a place that somebody approved. Each later audit of the place reports
what was added or changed since (the check `baseline-drift`).

examples
  ostiary baseline set . --reason "reviewed for release 4.2"
  ostiary baseline show .
  ostiary baseline diff .
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `baseline` takes."""
    parser.description = DESCRIPTION
    parser.add_argument("action", choices=("set", "show", "diff"))
    parser.add_argument("places", nargs="*", metavar="PLACE", help="default: this folder")
    parser.add_argument("--reason", default="", help="why this is approved (`set` needs it)")
    parser.add_argument("--by", default="", help="who approves (default: the user of this process)")
    policy_argument(parser)
    output_arguments(parser)


def run(args: argparse.Namespace, world: World, console: Console) -> int:
    """Set, show or compare."""
    from ostiary.flows.audit.baseline import baselines, keep
    from ostiary.flows.audit.changes import compare
    from ostiary.flows.audit.novelty import weigh
    from ostiary.flows.audit.options import AuditOptions
    from ostiary.flows.audit.run import audit
    from ostiary.report.safe import plain

    if args.action == "set" and not args.reason.strip():
        raise UsageError("a baseline needs a reason", 'add --reason "why this is approved"')
    check_places(args)
    options = AuditOptions(
        chosen_policy(args.policy, world), integrity=False, vet_limit=0, people_limit=0
    )
    with console.progress() as progress:
        found = audit(args.places or ["."], options, world, progress)
    places = found.audit.places if found.audit else ()
    if args.action == "set":
        entry = keep(found, args.by or world.environ.get("USER", "unknown"), args.reason, world)
        count = len({one.purl for place in places for one in place.components})
        console.say(f"baseline {entry.seq}: {count} components, {entry.hash[:16]}")
        return Exit.OK
    kept = baselines(places, world)
    for place, one in zip(places, kept, strict=True):
        if one is None:
            raise UsageError(
                f"{place.name} has no baseline", "ostiary baseline set PLACE --reason WHY"
            )
        if args.action == "show":
            rows = one.document["inventory"]["places"]
            count = sum(len(row["components"]) for row in rows if row["path"] == place.path)
            when = f"{one.at:%Y-%m-%d %H:%M} UTC"
            console.say(
                plain(f"{place.path}  {count} components, {when}, by {one.by}: {one.reason}")
            )
    if args.action == "diff":
        earlier = next(one for one in kept if one is not None).earlier
        changed = weigh(compare(found, earlier), earlier, options)
        emit(changed, args, console)
        changes = changed.audit.changes if changed.audit else None
        return Exit.FOUND if changes and changes.components else Exit.OK
    return Exit.OK
