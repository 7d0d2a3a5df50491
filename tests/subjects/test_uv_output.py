import pytest

from ostiary.core.facts.release import Requirement
from ostiary.subjects import uv_tree

OUTPUT = """\
anyio==4.0.0
    # via httpx
certifi==2026.1.1
    # via
    #   httpcore
    #   httpx
httpcore[http2]==1.0.0
    # via httpx
httpx==0.28.1
    # via -r -
local==1.0+cpu
"""


def test_pins_and_who_asked_for_them() -> None:
    found = uv_tree._parse(OUTPUT)
    assert found[("certifi", "2026.1.1")] == ("httpcore", "httpx")
    assert found[("httpx", "0.28.1")] == ()
    assert found[("local", "1.0+cpu")] == ()
    assert ("httpcore", "1.0.0") in found


@pytest.mark.parametrize("extra", ["", "socks"])
def test_extras_and_direct_references(extra: str) -> None:
    requirements = (
        Requirement("idna", ">=2"),
        Requirement("pysocks", ">=1", group="extra:socks", marker='extra == "socks"'),
        Requirement("tool", url="git+https://example.invalid/tool"),
    )
    marked = Requirement(
        "old", group="extra:socks", marker='extra == "socks" and python_version < "3"'
    )
    lines, left_out = uv_tree._lines((*requirements, marked), [extra] if extra else [])
    assert lines == ["idna>=2", *(["pysocks>=1"] if extra else [])]
    assert left_out == ("tool (git+https://example.invalid/tool)",)


def test_credentials_never_stand_on_the_command_line() -> None:
    secret = "https://user:s3cret@index.invalid/simple"
    env = uv_tree._environ({"UV_INDEX": "x", "HOME": "/h"}, uv_tree.UvIndexes(secret))
    assert env["UV_DEFAULT_INDEX"] == secret
    assert "UV_INDEX" not in env
