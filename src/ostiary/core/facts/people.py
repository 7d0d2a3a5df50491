"""Who stands behind a package."""

from datetime import datetime

from msgspec import Struct


class Maintainers(Struct, frozen=True):
    """The accounts that may publish now; `organisation` is empty for a personal project."""

    names: tuple[str, ...]
    organisation: str = ""


class DomainRegistration(Struct, frozen=True):
    """When a maintainer's e-mail domain was registered, against the package's first release.

    `created` is None where the registry redacts it; `public` marks mailbox providers that anybody can
    use, to which nothing applies. Source: RFC 9083 (RDAP), section 4.5 on events.
    """

    domain: str
    created: datetime | None
    first_release: datetime | None
    public: bool = False
    registered: bool = True
