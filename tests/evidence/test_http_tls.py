"""Whom the HTTP client trusts, and through whom it goes."""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ostiary.core.errors import SourceError
from ostiary.core.evidence import Cause
from ostiary.core.ports import Reply
from ostiary.core.world import World
from ostiary.evidence.clients.settings import ClientSettings, Timeouts
from ostiary.evidence.http.client import HttpClient
from world.index import Answer, FakeIndex

Make = Callable[..., World]
QUICK = Timeouts(connect=2, read=1, total=3, backoff=0.01)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that only its own file vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "key.pem").write_bytes(private)
    return folder / "cert.pem"


@pytest.fixture
def secure(certificate: Path) -> Iterator[FakeIndex]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    with FakeIndex(context) as index:
        index.extra["/page"] = Answer(b"{}")
        yield index


def get(world: World, url: str, settings: ClientSettings) -> Reply:
    async def main() -> Reply:
        async with HttpClient(world, settings) as http:
            return await http.get(url)

    return asyncio.run(main())


def test_an_unknown_authority_is_refused_with_a_hint(secure: FakeIndex, make_world: Make) -> None:
    assert secure.url.startswith("https://")
    with pytest.raises(SourceError, match="certificate") as caught:
        get(make_world(), secure.url + "/page", ClientSettings(timeouts=QUICK))
    assert caught.value.cause is Cause.UNCONFIGURED
    assert "cafile" in caught.value.hint
    assert secure.asked() == 0


def test_the_users_own_authority_is_trusted(
    secure: FakeIndex, certificate: Path, make_world: Make
) -> None:
    for settings in (
        ClientSettings(timeouts=QUICK, ca_files=(str(certificate),)),
        ClientSettings(timeouts=QUICK, ca_texts=(certificate.read_text(),)),
        ClientSettings(timeouts=QUICK, insecure_hosts=("127.0.0.1",)),
    ):
        world = make_world(now=make_world().now + timedelta(days=secure.asked()))
        assert get(world, secure.url + "/page", settings).found


def test_a_broken_authority_file_is_named(
    secure: FakeIndex, make_world: Make, tmp_path: Path
) -> None:
    (tmp_path / "bad.pem").write_text("nothing")
    settings = ClientSettings(timeouts=QUICK, ca_files=(str(tmp_path / "bad.pem"),))
    with pytest.raises(SourceError, match="certificates of your clients"):
        get(make_world(), secure.url + "/page", settings)


def test_https_is_never_redirected_to_http(
    secure: FakeIndex, certificate: Path, index: FakeIndex, make_world: Make
) -> None:
    secure.fail("/old", "status", 302, location=index.url + "/page")
    settings = ClientSettings(timeouts=QUICK, ca_files=(str(certificate),))
    with pytest.raises(SourceError, match="nobody should follow"):
        get(make_world(), secure.url + "/old", settings)
    assert index.asked() == 0


def test_a_proxy_is_used_and_its_exceptions_too(index: FakeIndex, make_world: Make) -> None:
    with FakeIndex() as proxy:
        proxies = (("http", proxy.url),)
        away = ClientSettings(timeouts=QUICK, proxies=proxies)
        assert not get(make_world(), "http://far.example.invalid/page", away).found
        assert proxy.requests[0][1] == "http://far.example.invalid/page"
        index.extra["/page"] = Answer(b"{}")
        near = ClientSettings(timeouts=QUICK, proxies=proxies, no_proxy=("127.0.0.1",))
        assert get(make_world(), index.url + "/page", near).found
        assert proxy.asked("http") == 1
