"""What Dockerfiles build on and install."""

import pytest

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Component, Listing, Scope
from ostiary.formats.inventory.recipes.dockerfile import parse

DIGEST = "a" * 64


def read(text: str) -> Listing:
    return parse("docker/Dockerfile", text.encode())


def named(listing: Listing, kind: str) -> list[tuple[str, str, int]]:
    return [(one.name, one.version, one.at.line) for one in listing.components if one.type == kind]


def only(listing: Listing) -> Component:
    (one,) = listing.components
    return one


def test_images_with_arguments_stages_and_digests() -> None:
    listing = read(
        f"""# syntax=docker/dockerfile:1
ARG VERSION=3.12
ARG FLAVOUR
FROM --platform=linux/amd64 python:${{VERSION}}-slim AS build
FROM build AS next
FROM scratch
FROM registry.example.invalid:5000/team/app@sha256:{DIGEST}
FROM debian:${{FLAVOUR:-bookworm}}
FROM node
COPY --from=build /a /a
COPY --from=0 /a /a
COPY --from=tools.example.invalid/uv:0.5 /uv /bin/
RUN --mount=type=bind,from=busybox:1.36,target=/x true
"""
    )
    assert named(listing, "docker") == [
        ("python", "3.12-slim", 4),
        ("team/app", f"sha256:{DIGEST}", 7),
        ("debian", "bookworm", 8),
        ("node", "", 9),
        ("uv", "0.5", 12),
        ("busybox", "1.36", 13),
    ]
    assert not listing.unauditable
    digested = listing.components[1]
    assert digested.digests[0].value == DIGEST
    assert digested.properties == (("repository_url", "registry.example.invalid:5000"),)
    assert listing.components[0].scope is Scope.BUILD
    assert ("pinned", "no") in listing.components[0].properties
    assert listing.components[3].requirement == "latest"


def test_an_image_that_only_the_build_knows_is_said() -> None:
    listing = read("ARG IMAGE\nFROM ${IMAGE}\n")
    assert not listing.components
    assert [(one.at.line, one.name) for one in listing.unauditable] == [(2, "${IMAGE}")]


def test_commands_over_lines_with_comments_and_variables() -> None:
    listing = read(
        r"""FROM python:3.12 AS final
ARG EXTRA=1.5
ENV OTHER 2.0
RUN apt-get update \
 && pip install --no-cache-dir \
      # the web framework
      flask==3.0.0 \

      "requests>=2,<3" \
      extra==${EXTRA} other==$OTHER \
 && npm install -g typescript@5.4.5 @scope/tool@^2 && \
    yarn global add left@1.0.0
RUN npm ci && npm install && pip install . -r requirements/base.txt
"""
    )
    assert named(listing, "pypi") == [
        ("flask", "3.0.0", 7),
        ("requests", "", 9),
        ("extra", "1.5", 10),
        ("other", "2.0", 10),
    ]
    assert named(listing, "npm") == [
        ("typescript", "5.4.5", 11),
        ("@scope/tool", "", 11),
        ("left", "1.0.0", 12),
    ]
    assert {one.groups for one in listing.components if one.type != "docker"} == {("final",)}
    assert listing.includes == ("docker/requirements/base.txt",)
    assert not listing.unauditable


def test_heredocs_exec_forms_and_shells_inside() -> None:
    listing = read(
        """FROM alpine:3.20
RUN <<EOF
set -e
python3 -m pip install numpy==2.0.0
# pip install not-this
EOF
RUN ["pip", "install", "scipy==1.14.0"]
RUN bash -lc "npx -y create-thing@1.2.3 && pnpm add -D tester@4.0.0"
COPY <<one.txt <<two.txt /data/
RUN pip install never==1.0
one.txt
FROM never
two.txt
ONBUILD RUN uv pip install later==1.0
"""
    )
    assert named(listing, "pypi") == [
        ("numpy", "2.0.0", 4),
        ("scipy", "1.14.0", 7),
        ("later", "1.0", 14),
    ]
    assert named(listing, "npm") == [("create-thing", "1.2.3", 8), ("tester", "4.0.0", 8)]
    assert [one.name for one in listing.components if one.scope is Scope.DEV] == ["tester"]
    assert named(listing, "docker") == [("alpine", "3.20", 1)]


def test_another_escape_character() -> None:
    listing = read("# escape=`\nFROM windows/nano:1\nRUN pip install `\n  flask==3.0.0\n")
    assert named(listing, "pypi") == [("flask", "3.0.0", 4)]


def test_what_a_variable_decides_is_said() -> None:
    listing = read("FROM a:1\nRUN pip install tool==$NEW \\\n && npm i tool@$(cat v)\n")
    assert [one.name for one in listing.components] == ["a"]
    assert [(one.at.line, one.name) for one in listing.unauditable] == [
        (2, "tool==$NEW"),
        (3, "tool@$"),
    ]


def test_a_place_is_said() -> None:
    listing = read("FROM a:1\nRUN npm install https://example.invalid/x.tgz && npm i ./\n")
    assert [one.name for one in listing.unauditable] == ["https://example.invalid/x.tgz"]


def test_an_open_heredoc_is_said() -> None:
    listing = read("FROM a:1\nRUN <<EOF\npip install flask==3.0.0\n")
    assert named(listing, "pypi") == [("flask", "3.0.0", 3)]
    assert [one.at.line for one in listing.unauditable] == [2]


def test_what_is_no_dockerfile_is_refused() -> None:
    with pytest.raises(ParseError):
        read("hello\nworld\n")
    with pytest.raises(ParseError):
        parse("Dockerfile", b"FROM a\0b")
