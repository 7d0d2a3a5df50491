"""The checks that an audit puts: those on advisories, on installed files and on the project's own code.

They are listed by themselves, so that an audit need not load the readers of programs: it has to be quick.
"""

from ostiary.checks.advisory.known_malware import known_malware
from ostiary.checks.advisory.known_vulnerability import known_vulnerability
from ostiary.checks.installed.altered_file import altered_file
from ostiary.checks.installed.baseline_drift import baseline_drift
from ostiary.checks.installed.left_index import left_index
from ostiary.checks.installed.missing_file import missing_file
from ostiary.checks.installed.stale_lock import stale_lock
from ostiary.checks.installed.swapped_digest import swapped_digest
from ostiary.checks.installed.unlocked_package import unlocked_package
from ostiary.checks.installed.unowned_file import unowned_file
from ostiary.checks.installed.unowned_hook import unowned_hook
from ostiary.checks.own.linter_rule import linter_rule
from ostiary.checks.own.model_output_executed import model_output_executed
from ostiary.checks.own.model_template_rendered import model_template_rendered
from ostiary.checks.own.remote_code_trusted import remote_code_trusted
from ostiary.checks.own.secret_in_code import secret_in_code
from ostiary.checks.own.tls_verification_off import tls_verification_off
from ostiary.checks.own.unpinned_model import unpinned_model
from ostiary.checks.own.unsafe_load import unsafe_load
from ostiary.core.check import Check

AUDITED: tuple[Check, ...] = tuple(
    sorted(
        (one for one in tuple(globals().values()) if isinstance(one, Check)), key=lambda one: one.id
    )
)
"""Every check imported above, in order of id; a test compares it with the catalogue."""
