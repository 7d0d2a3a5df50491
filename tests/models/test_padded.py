"""What stands far behind the begin of a file is read, whatever is in front of it and however it is called."""

import pytest
from assemble import gguf
from desks import read_all

from ostiary.evidence.artifact import examine_members
from ostiary.formats.archive.member import Member
from ostiary.formats.model.assurance import Assurance, assurance
from ostiary.formats.model.record import Models

CALL = b"cposix\ngetpid\n(tR"
FAR = 300_000
"""Bytes, more than are followed at first."""
IN_FRONT = {
    "a long line": b"V" + b"x" * FAR + b"\n0",
    "a long text in quotes": b"S'" + b"x" * FAR + b"'\n0",
    "many numbers": b"(l" + b"I12345\na" * (FAR // 8) + b"0",
    "many values that are thrown away": b"N0" * FAR,
    "a long text of protocol 2": b"\x80\x02X" + FAR.to_bytes(4, "little") + b"x" * FAR + b"0",
    "many values of protocol 2": b"\x80\x02" + b"K\x010" * FAR,
}


def worst(name: str, data: bytes) -> Assurance:
    """The worst verdict of a file and its parts. Fails where nobody recognises it."""
    order = list(Assurance)
    return max((assurance(one) for one in read_all(name, data).files), key=order.index)


@pytest.mark.parametrize("name", ["model.bin", "model.data", "model"])
@pytest.mark.parametrize("front", IN_FRONT)
def test_a_call_behind_much_else(front: str, name: str) -> None:
    assert worst(name, IN_FRONT[front] + CALL + b".") is Assurance.MALICIOUS


@pytest.mark.parametrize("name", ["notes.txt", "data", "data.bin"])
@pytest.mark.parametrize(
    "text", [b"V" + b"words " * FAR, b"N" * FAR + b" end\n", b"c = add(a, b)\nadds both\n", b"I\n"]
)
def test_what_only_begins_like_one_is_none(text: bytes, name: str) -> None:
    assert not read_all(name, text).files


XML = {
    "model.xml": '<net name="n" version="11"><layers><layer id="0" name="a" type="T" version="extension"/>'
    "</layers></net>",
    "model.pmml": '<PMML version="4.4"><Header/><script>x</script></PMML>',
}


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize(
    "front", ["<!-- {} -->", "<?note {}?>", '<?xml version="1.0"?>\n<!--{}-->\n<!-- -->']
)
def test_a_document_behind_a_long_comment(front: str, name: str) -> None:
    document = front.format("x" * 10_000) + XML[name]
    assert worst(name, document.encode()) is Assurance.REVIEW


def test_a_configuration_of_keras_behind_much_else() -> None:
    config = (
        b'{"class_name": "Lambda", "config": {"function": "posix.getpid"}, "a": "' + b"x" * 9_000
    )
    padded = (
        b'{"a": "'
        + b"x" * 9_000
        + b'", "class_name": "Lambda", "config": {"function": "posix.getpid"}'
    )
    for data in (config + b'"}', padded + b"}"):
        assert worst("model.json", data) is Assurance.MALICIOUS


def test_the_template_in_a_model_is_judged_where_a_whole_artifact_is() -> None:
    text = "key tokenizer.chat_template string {{ messages.__class__.__mro__ }}\n"
    member = Member("a/model.gguf", gguf.assemble(text), False, 0)
    found = examine_members([member], "folder", "", 0)
    (models,) = (fact for fact in found.facts if isinstance(fact, Models))
    assert {one.path.partition("!/")[2]: assurance(one) for one in models.files} == {
        "": Assurance.SAFE_BY_LIST,
        "tokenizer.chat_template.jinja": Assurance.MALICIOUS,
    }
