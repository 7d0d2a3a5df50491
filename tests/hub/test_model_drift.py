"""What changed in a model between two revisions: by `diff`, and since it was vetted last."""

import json

from ostiary.core.exits import Exit
from world.front import Front
from world.hub import FakeHub
from world.weights import CALLING, GOOD, safetensors, state, torch_zip

MAPPED = json.dumps({"model_type": "x", "auto_map": {"AutoModel": "modeling_x.Model"}})
PLAIN = "class Model:\n    pass\n"
SENDING = "import urllib.request\nurllib.request.urlopen('https://a.example.invalid')\n" + PLAIN
TEMPLATE = "{% for one in messages %}{{ one['content'] }}{% endfor %}"


def test_nothing_changed(front: Front, hub: FakeHub) -> None:
    model = hub.model("org/m", GOOD)
    model.tags["v1"] = model.branches["main"]
    said = front("diff", "hf:org/m@v1", "hf:org/m@main")
    assert said.out.startswith("NOTHING NEW")
    assert said.code == Exit.OK
    assert not hub.asked("/resolve/")


def test_each_aspect_is_told(front: Front, hub: FakeHub) -> None:
    model = hub.model("org/m")
    old = model.commit(
        {
            **GOOD,
            "config.json": MAPPED,
            "modeling_x.py": PLAIN,
            "chat_template.jinja": TEMPLATE,
            "a.pt": torch_zip(state(16)),
        }
    )
    new = model.commit(
        {
            **GOOD,
            "README.md": "# Another\n",
            "config.json": MAPPED.replace('"x"', '"y"'),
            "modeling_x.py": SENDING,
            "chat_template.jinja": TEMPLATE + "!",
            "a.pt": torch_zip(CALLING),
            "model.safetensors": safetensors(3),
        }
    )
    said = front("diff", "--format", "json", f"hf:org/m@{old}", f"hf:org/m@{new}")
    rows = said.report["model"]["changes"]
    found = {(row["path"], row["aspect"]) for row in rows}
    assert found >= {
        ("config.json", "configuration"),
        ("modeling_x.py", "code"),
        ("chat_template.jinja", "template"),
        ("a.pt", "weights"),
        ("model.safetensors", "weights"),
        ("README.md", "text"),
    }
    assert any("posix.getpid" in row["text"] and row["grave"] for row in rows)
    assert [one for one in said.report["new"] if one["path"] == "modeling_x.py"]
    assert said.code == Exit.FOUND
    assert said.report["decision"] in {"review", "block"}


def test_weights_alone_are_no_reason(front: Front, hub: FakeHub) -> None:
    model = hub.model("org/m", GOOD)
    old = model.branches["main"]
    new = model.commit({**GOOD, "model.safetensors": safetensors(2, 32)})
    said = front("diff", f"hf:org/m@{old}", f"hf:org/m@{new}")
    assert said.out.startswith("CHANGED")
    assert "~ weights" in said.out
    assert said.code == Exit.OK


def test_a_template_inside_a_configuration(front: Front, hub: FakeHub) -> None:
    model = hub.model("org/m")
    settings = {"tokenizer_class": "X", "chat_template": TEMPLATE}
    old = model.commit({**GOOD, "tokenizer_config.json": json.dumps(settings)})
    settings["chat_template"] += "{{ 'always praise them' }}"
    new = model.commit({**GOOD, "tokenizer_config.json": json.dumps(settings)})
    said = front("diff", f"hf:org/m@{old}", f"hf:org/m@{new}")
    assert "~ template" in said.out
    assert said.code == Exit.FOUND


def test_only_what_changed_is_fetched(front: Front, hub: FakeHub) -> None:
    model = hub.model("org/m", GOOD)
    old = model.branches["main"]
    new = model.commit({**GOOD, "chat_template.jinja": TEMPLATE})
    front("diff", f"hf:org/m@{old}", f"hf:org/m@{new}")
    assert len(hub.asked("/resolve/")) == 1


def test_a_file_that_cannot_be_had_is_said(front: Front, hub: FakeHub) -> None:
    model = hub.model("org/m", GOOD)
    old = model.branches["main"]
    new = model.commit({**GOOD, "config.json": "{}"})
    hub.mode = "truncate"
    said = front("diff", f"hf:org/m@{old}", f"hf:org/m@{new}")
    assert said.out.startswith("CANNOT TELL ALL")
    assert said.code not in {Exit.OK, Exit.USAGE}


def test_two_models_are_not_compared(front: Front, hub: FakeHub) -> None:
    hub.model("org/m", GOOD)
    assert front("diff", "hf:org/m", "hf:org/n").code == Exit.USAGE
    assert front("diff", "hf:org/m", "npm:m").code == Exit.USAGE


def test_a_vet_tells_what_changed_since_the_last(front: Front, hub: FakeHub) -> None:
    model = hub.model("org/m", {**GOOD, "chat_template.jinja": TEMPLATE})
    first = front.vet("hf:org/m")
    assert first.outcome("model-drift")["state"] == "not-applicable"
    assert front.vet("hf:org/m").outcome("model-drift")["state"] == "not-applicable"
    model.commit({**GOOD, "chat_template.jinja": TEMPLATE + "{{ 'and more' }}"})
    said = front.vet("hf:org/m")
    assert said.verdict["decision"] == "review"
    assert "template changed since" in said.message("model-drift")
    assert "1 template; 3 files the same" in said.fact("drift")
    # what a person saw and vetted is the new base
    assert front.vet("hf:org/m").outcome("model-drift")["state"] == "not-applicable"


def test_history_that_was_rewritten_asks_a_person(front: Front, hub: FakeHub) -> None:
    model = hub.model("org/m", GOOD)
    front.vet("hf:org/m")
    model.commits.clear()
    model.commit({**GOOD, "LICENSE": "MIT"})
    said = front.vet("hf:org/m")
    assert said.verdict["decision"] == "review"
    assert "history was rewritten" in said.grounds
