"""How does one requirement of a manifest become a component, or a note that it cannot be read?"""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.inventory import Component, Origin, Scope
from ostiary.formats.inventory.draft import PIN, Draft
from ostiary.formats.inventory.python.requirement_text import Asked, read_asked


class For(Struct, frozen=True):
    """What requirements are there for."""

    scope: Scope = Scope.RUNTIME
    groups: tuple[str, ...] = ()


Sources = Mapping[str, tuple[Origin, str]]
"""Where a tool's own tables say that a package comes from, by canonical name."""


def ask(
    draft: Draft,
    text: object,
    line: int,
    why: For,
    own: str = "",
    *,
    sources: Sources = MappingProxyType({}),
) -> None:
    """Add what one text of PEP 508 asks for; `own` is the canonical name of the project itself."""
    asked = read_asked(text) if isinstance(text, str) else None
    if asked and asked.name in sources and asked.origin is Origin.REGISTRY:
        origin, source = sources[asked.name]
        asked = replace(asked, origin=origin, source=source)
    if asked is None:
        draft.miss(str(text)[:200], line, "no requirement that an installer reads")
    elif not asked.name:
        draft.miss(asked.source[:200], line, "names no package and no version", PIN)
    elif not own or asked.name != own:
        draft.add(component(draft, asked, line, why))


def component(draft: Draft, asked: Asked, line: int, why: For) -> Component:
    """The component that a requirement asks for directly."""
    return Component(
        "pypi",
        asked.name,
        asked.version,
        draft.at(line),
        key=f"{'/'.join((*why.groups, asked.name))}@{asked.version or asked.requirement}",
        scope=why.scope,
        groups=why.groups,
        direct=True,
        requirement=asked.requirement,
        markers=asked.marker,
        origin=asked.origin,
        source=asked.source,
        properties=(("extras", ",".join(asked.extras)),) if asked.extras else (),
    )


def own(draft: Draft, name: str, version: str, line: int) -> None:
    """Add the project itself."""
    draft.add(Component("pypi", name, version, draft.at(line), origin=Origin.OWN))
