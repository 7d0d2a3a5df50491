"""What a test that audits gets: a function that audits a place and gives the run."""

from collections.abc import Callable

from ostiary.core.run import Run

Auditor = Callable[..., Run]
