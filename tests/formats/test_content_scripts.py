from ostiary.formats.content import classify
from ostiary.formats.contents import Kind


def test_an_attribute_of_rust_is_no_interpreter() -> None:
    assert classify("src/lib.rs", b"#![forbid(unsafe_code)]\nfn main() {}\n") == (Kind.TEXT, "")
    assert classify("run", b"#!/usr/bin/env bats\n@test 'a' {\n}\n")[0] is Kind.SHELL
    assert classify("run", b"#!/usr/bin/perl\nprint 1;\n") == (Kind.TEXT, "perl script")
