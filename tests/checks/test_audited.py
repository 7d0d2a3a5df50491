"""The checks of an audit are all that read what an audit gathers."""

import subprocess
import sys

from ostiary.checks.audited import AUDITED
from ostiary.checks.catalogue import CATALOGUE
from ostiary.core.facts.advisories import Advisories
from ostiary.core.facts.installed import Drift, InstalledFiles, StrayFiles
from ostiary.core.facts.own_code import OwnCode

READS = (Advisories, InstalledFiles, StrayFiles, Drift, OwnCode)


def test_no_check_is_forgotten() -> None:
    assert tuple(one for one in CATALOGUE if issubclass(one.reads, READS)) == AUDITED


def test_an_audit_loads_no_reader_of_programs() -> None:
    code = (
        "import sys, ostiary.flows.audit.run;"
        "print([one for one in sys.modules if one.startswith(('ostiary.program.engine', 'tree_sitter',"
        " 'ostiary.program.python', 'httpx', 'packaging', 'nodesemver', 'asyncio'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
