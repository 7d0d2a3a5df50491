"""What pip would use: its environment variables and configuration files, in its own order."""

import configparser
from pathlib import Path

from ostiary.core.world import World
from ostiary.evidence.clients.options import Option, Options, read_text

_SECTIONS = ("global", "download", "install")
MACHINE = Path("/etc/pip.conf")
_NULL = {"/dev/null", "nul"}


def pip_options(world: World) -> Options:
    """Every option in force by its name in lower case with hyphens, later sources over earlier ones.

    Source: pip's user guide, "Configuration files" and "Precedence": global, user, environment (site),
    `PIP_CONFIG_FILE`, then `PIP_*` variables; within files the command's section beats `[global]`.
    """
    layers: dict[str, dict[str, Option]] = {section: {} for section in _SECTIONS}
    for path in config_files(world):
        for section, rows in _read(path).items():
            layers[section].update(rows)
    options: dict[str, Option] = {}
    for section in _SECTIONS:
        options.update(layers[section])
    for name, value in sorted(world.environ.items()):
        if name.startswith("PIP_") and name not in {"PIP_CONFIG_FILE", "PIP_VERSION"} and value:
            options[name[4:].lower().replace("_", "-")] = Option(value, f"${name}")
    return options


def config_files(world: World) -> tuple[Path, ...]:
    """The files that pip would read, the weakest first."""
    environ, home = world.environ, Path(world.home)
    own = environ.get("PIP_CONFIG_FILE", "")
    if own.lower() in _NULL:
        return ()
    shared = environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    files = [Path(one) / "pip" / "pip.conf" for one in shared.split(":") if one]
    files.append(MACHINE)
    if not own or not Path(own).exists():
        config = environ.get("XDG_CONFIG_HOME") or str(home / ".config")
        files += [home / ".pip" / "pip.conf", Path(config) / "pip" / "pip.conf"]
    if venv := environ.get("VIRTUAL_ENV"):
        files.append(Path(venv) / "pip.conf")
    if own:
        files.append(Path(own))
    return tuple(files)


def _read(path: Path) -> dict[str, dict[str, Option]]:
    text = read_text(path)
    parser = configparser.RawConfigParser()
    if text is None:
        return {}
    try:
        parser.read_string(text)
    except configparser.Error:
        return {}
    found: dict[str, dict[str, Option]] = {}
    for section in parser.sections():
        if section.lower() in _SECTIONS:
            found[section.lower()] = {
                name.lower().replace("_", "-"): Option(value.strip(), f"{path} [{section}]")
                for name, value in parser.items(section)
                if value
            }
    return found
