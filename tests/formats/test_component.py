"""Components of pages: every part that a bundler makes code of is in the script, on its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostiary.formats.component import ENDINGS, MAX_COMPONENT, script

PARTS = [
    ("a.astro", "---\nzz()\n---\n<p>b</p>\n"),
    ("a.astro", "---\nlet a\n---\n<p title={zz()}>b</p>"),
    ("a.astro", "---\n---\n<p>{b.map((c) => <i>{zz()}</i>)}</p>"),
    ("a.astro", "<p>don't</p>\n<p>{c && <i>don't</i>}</p>{zz()}\n"),
    ("a.astro", "---\nlet a\nzz()"),
    ("a.svelte", "<script>\nzz()\n</script>\n<p>b</p>"),
    ("a.svelte", '<script context="module" lang="ts">zz()'),
    ("a.svelte", "<p>{#if zz()}b{:else}c{/if}</p>"),
    ("a.svelte", "<p>{#if a}b{:else if zz()}c{/if}</p>"),
    ("a.svelte", "<p>{#each zz() as b, i (b.id)}{/each}</p>"),
    ("a.svelte", "<p>{#each b as { c = zz() }, i (b.id)}{/each}</p>"),
    ("a.svelte", "<p>{#each b as c (zz())}{/each}</p>"),
    ("a.svelte", "<p>{@html zz()}</p>"),
    ("a.svelte", "<p {...zz()} on:click={() => { if (a) { b } }}></p>"),
    ("a.svelte", "<p on:click={() => { if (a) { zz() } }}></p>"),
    ("a.svelte", "<p>{`}`}{zz()}</p>"),
    ("a.svelte", "<style>a { b: c }</style><p>{zz()}</p>"),
    ("a.vue", "<template>\n<p>{{ zz() }}</p></template>"),
    ("a.vue", '<template><p :a="zz()"></p></template>'),
    ("a.vue", "<template><p v-if='zz()'></p></template>"),
    ("a.vue", '<template><p @click="a = 1; zz()"></p></template>'),
    ("a.vue", '<template><img onerror="zz()"></template>'),
    ("a.vue", "<template><p>{b}</p></template>\n<script setup>\n\nzz()\n</script>"),
]


@pytest.mark.parametrize(("name", "text"), PARTS)
def test_code_of_a_part_is_in_the_script_on_its_line(name: str, text: str) -> None:
    found = script(name, text.encode())
    assert found is not None
    assert b"zz()" in found
    line = text[: text.index("zz()")].count("\n")
    assert found[: found.index(b"zz()")].count(b"\n") == line


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.svelte", "<style>zz()</style><p>b</p>"),
        ("a.svelte", "<p></p><!-- {zz()} -->"),
        ("a.svelte", "<p>zz()</p>"),
        ("a.svelte", '<script type="application/ld+json">zz()</script>'),
        ("a.vue", '<p title="zz()">{zz()}</p>'),
    ],
)
def test_what_is_no_code_is_not(name: str, text: str) -> None:
    found = script(name, text.encode())
    assert found is not None
    assert b"zz()" not in found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.vue", "<!-- /*\n--><template></template>\nzz()"),  # a script to every engine
        ("a.vue", "zz()"),
        ("a.vue", "#!/usr/bin/env node\nzz()"),
        ("a.svelte", "---\nzz()\n---\n"),
        ("a.astro", "// b\nzz()"),
        ("a.html", "<script>zz()</script>"),
        ("a.vue", "<p>\0</p>"),
        ("a.vue", "<p>" + "b" * MAX_COMPONENT),
    ],
)
def test_what_could_be_a_script_by_itself_is_no_component(name: str, text: str) -> None:
    assert script(name, text.encode()) is None


SIGNS = [
    *("<p>", "{", "}", "{{", "'", '"', "`", "\n", "<script>", "</script>", "<!--", "-->", "---\n"),
    *("<style>", "/*", "*/", "#each a as b", ' :a="', ' onx="', "x", " "),
]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(ENDINGS),
    st.lists(
        st.sampled_from(SIGNS),
        max_size=60,
    ),
)
def test_any_text_ends_in_a_script_with_no_more_lines(ending: str, parts: list[str]) -> None:
    data = "".join(parts).encode()
    found = script("a" + ending, data)
    assert found is None or found.count(b"\n") <= data.count(b"\n")
