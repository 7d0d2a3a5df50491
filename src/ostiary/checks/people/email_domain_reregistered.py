"""Could somebody else now receive a maintainer's mail?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.people import DomainRegistration
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity


@check(
    "email-domain-reregistered",
    "a maintainer's e-mail domain is free or was registered anew",
    Severity.MEDIUM,
    Family.PEOPLE,
    reads=DomainRegistration,
    confidence=Confidence.MEDIUM,
    remedy="Tell the maintainer and the index. A domain younger than the package is also what an "
    "honest change of address looks like: ask before you judge.",
    refs=("https://www.rfc-editor.org/rfc/rfc9083#section-4.5",),
)
def email_domain_reregistered(domain: DomainRegistration) -> Iterator[Hit | Gap]:
    """Who holds the domain holds the mailbox, and with it the password reset of the account."""
    if domain.public:
        return
    name = quote(domain.domain)
    if not domain.registered:
        message = f"the e-mail domain {name} is not registered: anybody can take it"
        yield Hit(message, severity=Severity.HIGH, key=domain.domain)
    elif domain.created is None:
        yield Gap(f"the registry does not say when {name} was registered")
    elif domain.first_release is None:
        yield Gap(f"it is not known when the package first appeared, to compare with {name}")
    elif domain.created > domain.first_release:
        message = (
            f"the e-mail domain {name} was registered on {domain.created.date()}, after the first "
            f"release on {domain.first_release.date()}"
        )
        yield Hit(message, key=domain.domain)
