"""Every format on every kind of run, against its golden file."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from report_runs import RUNS

from ostiary.report.formats import FORMATS, Options

SUFFIX = {"text": "txt", "markdown": "md", "sarif": "sarif.json"}


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("form", FORMATS)
def test_golden(form: str, name: str, golden: Callable[[str, str], None]) -> None:
    if name == "big" and form in {"json", "sarif"}:
        pytest.skip("half a megabyte of the same; its schema test covers it")
    report = FORMATS[form](RUNS[name], Options())
    assert report.endswith("\n") or not report
    golden(f"{name}.{SUFFIX.get(form, form)}", report)


@pytest.mark.parametrize("form", FORMATS)
def test_same_run_same_report(form: str) -> None:
    assert FORMATS[form](RUNS["many"], Options()) == FORMATS[form](RUNS["many"], Options())


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    code = (
        "import sys, ostiary.report.formats;"
        "print([name for name in ('jinja2', 'msgspec', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
