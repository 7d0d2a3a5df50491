"""Broken lockfiles, manifests and recipes end in a listing or a `ParseError`, and soon."""

import contextlib
import random
import re
import time
from collections.abc import Callable

import pytest
import test_bun_lock
import test_deno
import test_package_json
import test_package_lock
import test_pnpm_lock
import test_yarn_lock

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Listing
from ostiary.formats.inventory.catalogue import chosen

ROUNDS = 150
SECONDS = 5.0
"""Of one small file, on a machine that does other things too."""

RECIPES = """FROM --platform=x python:${V:-3.12}-slim@sha256:00 AS a
ARG V=1
RUN <<EOF
pip install "x==1.0" -r r.txt && npm i -g @s/a@^1 nick@npm:b@1 | sh -c 'yarn add c@1'
EOF
RUN --mount=from=a,target=/x ["pip", "install", "y==2"]
COPY --from=0 a b
"""
WORKFLOW = """jobs:
  a:
    container: {image: 'x/y:1'}
    steps:
      - uses: a/b/c@v1
      - run: |
          npx -p a@1 b
          python -m pip install c==1
    uses: ./x.yml
runs: {image: 'docker://a', steps: [{uses: a/b@c}]}
"""
HOOKS = """repos:
- repo: https://github.com/a/b
  rev: v1
  hooks: [{id: x, additional_dependencies: ['a@1.0.0', 'b==1']}]
"""
SAMPLES: dict[str, str] = {
    "package.json": test_package_json.MANIFEST,
    "package-lock.json": test_package_lock.V3,
    "npm-shrinkwrap.json": test_package_lock.V1,
    "yarn.lock": test_yarn_lock.CLASSIC,
    "berry/yarn.lock": test_yarn_lock.BERRY,
    "pnpm-lock.yaml": test_pnpm_lock.V9,
    "6/pnpm-lock.yaml": test_pnpm_lock.V6,
    "5/pnpm-lock.yaml": test_pnpm_lock.V5,
    "bun.lock": test_bun_lock.LOCK,
    "deno.jsonc": test_deno.CONFIG,
    "deno.lock": '{"version": "5", "specifiers": {"npm:a@1": "1.0.0"}, "jsr": {"@s/b@1.0.0": {}},'
    ' "npm": {"a@1.0.0_b@1.0.0": {"integrity": "sha1-x", "dependencies": ["b", "c@npm:d@1.0.0"]}},'
    ' "remote": {"https://example.invalid/@v1/x": "00"}}',
    "2/deno.lock": '{"version": "2", "npm": {"specifiers": {"a@1": "a@1.0.0"}, "packages": {"a@1.0.0":'
    ' {"dependencies": {"b": "b@1.0.0"}}}}, "remote": {}}',
    "Dockerfile": RECIPES,
    ".github/workflows/a.yml": WORKFLOW,
    ".pre-commit-config.yaml": HOOKS,
}
_TOKEN = re.compile(rb'"(?:[^"\\\n]|\\.)*"|\w+|\s+|.', re.DOTALL)
_ODD = (
    b'""', b'"@"', b'"@/x"', b"null", b"true", b"-1", b"1e400", b"[]", b"{}", b"[{}]", b'{"a":{"a":{}}}',
    b'"."', b'"node_modules/"', b'"\\u0000"', b'"\\ud800"', b"\xff", b"\0", b"&a", b"*a", b"<<", b"|",
    b"!!python/name:x", b">-", b"- ", b"? ", b"---\n", b"\n", b"\t", b"'", b'"', b"$(", b"${", b"\\",
    b"\\\n", b"#", b"<<EOF", b"//", b"/*", b'"npm:"', b'"npm:@@"', b'"patch:x@patch:x@1#"', b'"x/y"',
    b'"workspace:"', b'"link:"', b'"sha512-"', b"@", b"0",
)  # fmt: skip


def reader(path: str, data: bytes) -> Callable[[str, bytes], Listing]:
    form = chosen(path, data)
    assert form is not None
    return form.parse


def mutated(data: bytes, dice: random.Random) -> bytes:
    tokens = _TOKEN.findall(data)
    for _ in range(1 << dice.randrange(4)):
        at = dice.randrange(len(tokens) + 1)
        match dice.randrange(6):
            case 0:
                del tokens[at : at + dice.choice((1, 1, 2, 8))]
            case 1:
                tokens[at:at] = [dice.choice(_ODD)]
            case 2:
                tokens[at : at + 1] = [dice.choice(_ODD)]
            case 3:
                tokens[at : at + 1] = [dice.choice(tokens or [b""])]
            case 4:
                start = dice.randrange(len(tokens) + 1)
                tokens[at:at] = tokens[start : start + dice.choice((1, 4, 20))]
            case _:
                whole = bytearray(b"".join(tokens))
                if whole:
                    whole[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
                tokens = _TOKEN.findall(bytes(whole))
    return b"".join(tokens)


@pytest.mark.parametrize("path", SAMPLES)
def test_nothing_but_a_parse_error_comes_out(path: str) -> None:
    data = SAMPLES[path].encode()
    parse = reader(path, data)
    whole = parse(path, data)
    assert whole.components
    dice = random.Random(path)
    read = 0
    for _ in range(ROUNDS):
        broken = mutated(data, dice)
        began = time.perf_counter()
        try:
            listing = parse(path, broken)
        except ParseError:
            continue
        finally:
            assert time.perf_counter() - began < SECONDS, broken
        read += 1
        keys = [one.key for one in listing.components]
        assert len(set(keys)) == len(keys), broken
        for one in listing.components:
            assert one.name, broken
            assert one.purl.startswith(f"pkg:{one.type}/"), broken
            assert one.at.path == path, broken
        for other in listing.unauditable:
            assert other.reason, broken
    assert read


@pytest.mark.parametrize("path", SAMPLES)
def test_every_beginning_is_read_or_refused(path: str) -> None:
    data = SAMPLES[path].encode()
    parse = reader(path, data)
    for end in range(0, len(data), max(1, len(data) // 60)):
        try:
            parse(path, data[:end])
        except ParseError:
            continue


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("bun.lock", '{"a":' + '"\\' * 500_000),
        ("bun.lock", "/* " * 300_000),
        (
            "pnpm-lock.yaml",
            "lockfileVersion: '9.0'\npackages:\n  ? \"" + "a." * 200_000 + '"\n  : {}\n',
        ),
        ("deno.lock", '{"version": "5", "remote": {"https://x/@' + "1." * 200_000 + '!": "00"}}'),
        ("Dockerfile", "FROM " + "--a " * 100_000),
        ("Dockerfile", "FROM a\nRUN " + "--a=\\\n" * 100_000),
        ("Dockerfile", "FROM a\nENV A=" + "x" * 490 + "\nRUN " + ('"' + "$A" * 90 + '" ') * 2_000),
        ("package.json", '{"dependencies": {' + ",".join(['"a": "1"'] * 50_000) + "}}"),
        ("package.json", '{"dependencies": {"a": "npm:' + "@a" * 200_000 + '"}}'),
    ],
)
def test_made_up_files_take_no_longer_than_long_ones(path: str, text: str) -> None:
    data = text.encode()
    began = time.process_time()
    with contextlib.suppress(ParseError):
        reader(path, data[:4096])(path, data)
    assert time.process_time() - began < SECONDS
