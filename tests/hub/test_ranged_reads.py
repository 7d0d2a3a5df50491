"""Large files of a model are read by their headers, over ranges, and whatever goes wrong is never a pass."""

import hashlib
import pickle

import pytest

from world.front import Front, Said
from world.hub import FakeHub
from world.weights import CALLING, GOOD, safetensors, state, torch_zip

BIG = safetensors(3, 600_000)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as large from 32 kB."""
    monkeypatch.setattr("ostiary.evidence.hub.files.WHOLE", 32 << 10)


def vetted(front: Front, hub: FakeHub, path: str, data: bytes) -> Said:
    sha = hub.model("org/big", {**GOOD, path: data}).branches["main"]
    return front.vet(f"hf:org/big@{sha}")


def rows(said: Said, path: str) -> list[dict[str, object]]:
    return [row for row in said.report["coverage"] if row["path"] == path]


def test_tensors_are_not_fetched(front: Front, hub: FakeHub) -> None:
    said = vetted(front, hub, "big.safetensors", BIG)
    assert said.verdict["decision"] == "allow", said.out
    assert "1 by their headers, digests not worked out" in said.fact("files")
    fetched = int(said.fact("files").split("; ")[-1].split()[0].replace(",", ""))
    assert fetched < len(BIG) // 10
    assert "3 whole" in said.fact("files")
    assert rows(said, "big.safetensors")


def test_the_detour_is_made_once(front: Front, hub: FakeHub) -> None:
    data = torch_zip(state(1 << 20), 4 << 20)
    said = vetted(front, hub, "big.pt", data)
    assert said.verdict["decision"] == "allow", said.out
    assert len(hub.asked("/resolve/")) - 3 == 1 < len(hub.asked("/cdn/")) - 1
    assert not [one for one in hub.asked("/cdn/") if "authorization" in one]


def test_a_calling_pickle_in_a_large_archive_is_found(front: Front, hub: FakeHub) -> None:
    said = vetted(front, hub, "big.pt", torch_zip(CALLING, 4 << 20))
    assert said.verdict["decision"] == "block"
    assert "posix.getpid" in said.message("model-call")


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("ignore-ranges", "does not answer ranges"),
        ("wrong-range", "another range"),
        ("truncate", "did not answer"),
        ("endless", "more than"),
        ("packed", "plain bytes"),
        ("other-commit", "another commit"),
    ],
)
def test_a_server_that_does_not_keep_to_it_is_never_a_pass(
    front: Front, hub: FakeHub, mode: str, words: str
) -> None:
    hub.mode = mode
    said = vetted(front, hub, "big.safetensors", BIG)
    assert said.verdict["decision"] == "insufficient", said.verdict
    [row] = rows(said, "big.safetensors")
    assert not row["understood"]
    assert words in str(row["reason"])


@pytest.mark.parametrize("mode", ["truncate", "endless", "packed", "other-commit"])
def test_small_files_too(front: Front, hub: FakeHub, mode: str) -> None:
    hub.mode = mode
    hub.model("org/good", GOOD)
    said = front.vet("hf:org/good")
    assert said.verdict["decision"] == "insufficient"
    assert {row["path"] for row in said.report["coverage"] if not row["understood"]} == set(GOOD)


def test_a_large_file_of_which_others_are_served_is_blocked(front: Front, hub: FakeHub) -> None:
    model = hub.model("org/big", {**GOOD, "big.safetensors": BIG})
    model.served["big.safetensors"] = BIG[:-1] + b"\1"
    said = front.vet("hf:org/big")
    assert said.verdict["decision"] == "block"
    assert "big.safetensors" in said.message("model-file-altered")


def test_a_large_file_of_no_model_format_is_read_to_its_end(front: Front, hub: FakeHub) -> None:
    data = b"\x13\x37" * 400_000
    said = vetted(front, hub, "rows.dat", data)
    [row] = rows(said, "rows.dat")
    assert row["sha256"] == hashlib.sha256(data).hexdigest()
    assert said.verdict["decision"] == "allow"
    named = vetted(front, hub, "rows.bin", data)  # the name of weights, and nobody knows the bytes
    assert named.verdict["decision"] == "insufficient"


def test_one_that_is_too_large_for_that_is_named_as_unread(
    front: Front, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ostiary.evidence.hub.files.MAX_RANGED", 1 << 20)
    said = vetted(front, hub, "rows.bin", b"\x13\x37" * 600_000)
    [row] = rows(said, "rows.bin")
    assert row["opaque"] == "limit"
    assert said.verdict["decision"] == "insufficient"


def test_a_bound_on_bytes_ends_in_unknown(
    front: Front, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ostiary.evidence.hub.files.MAX_RANGED", 1 << 20)
    data = pickle.dumps([f"text {one}" for one in range(200_000)], protocol=2)
    said = vetted(front, hub, "big.pkl", data)
    assert said.verdict["decision"] == "insufficient"
    [row] = rows(said, "big.pkl")
    assert "would have to be fetched" in str(row["reason"])


def test_the_same_within_the_bound_is_read_to_its_end(front: Front, hub: FakeHub) -> None:
    data = pickle.dumps([f"text {one}" for one in range(200_000)], protocol=2)
    said = vetted(front, hub, "big.pkl", data)
    assert said.verdict["decision"] == "allow", said.verdict


def test_too_many_requests_end_in_unknown(
    front: Front, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ostiary.evidence.hub.session.MAX_REQUESTS", 8)
    said = vetted(front, hub, "big.pt", torch_zip(CALLING, 4 << 20))
    assert said.verdict["decision"] != "allow"


def test_the_clock_ends_it(front: Front, hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ostiary.evidence.hub.session.MAX_SECONDS", -1.0)
    said = vetted(front, hub, "big.safetensors", BIG)
    assert said.verdict["decision"] == "insufficient"
