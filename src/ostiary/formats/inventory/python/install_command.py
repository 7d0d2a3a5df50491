"""What does a command that installs add to a listing?"""

from ostiary.core.inventory import Component
from ostiary.formats.inventory.draft import PIN, Draft
from ostiary.formats.inventory.python.asked import For, ask
from ostiary.formats.inventory.python.conda_names import read_spec
from ostiary.formats.inventory.python.requirement_text import read_link
from ostiary.formats.inventory.recipes.pip_command import CONDA, InstallCommand

_OWN = frozenset([".", "./", "..", "../"])


def take(draft: Draft, command: InstallCommand, line: int, why: For) -> None:
    """Add what a command installs, with the files that it reads as `includes`."""
    for text in command.wanted:
        if set(text) & set("${}`"):
            draft.miss(text, line, "a variable decides", PIN)
        elif command.tool == CONDA:
            _conda(draft, text, line, why)
        elif text.partition("[")[0] not in _OWN:
            ask(draft, text, line, why)
    for text in command.editable:
        asked = read_link(text)
        if text.partition("[")[0] in _OWN:
            continue
        if asked and asked.name:
            ask(draft, text, line, why)
        else:
            draft.miss(text, line, "names no package and no version", PIN)
    for name in (*command.files, *command.constraints):
        if set(name) & set("${}`") or name == "-":
            draft.miss(name, line, "a variable decides which file is read")
        else:
            draft.include(name, line)


def _conda(draft: Draft, text: str, line: int, why: For) -> None:
    asked = read_spec(text)
    if asked is None:
        draft.miss(text, line, "no specification of a package of conda")
        return
    known = (("build", asked.build), ("channel", asked.channel))
    draft.add(
        Component(
            "conda",
            asked.name,
            asked.version,
            draft.at(line),
            scope=why.scope,
            groups=why.groups,
            direct=True,
            requirement=asked.requirement,
            properties=tuple(one for one in known if one[1]),
        )
    )
