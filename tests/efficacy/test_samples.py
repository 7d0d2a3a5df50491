"""Malicious samples are caught, honest look-alikes pass and no evasion is clean, by the bytes alone."""

import ipaddress
import re
from pathlib import Path

import pytest
from packages import HERE, Case, cases, decide, told

from ostiary.core.scale import Decision

CASES = [one for folder in ("npm", "python", "mutation") for one in cases(folder)]
HOST = re.compile(r"\b(?:https?|wss?|ftp|stratum\+tcp)://([\w.-]+)")
ADDRESS = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
DOCUMENTATION = [
    ipaddress.ip_network(one) for one in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
]
NO_HOSTS = frozenset({"169.254.169.254", "100.100.100.200", "127.0.0.1", "0.0.0.0", "www.w3.org"})
"""What cannot be reached from elsewhere, and the name of a namespace."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_sample(case: Case) -> None:
    verdict = decide(case.form, list(case.files))
    assert case.holds(verdict.decision), f"{case.about}: {told(verdict)}"


def test_there_are_as_many_as_promised() -> None:
    npm = [one for one in CASES if one.page.startswith("npm/") and "evasions" not in one.page]
    evasions = [one for one in CASES if one.page.endswith("evasions")]
    assert sum(one.expected is Decision.ALLOW for one in npm) >= 60
    assert sum(one.expected is not Decision.ALLOW for one in npm) >= 60
    assert all(one.expected is not Decision.ALLOW for one in evasions)
    assert sum(one.page.startswith("python/") for one in evasions) >= 29
    assert len({one.id for one in CASES}) == len(CASES)


@pytest.mark.parametrize("page", sorted(HERE.glob("*/*.md")), ids=lambda page: page.stem)
def test_pages_are_inert(page: Path) -> None:
    text = page.read_text("utf-8")
    hosts = {one.lower() for one in HOST.findall(text)}
    addresses = {one for one in ADDRESS.findall(text) if all(int(n) < 256 for n in one.split("."))}
    named = {one for one in hosts - NO_HOSTS if not ADDRESS.fullmatch(one) and "." in one}
    assert [one for one in named if not one.endswith("example.invalid")] == []
    outside = addresses - NO_HOSTS
    assert [one for one in outside if not _documented(one)] == []


def _documented(address: str) -> bool:
    return any(ipaddress.ip_address(address) in one for one in DOCUMENTATION)
