"""Which commands does everybody take for those of the system, of a language or of a well-known tool?"""

import re

from ostiary.checks.wording import quote
from ostiary.core.regex import regex
from ostiary.program.wordlist import wordlist

COMMANDS = wordlist(
    # shells, and who one is
    "sh bash zsh dash fish ksh ash csh tcsh busybox sudo su doas login passwd id whoami env printenv which"
    # keys and other machines
    " ssh scp sftp ssh-agent ssh-add ssh-keygen gpg gpg2 curl wget nc ncat netcat ping"
    # files
    " ls cat cp mv rm mkdir rmdir ln chmod chown grep sed awk find xargs tar gzip unzip zip head tail less"
    # processes and services
    " ps kill killall top systemctl crontab"
    # package managers
    " apt apt-get dpkg dnf yum rpm apk pacman brew pip pip2 pip3 pipx uv uvx conda poetry npm npx pnpm yarn"
    " corepack gem cargo"
    # compilers and build tools
    " make cmake gcc g++ cc c++ clang ld ar"
    # interpreters
    " python python2 python3 pythonw node nodejs java javac go rustc ruby perl php dotnet"
    # sources, machines and clouds
    " git svn hg gh glab docker docker-compose podman kubectl helm terraform vagrant aws az gcloud vault op"
    # databases
    " mysql psql redis-cli"
)
"""Names of commands that come from elsewhere; whoever installs one of them is started in its place."""

_OF_TOOLS = {
    "npm": "node",
    "npx": "npm node",
    "corepack": "node",
    "nodejs": "node",
    "uvx": "uv",
    "az": "azure",
    "docker-compose": "docker",
    "op": "onepassword 1password",
    "redis-cli": "redis",
    "python3": "python",
    "pip3": "pip",
    "javac": "java jdk",
}
"""Under which names the tools are known that bring a command."""

_AROUND = wordlist("python py cli bin binary binaries wheel dist static js node build tools pkg")
"""What packages put around the name of the tool that they bring."""

_ENDS = regex(r"(?:cli|bin|js|py)$")


def posing(command: str) -> str:
    """What is said of such a command."""
    return f"it installs a command {quote(command)}, which then runs in place of the known one"


def stands_in_for(command: str, package: str) -> bool:
    """Whether a package installs a command that is known to be somebody else's.

    A package that bears the name of the command, or of its tool, brings the tool itself.
    """
    bare = command.lower().removesuffix(".exe")
    if bare not in COMMANDS:
        return False
    parts = [one for one in re.split(r"[^a-z0-9]+", package.lower()) if one]
    whole = "".join(parts)
    inner = "".join(one for one in parts if one not in _AROUND)
    scope = parts[0] if package.startswith("@") else ""  # of a registry that gives it to one owner
    own = {whole, inner, scope, _ENDS.sub("", whole), _ENDS.sub("", inner)}
    names = {bare.replace("-", ""), *_OF_TOOLS.get(bare, "").split()}
    return own.isdisjoint(names)
