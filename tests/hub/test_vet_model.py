"""`ostiary vet hf:...`, from the words to the exit code, with the real client of the hub."""

from ostiary.core.exits import Exit
from world.front import Front
from world.hub import FakeHub
from world.weights import CALLING, CARD, CONFIG, safetensors

GOOD: dict[str, bytes | str] = {
    "README.md": CARD,
    "config.json": CONFIG,
    "model.safetensors": safetensors(),
}


def test_a_good_model_may_enter(front: Front, hub: FakeHub) -> None:
    sha = hub.model("org/good", GOOD).branches["main"]
    said = front.vet(f"hf:org/good@{sha}")
    assert said.verdict["decision"] == "allow", said.out
    assert said.verdict["subject"] == f"pkg:huggingface/org/good@{sha}"
    assert said.code == Exit.OK
    assert "as asked" in said.fact("revision")
    assert "1,234 downloads" in said.fact("hub")
    assert said.fact("licence") == "mit"
    assert "safe by format" in said.fact("model")
    rows = {row["path"] for row in said.report["coverage"]}
    assert rows == set(GOOD)


def test_a_calling_pickle_is_blocked(front: Front, hub: FakeHub) -> None:
    hub.model("org/bad", {**GOOD, "pytorch_model.bin": CALLING})
    said = front.vet("hf:org/bad")
    assert said.verdict["decision"] == "block"
    assert "posix.getpid" in said.message("model-call")
    assert said.code == Exit.FOUND
