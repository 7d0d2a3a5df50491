"""Chat templates that hide what they do behind names, joined texts and padding, and such that are honest."""

import time

import pytest
from desks import read_all, read_one

_FILE = "chat_template.jinja"


def rules(text: str, name: str = _FILE) -> set[str]:
    file = read_one(name, text.encode())
    return {one.rule for one in file.oddities} | ({"opaque"} if file.opaque else set())


@pytest.mark.parametrize(
    "text",
    [
        '{{ x["__cla" ~ "ss__"] }}',
        '{% set k = "__cla" ~ "ss__" %}{{ x[k] }}',
        '{% set k = "__cla" ~ "ss__" %}{% set j = k %}{{ x[j] }}',
        '{% with k = "__cla" ~ "ss__" %}{{ x[k] }}{% endwith %}',
        '{% for k in ["__cla" ~ "ss__"] %}{{ x[k] }}{% endfor %}',
        '{% set ns = namespace() %}{% set ns.a = "__cla" ~ "ss__" %}{{ x[ns.a] }}',
        '{% macro m(k) %}{{ x[k] }}{% endmacro %}{{ m("__cla" ~ "ss__") }}',
        '{% macro m() %}__cl{{ "ass__" }}{% endmacro %}{{ x[m()] }}',
        '{% set k %}__cl{{ "ass__" }}{% endset %}{{ x[k] }}',
        '{{ x["{}class{}".format("__", "__")] }}',
        '{{ x["%sclass%s" % ("__", "__")] }}',
        '{{ x["__ssalc__"[::-1]] }}',
        '{{ x[["__cla", "ss__"] | join] }}',
        '{{ x[("__cla" ~ "ss__") if y else z] }}',
        '{{ x | map(attribute="__cla" ~ "ss__") }}',
        '{{ x | groupby("__cla" ~ "ss__") }}',
        '{{ x | selectattr("__cla" ~ "ss__", "equalto", "y") }}',
        '{{ x | map("map", "at" ~ "tr", "__cla" ~ "ss__") }}',
        '{% macro m(a, k) %}{{ x[k] }}{% endmacro %}{{ m("y", "__cla" ~ "ss__") }}',
        '{% macro m(a, k) %}{{ x[k] }}{% endmacro %}{{ m(a="y", k="__cla" ~ "ss__") }}',
        '{% macro m(a) %}{{ x[varargs[0]] }}{% endmacro %}{{ m("y", "__cla" ~ "ss__") }}',
        '{% macro m(a) %}{{ x[kwargs["k"]] }}{% endmacro %}{{ m("y", k="__cla" ~ "ss__") }}',
        '{% macro m(k) %}{{ x[k] }}{% endmacro %}{{ m(*["__cla" ~ "ss__"]) }}',
    ],
)
def test_a_name_that_is_put_together(text: str) -> None:
    assert "template-computed-name" in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        '{{ x | selectattr("name", "equalto", "a" ~ "b") }}',
        "{% macro m(i, pad) %}{{ x[i] }}{{ pad ~ ' ' }}{% endmacro %}{{ m(y | length, 'a' ~ 'b') }}",
        "{% set i = y | length if y is not string else 1 %}{{ x[i + 1] }}",
        "{% set i = (y ~ 'b') | length %}{{ x[i] }}",
    ],
)
def test_what_is_only_compared_or_counted_is_no_name(text: str) -> None:
    assert "template-computed-name" not in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        '{{ x | map("attr", y) }}',
        '{{ x.append["__self__"] }}',
        '{{ x | map(attribute="a.__func__") }}',
        "{% generation %}{{ x.__class__ }}{% endgeneration %}",
        " " * 5000 + "{{ x.__class__ }}",
    ],
)
def test_the_sandbox_is_left(text: str) -> None:
    assert "template-escape" in rules(text)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{{ x._context }}", "template-private"),
        ('{{ x["run"]("id") }}', "template-method"),
        ("{{ x[y](1) }}", "template-method"),
        ("{% for i in range(10 ** 9) %}a{% endfor %}", "template-loop"),
        (
            "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}",
            "template-loop",
        ),
        ('{{ "a" * 1000000000 }}', "template-loop"),
        ("{{ 10 ** 10 ** 10 }}", "template-loop"),
        ('{% set c = m.content %}{% if "Deploy the thing" in c %}x{% endif %}', "template-trigger"),
        ('{{ {"Deploy the thing": "x"}[m.content] }}', "template-trigger"),
        ('{% if m.content in ["Deploy the thing"] %}x{% endif %}', "template-trigger"),
        ('{{ m.content == "Deploy the thing" and "x" }}', "template-trigger"),
        ('{% if m.content is eq("Deploy the thing") %}x{% endif %}', "template-trigger"),
        ('{{ "__A \U000e0041" }}', "template-hidden"),
        ("{{ m }} http://www.w3.org/ https://other.test/abc", "template-text"),
    ],
)
def test_other_ways(text: str, rule: str) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "{% for m in messages[1:] %}{{ m['role'] ~ ': ' ~ m['content'] | trim }}{% endfor %}",
        "{{ messages[(messages | length - 1) - loop.index0].content }}",
        "{{ messages[loop.index0 + 1]['role'] }}",
        "{% set names = {'a': 'b'} %}{{ names[message['role']] }}{{ names[message.role] }}",
        "{% for k, v in tool.parameters.items() %}{{ k ~ tool[k] }}{% endfor %}",
        "{% if '</think>' in m.content %}{{ m.content.split('</think>')[-1].lstrip() }}{% endif %}",
        "{{ m.content.split('__image__') | map(attribute='text') | join }}",
        "{% generation %}{{ m.content }}{% endgeneration %}",
        "{% for i in range(100) %}{{ '-' * 80 }}{% endfor %}",
    ],
)
def test_honest_templates(text: str) -> None:
    assert not rules(text)


