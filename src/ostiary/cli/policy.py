"""Which policy decides, and how a report is wanted: arguments that several verbs share."""

import argparse
from pathlib import Path

from ostiary.checks.catalogue import CATALOGUE
from ostiary.core.errors import UsageError
from ostiary.core.scale import Decision
from ostiary.core.world import World
from ostiary.policy.load import PRESETS, load, preset
from ostiary.policy.model import Policy

PROJECT_FILE = "ostiary.toml"


def policy_argument(parser: argparse.ArgumentParser) -> None:
    """`--policy`, for every verb that decides."""
    parser.add_argument(
        "--policy",
        metavar="NAME|FILE",
        default="",
        help=f"{', '.join(PRESETS)}, or a TOML file; else $OSTIARY_POLICY, ./{PROJECT_FILE}, balanced",
    )


def chosen_policy(name: str, world: World) -> Policy:
    """The policy that the arguments, the environment or the project names, in that order."""
    project = Path(world.cwd) / PROJECT_FILE
    wanted = name or world.environ.get("OSTIARY_POLICY", "")
    if not wanted:
        wanted = str(project) if project.is_file() else "balanced"
    if wanted in PRESETS:
        return preset(wanted)
    return load(read_policy(Path(world.cwd) / wanted, wanted), wanted, known_checks())


def read_policy(path: Path, name: str) -> str:
    """A policy file's text. Raises `UsageError`."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError as error:
        presets = ", ".join(PRESETS)
        raise UsageError(
            f"there is no policy `{name}`", f"presets: {presets}; or a file"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the policy {name} cannot be read: {error}") from error


def known_checks() -> frozenset[str]:
    """The ids that a policy may speak of."""
    return frozenset(check.id for check in CATALOGUE)


def threshold(word: str) -> Decision:
    """The decision from which `--fail-on` fails the process."""
    return Decision[word.upper()]
