"""What the hooks of pre-commit are, and what they bring along."""

import pytest

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Scope
from ostiary.formats.inventory.recipes.pre_commit import parse

CONFIG = f"""repos:
  - repo: https://github.com/Owner/Hooks.git
    rev: v1.2.3
    hooks:
      - id: types
        additional_dependencies:
          - types-thing==1.0
          - plain
  - repo: https://git.example.invalid/team/hooks
    rev: {"c" * 40}
    hooks:
      - id: lint
        additional_dependencies: ["@scope/plugin@1.2.3", other@^2.0.0]
      - id: nobody-knows
        additional_dependencies: [something]
  - repo: local
    hooks:
      - id: own
        language: node
        additional_dependencies: [left@1.0.0]
      - id: gone
        language: golang
        additional_dependencies: [example.invalid/x@v1]
  - repo: meta
    hooks: [{{id: identity}}]
  - hooks: []
"""


def test_hooks_and_what_they_bring() -> None:
    listing = parse(".pre-commit-config.yaml", CONFIG.encode())
    assert [
        (one.type, one.name, one.version or one.requirement, one.at.line)
        for one in listing.components
    ] == [
        ("github", "owner/hooks", "v1.2.3", 3),
        ("pypi", "types-thing", "1.0", 7),
        ("pypi", "plain", "", 8),
        ("generic", "git.example.invalid/team/hooks", "c" * 40, 10),
        ("npm", "@scope/plugin", "1.2.3", 13),
        ("npm", "other", "^2.0.0", 13),
        ("npm", "left", "1.0.0", 20),
    ]
    assert {one.scope for one in listing.components} == {Scope.DEV}
    assert listing.components[0].properties == (("pinned", "no"),)
    assert listing.components[3].properties == ()
    assert listing.components[1].groups == ("types",)
    assert [(one.name, one.at.line) for one in listing.unauditable] == [
        ("something", 15),
        ("example.invalid/x@v1", 23),
        ("", 26),
    ]


@pytest.mark.parametrize("text", [b"", b"repos: {}", b"a: [", b"x: y"])
def test_what_is_no_configuration_is_refused(text: bytes) -> None:
    with pytest.raises(ParseError):
        parse(".pre-commit-config.yaml", text)
