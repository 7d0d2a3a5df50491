"""When was the domain of a maintainer's e-mail address registered?"""

import re
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

import msgspec

from ostiary.core.errors import ParseError, SourceError
from ostiary.core.evidence import Cause, Evidence, Item, Unknown
from ostiary.core.facts.people import DomainRegistration
from ostiary.core.ports import Http
from ostiary.core.regex import regex
from ostiary.core.subject import Subject
from ostiary.evidence.asking import decode, failed, malformed, unconfigured

BASE = "https://rdap.org"
SOURCE = "rdap"
MAX_DOMAIN = 253

_LABEL = regex(r"^(?!-)[a-z0-9-]{1,63}(?<!-)$", re.ASCII)
_PUBLIC = frozenset(
    [
        "126.com",
        "163.com",
        "aliyun.com",
        "aol.com",
        "att.net",
        "bluewin.ch",
        "cock.li",
        "comcast.net",
        "disroot.org",
        "duck.com",
        "email.cz",
        "fastmail.com",
        "fastmail.fm",
        "foxmail.com",
        "free.fr",
        "freemail.hu",
        "github.com",
        "gitlab.com",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hey.com",
        "home.nl",
        "hotmail.co.uk",
        "hotmail.com",
        "hotmail.de",
        "hotmail.fr",
        "icloud.com",
        "inbox.ru",
        "laposte.net",
        "libero.it",
        "list.ru",
        "live.com",
        "live.nl",
        "mac.com",
        "mail.com",
        "mail.ru",
        "mailbox.org",
        "mailfence.com",
        "me.com",
        "msn.com",
        "naver.com",
        "noreply.github.com",
        "o2.pl",
        "orange.fr",
        "outlook.com",
        "outlook.de",
        "outlook.fr",
        "pm.me",
        "posteo.de",
        "posteo.net",
        "proton.me",
        "protonmail.ch",
        "protonmail.com",
        "qq.com",
        "rediffmail.com",
        "riseup.net",
        "runbox.com",
        "seznam.cz",
        "sina.com",
        "t-online.de",
        "tuta.com",
        "tuta.io",
        "tutanota.com",
        "tutanota.de",
        "verizon.net",
        "web.de",
        "wp.pl",
        "ya.ru",
        "yahoo.co.jp",
        "yahoo.co.uk",
        "yahoo.com",
        "yahoo.de",
        "yahoo.fr",
        "yandex.com",
        "yandex.ru",
        "yeah.net",
        "zoho.com",
    ]
)


class _Event(msgspec.Struct, rename="camel"):
    event_action: str = ""
    event_date: str = ""


class _Domain(msgspec.Struct, rename="camel"):
    object_class_name: str = ""
    events: list[_Event] | None = None


def registrable_domain(address: str) -> str:
    """The registered domain behind an e-mail address or host name, in lower case; empty if none.

    Only the public part of the suffix list counts: `x.github.io` was registered as `github.io`.
    """
    from publicsuffixlist import PublicSuffixList

    host = address.rpartition("@")[2].strip().strip(".").lower()
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return ""
    labels = host.split(".")
    if len(host) > MAX_DOMAIN or labels[-1].isdigit() or not all(map(_LABEL.match, labels)):
        return ""
    return str(PublicSuffixList(only_icann=True).privatesuffix(host) or "")


async def collect(
    subject: Subject,
    http: Http,
    *,
    address: str,
    first_release: datetime | None,
    now: datetime,
    base: str = BASE,
) -> Item:
    """Ask when the domain of `address` was registered; mailbox providers are known without asking.

    Only the registrable domain leaves this machine, never the address. A 404 of the registry itself
    means that nobody holds the domain; one of the bootstrap service means nothing.
    Source: RFC 9083, sections 4.5 and 5.3; RFC 9224 on finding the registry.
    """
    kind = DomainRegistration
    domain = registrable_domain(address)
    if not domain:
        reason = f"no registered domain in {address.rpartition('@')[2][:80]!r}"
        return Unknown(subject, kind, SOURCE, Cause.MALFORMED, reason)
    if domain in _PUBLIC:
        data = DomainRegistration(domain, None, first_release, public=True)
        return Evidence(subject, data, "bundled list of mailbox providers", now)
    if not base:
        return unconfigured(subject, kind, SOURCE, "switched off", "set OSTIARY_RDAP_URL")
    url = f"{base}/domain/{quote(domain, safe='')}"
    try:
        reply = await http.get(url, accept="application/rdap+json")
        created = _created(reply.body) if reply.found else None
    except SourceError as error:
        return failed(subject, kind, SOURCE, error)
    except ParseError as error:
        return malformed(subject, kind, SOURCE, error)
    if not reply.found and urlsplit(reply.url).netloc == urlsplit(url).netloc:
        reason = f"no registry answers for {domain}"
        return Unknown(subject, kind, SOURCE, Cause.OPAQUE, reason)
    data = DomainRegistration(domain, created, first_release, registered=reply.found)
    return Evidence(subject, data, SOURCE, reply.collected_at, reply.digest, reply.age)


def _created(body: bytes) -> datetime | None:
    """The registration that counts: the latest, since who lets a domain go and takes it again starts anew."""
    wire = decode(body, _Domain)
    if wire.object_class_name != "domain":
        raise ParseError("an answer that is about no domain")
    moments = [
        _moment(event.event_date)
        for event in wire.events or ()
        if event.event_action in {"registration", "reregistration"}
    ]
    return max(moments, default=None)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ParseError(f"a registration at {text[:40]!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