def test_padding_before_a_template() -> None:
    padded = "{# " + "a" * 5000 + " #}{{ messages.__class__ }}"
    assert "template-escape" in rules(padded, "own.jinja")


@pytest.mark.parametrize(
    "text",
    [
        '{{ m.content == "' + " " * 20_000 + 'A b" }}',
        "{{ m }}" + "a" * 900_000 + "A__",
        "{{ m" + '.find("Some words")' * 50_000 + " }}",
        "{{ x[" + "+".join(["'a'"] * 50_000) + "] }}",
        "{{ m }}" * 60_000,
    ],
)
def test_long_templates_end_soon(text: str) -> None:
    begin = time.process_time()
    read_all(_FILE, text.encode())
    read_all("own.jinja", text.encode())
    assert time.process_time() - begin < 20


def weights(text: str, name: str) -> set[tuple[str, int]]:
    return {(one.rule, int(one.gravity)) for one in read_one(name, text.encode()).oddities}


@pytest.mark.parametrize(
    "text",
    [
        '{% extends "b" %}{{ x.foo() }}{{ content }}<script src="https://a.test/x">{{ self.b() }}',
        '{{ content }}{{ x.__class__.__name__ }}{{ f | attr("label") }}{{ f["a_" ~ n] }}',
        "{{ content }}class A:\n    def __init__(self):\n        pass\n",
        "{% for m in messages %}<li>{{ m.shown() }} {{ request.path }}</li>{% endfor %}",
        '{% if user.content == "Some words" %}{% include "a" %}{% endif %}{{ url_for("x") }}',
    ],
)
def test_a_template_of_a_page_may_do_what_pages_do(text: str) -> None:
    assert not rules(text, "page.html.j2")


def test_other_marks_are_no_broken_template() -> None:
    tex = "\\def\\x{% \\y } content ((( resources.title ))) ((*- for c in cells *))a((* endfor *))"
    assert not rules(tex, "page.tex.j2")
    assert weights("{% \\y } content", "page.tex.j2") == {("template-marks", 0)}


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ('{{ content }}{{ cycler.__init__.__globals__.os.popen("id") }}', 3),
        ("{{ content }}{{ x.__class__.__mro__ }}", 3),
        ("{{ content }}{{ x.__class__.mro() }}", 3),
        ("{{ content }}{{ x.__class__[y] }}", 3),
        ('{{ content }}{{ x["__globals__"] }}', 3),
        ('{{ content }}{{ x | attr("__class__") }}', 3),
        ('{{ content }}{{ x | attr("__cl" ~ y) }}', 3),
        ('{{ content }}{{ x | map("attr", "mro") }}', 3),
        ("{% set k %}__class__{% endset %}{{ content[k] }}", 3),
        ("{{ content }}{{ x | attr(y) }}", 1),
        ("{# #} content \\VAR{x.__init__.__globals__}", 3),
        ("{{ content }} ((( x.__class__.__mro__ )))", 3),
        ("{% \\y } content ((( x.__class__.__mro__ )))", 3),
        ("{% \\y } content @@ x.__class__.__mro__ @@", 3),
    ],
)
def test_what_leaves_the_sandbox_counts_in_every_template(text: str, weight: int) -> None:
    assert ("template-escape", weight) in weights(text, "page.html.j2")


@pytest.mark.parametrize(
    "text",
    [
        '{{ content }}{{ x["__cla" ~ "ss__"] }}',
        '{{ content }}{{ x["__ssalc__"[::-1]] }}',
        '{% set k = ["_" * 2, "class", "_" * 2] | join %}{{ content[k] }}',
        '{{ content }}{{ x["%c%cclass" % (95, 95) ~ y] }}',
    ],
)
def test_inner_names_that_are_put_together_count_in_every_template(text: str) -> None:
    assert "template-computed-name" in rules(text, "page.html.j2")


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("own.jinja", "{% for m in messages %}{{ m.foo() }}{% endfor %}", "template-method"),
        ("own.html.jinja", '{{ bos_token }}{% include "x" %}', "template-include"),
        (
            "own.txt.jinja",
            "{% for m in messages %}{% if 'Deploy the thing' in m.content %}x{% endif %}{% endfor %}",
            "template-trigger",
        ),
        ("own.jinja", "{{ bos_token }}{% for m in messages %}", "template-syntax"),
        ("chat_template.html.j2", '{% include "x" %}', "template-include"),
    ],
)
def test_what_reads_a_conversation_is_a_chat_template_under_any_name(
    name: str, text: str, rule: str
) -> None:
    assert rule in rules(text, name)


_MACROS = (
    "{% macro one() %}a {{ x }}{% endmacro %}{% set several = [one] %}"
    "{% for i in COUNT %}{{ several[i]() }}{% endfor %}"
)


def test_macros_by_their_place_in_a_list() -> None:
    assert not rules(_MACROS.replace("COUNT", "range(several | length)"))
    assert "template-method" in rules(_MACROS.replace("COUNT", "messages"))
    other = "{% set range = messages %}" + _MACROS.replace("COUNT", "range(several | length)")
    assert "template-method" in rules(other)


@pytest.mark.parametrize(("word", "waits"), [("ARRAY", False), ("NULL", False), ("DEPLOY", True)])
def test_the_names_of_types_are_no_triggers(word: str, waits: bool) -> None:
    text = f"{{% if message['content'] | upper == '{word}' %}}a{{% endif %}}"
    assert ("template-trigger" in rules(text)) is waits
