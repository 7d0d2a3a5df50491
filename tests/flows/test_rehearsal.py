"""The rehearsal goes through what most packages need, and nothing of it has to be made again."""

import json
import subprocess
import sys

from ostiary.core.scale import Decision
from ostiary.flows.rehearsal import rehearse

AGAIN = """
import json, re._compiler
from ostiary.flows import preload, rehearsal
from ostiary.formats.model.catalogue import FORMATS
made, before = [], re._compiler.compile
re._compiler.compile = lambda *given: made.append(str(given[0])) or before(*given)
import sys
known = set(sys.modules)
rehearsal.rehearse()
for one in FORMATS:
    one.load()
print(json.dumps([made, sorted(set(sys.modules) - known)]))
"""


def test_it_is_read_to_its_end_and_judged() -> None:
    run = rehearse()
    (verdict,) = run.verdicts
    assert verdict.decision is Decision.BLOCK  # its installer executes a text that it decodes
    found = {one.check for one in run.findings}
    assert {"encoded-blob-executed", "hidden-layer", "host-beacon", "setup-py-runs"} <= found
    assert "spent-budget" not in found


def test_after_the_modules_are_loaded_nothing_is_left_to_make() -> None:
    done = subprocess.run([sys.executable, "-c", AGAIN], capture_output=True, check=True, text=True)
    assert json.loads(done.stdout) == [[], []]
