"""Golden files of the reports, and the switch that rewrites them."""

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a report with the golden file of that name, or rewrite the file if asked to."""
    update = bool(request.config.getoption("--update-golden", default=False))

    def compare(name: str, report: str) -> None:
        file = GOLDEN / name
        if update:
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(report.encode())
        assert file.is_file(), f"no golden file {name}: run pytest tests/report --update-golden"
        assert report == file.read_bytes().decode()

    return compare
