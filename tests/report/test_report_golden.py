"""Every format on every kind of run, against its golden file."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from report_runs import RUNS

from ostiary.report.formats import FORMATS, Options

LARGE = {("json", "big"), ("sarif", "big"), ("cyclonedx-1.7", "big")}
"""Half a megabyte of the same: what these hold, the schema tests look at."""

GOLDEN = [(form, name) for form in FORMATS for name in RUNS if (form, name) not in LARGE]
SUFFIX = {
    "text": "txt",
    "markdown": "md",
    "sarif": "sarif.json",
    "cyclonedx": "cdx.json",
    "cyclonedx-1.7": "cdx17.json",
    "spdx": "spdx.json",
    "junit": "junit.xml",
    "github": "github.txt",
}


@pytest.mark.parametrize(("form", "name"), GOLDEN)
def test_golden(form: str, name: str, golden: Callable[[str, str], None]) -> None:
    report = FORMATS[form](RUNS[name], Options())
    assert report.endswith("\n") or not report
    golden(f"{name}.{SUFFIX.get(form, form)}", report)


@pytest.mark.parametrize("form", FORMATS)
def test_same_run_same_report(form: str) -> None:
    assert FORMATS[form](RUNS["many"], Options()) == FORMATS[form](RUNS["many"], Options())


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    code = (
        "import sys, ostiary.report.formats;"
        "print([name for name in ('jinja2', 'rich', 'cyclonedx', 'xml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
