"""Python environments of a place: what is installed, and whether it is as it was installed."""

from pathlib import Path

from ostiary.core.errors import ParseError
from ostiary.core.facts.installed import InstalledFiles
from ostiary.core.inventory import Listing, Unauditable
from ostiary.core.location import Location
from ostiary.core.ports import Progress
from ostiary.evidence.installed.record import compare_installed, owned, read_rows, stray, tops
from ostiary.flows.audit.options import AuditOptions
from ostiary.flows.audit.stock import Stock
from ostiary.subjects.places.environment import Distribution, read_environment
from ostiary.subjects.places.walk import Environment


def look_at(
    root: Path,
    environments: list[Environment],
    stock: Stock,
    options: AuditOptions,
    progress: Progress,
) -> list[Listing]:
    """A listing for each environment; facts about installed files go to `stock`."""
    listings: list[Listing] = []
    for env in environments:
        listing, found = read_environment(root, env, lambda: progress.step("read"))
        listings.append(listing)
        if options.integrity:
            _compare(root, env, found, stock, progress)
    return listings


def _compare(
    root: Path, env: Environment, found: tuple[Distribution, ...], stock: Stock, progress: Progress
) -> None:
    """Every file of an environment against the lists of its packages."""
    listed: set[str] = set()
    progress.start("compared", len(env.files))
    for one in found:
        purl = one.component.purl
        try:
            rows = read_rows(root, one.info)
        except (OSError, ParseError) as error:
            reason = (
                error.message if isinstance(error, ParseError) else error.strerror or "unreadable"
            )
            fact = InstalledFiles(Location(path=one.info), reason=f"its RECORD: {reason}")
            stock.installed.append((purl, fact))
            hint = "install it again with an installer that writes one"
            why = "no list of its files could be read, so nobody can tell what was changed"
            at = one.component.at
            stock.unchecked.append(Unauditable(at, one.component.name, why, hint))
            # Without a list nobody can say whose its files are; they are not called strangers.
            listed |= _below(env, one)
            continue
        listed |= owned(env.path, one.info, rows)
        stock.modules.append((one.component.name, tops(rows)))
        fact = compare_installed(root, env.path, one.info, rows, lambda: progress.step("compared"))
        stock.installed.append((purl, fact))
    stock.stray.append(stray(root, env.path, env.files, listed))
    progress.stop("compared")


def _below(env: Environment, one: Distribution) -> set[str]:
    """Files below folders and modules that bear the name of a distribution without a list."""
    prefix = f"{env.path}/" if env.path else ""
    top = one.component.name.replace("-", "_")
    above = one.info.rpartition("/")[0] if one.info.endswith("/EGG-INFO") else one.info
    return {
        path
        for path in env.files
        if path.removeprefix(prefix).partition("/")[0].partition(".")[0].lower() == top
        or path.startswith(f"{above}/")
    }
