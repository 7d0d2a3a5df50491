"""msgspec is loaded without the backports, and they are there for whoever asks for them later."""

import subprocess
import sys

CODE = """
import sys
from ostiary.cluster.lean import load_msgspec
load_msgspec()
print("typing_extensions" in sys.modules, "inspect" in sys.modules, "msgspec" in sys.modules)
import typing_extensions
load_msgspec()
print(typing_extensions is sys.modules["typing_extensions"])
import typing, msgspec
class One(msgspec.Struct):
    number: typing_extensions.Annotated[int, msgspec.Meta(ge=1)]
try:
    msgspec.json.decode(b'{"number": 0}', type=One)
except msgspec.ValidationError as error:
    print(error)
"""


def test_what_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert done == ["False False True", "True", "Expected `int` >= 1 - at `$.number`"]
