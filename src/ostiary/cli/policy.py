"""Which policy decides, and how a report is wanted: arguments that several verbs share."""

import argparse
from pathlib import Path

from ostiary.core.errors import UsageError
from ostiary.core.scale import Decision
from ostiary.core.world import World
from ostiary.policy.load import PRESETS, load, preset
from ostiary.policy.model import Policy

OWN_FILE = "policy.toml"
"""The user's own policy, in the user's configuration folder.

Never one of the current folder: whoever looks at a stranger's checkout from inside it would be told by the
stranger what to allow.
"""


def policy_argument(parser: argparse.ArgumentParser) -> None:
    """`--policy`, for every verb that decides."""
    parser.add_argument(
        "--policy",
        metavar="NAME|FILE",
        default="",
        help=f"{', '.join(PRESETS)}, or a TOML file; else $OSTIARY_POLICY, your own {OWN_FILE}, balanced",
    )


def chosen_policy(name: str, world: World) -> Policy:
    """The policy that the arguments, the environment or the user's configuration names, in that order."""
    wanted = name or world.environ.get("OSTIARY_POLICY", "")
    if not wanted:
        own = config_folder(world) / OWN_FILE
        wanted = str(own) if own.is_file() else "balanced"
    if wanted in PRESETS:
        return preset(wanted)
    return load(read_policy(Path(world.cwd) / wanted, wanted), wanted, known_checks())


def config_folder(world: World) -> Path:
    """Where the user's own policy stands. Source: XDG Base Directory Specification 0.8."""
    base = world.environ.get("XDG_CONFIG_HOME", "")
    return (Path(base) if base else Path(world.home) / ".config") / "ostiary"


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
    from ostiary.checks.catalogue import CATALOGUE

    return frozenset(check.id for check in CATALOGUE)


def threshold(word: str) -> Decision:
    """The decision from which `--fail-on` fails the process."""
    return Decision[word.upper()]
