"""What runs only under a name that no import gives does not run when the file is imported."""

import pytest
from attack_files import wheel

from ostiary.core.coverage import Reach
from ostiary.program.flow import Act
from ostiary.program.model import Program

SERVER = """import socket
def serve(port):
    s = socket.socket()
    s.bind(("", port))
    c, a = s.accept()
    exec(c.makefile("rb").readline())
if __name__ == "__main__":
    serve(8888)
{other}:
    serve(8888)
"""


@pytest.mark.parametrize(
    ("other", "path", "reach"),
    [
        ('elif __name__ == "__special__"', "pkg/mod.py", Reach.CALL),
        ('elif __name__ == "__special__"', "pkg/__special__.py", Reach.IMPORT),
        ('elif __name__ == "pkg.mod"', "pkg/mod.py", Reach.IMPORT),
        ("else", "pkg/mod.py", Reach.IMPORT),
    ],
)
def test_a_special_name(other: str, path: str, reach: Reach) -> None:
    module = path.removesuffix(".py").replace("/", ".")
    files = {path: SERVER.format(other=other), "pkg/__init__.py": f"import {module}\n"}
    programs = [one for one in wheel(files).facts if isinstance(one, Program)]
    flows = [flow for one in programs for flow in one.flows if flow.act is Act.EXECUTE]
    assert [flow.reach for flow in flows] == [reach]
