"""The list of all checks: one line a check."""

from ostiary.checks.advisory.known_malware import known_malware
from ostiary.checks.advisory.known_vulnerability import known_vulnerability
from ostiary.checks.code.early_deserialise import early_deserialise
from ostiary.checks.code.encoded_blob_executed import encoded_blob_executed
from ostiary.checks.code.fetch_and_run import fetch_and_run
from ostiary.checks.code.hidden_characters import hidden_characters
from ostiary.checks.code.hook_runs_data_file import hook_runs_data_file
from ostiary.checks.code.import_execute import import_execute
from ostiary.checks.code.import_network import import_network
from ostiary.checks.code.import_process import import_process
from ostiary.checks.code.install_execute import install_execute
from ostiary.checks.code.install_network import install_network
from ostiary.checks.code.install_process import install_process
from ostiary.checks.code.long_hidden_code import long_hidden_code
from ostiary.checks.code.start_code import start_code
from ostiary.checks.code.unread_code import unread_code
from ostiary.checks.contents.archive_fault import archive_fault
from ostiary.checks.contents.artifacts_disagree import artifacts_disagree
from ostiary.checks.contents.binary_in_sdist import binary_in_sdist
from ostiary.checks.contents.bytecode_without_source import bytecode_without_source
from ostiary.checks.contents.executable_content_in_data_file import executable_content_in_data_file
from ostiary.checks.contents.files_outside_package import files_outside_package
from ostiary.checks.contents.manifest_mismatch import manifest_mismatch
from ostiary.checks.contents.metadata_mismatch import metadata_mismatch
from ostiary.checks.contents.native_code import native_code
from ostiary.checks.contents.npmrc_shipped import npmrc_shipped
from ostiary.checks.contents.record_fault import record_fault
from ostiary.checks.contents.repeated_key import repeated_key
from ostiary.checks.health.dangerous_workflow import dangerous_workflow
from ostiary.checks.health.few_downloads import few_downloads
from ostiary.checks.health.repository_archived import repository_archived
from ostiary.checks.health.repository_fork import repository_fork
from ostiary.checks.health.repository_gone import repository_gone
from ostiary.checks.health.repository_shared import repository_shared
from ostiary.checks.health.repository_unrelated import repository_unrelated
from ostiary.checks.health.scorecard_low import scorecard_low
from ostiary.checks.health.unmaintained import unmaintained
from ostiary.checks.history.archived_project import archived_project
from ostiary.checks.history.cooldown import cooldown
from ostiary.checks.history.dependencies_added import dependencies_added
from ostiary.checks.history.deprecated import deprecated
from ostiary.checks.history.deprecated_project import deprecated_project
from ostiary.checks.history.dormancy_broken import dormancy_broken
from ostiary.checks.history.install_hook_added import install_hook_added
from ostiary.checks.history.new_package import new_package
from ostiary.checks.history.quarantined import quarantined
from ostiary.checks.history.release_burst import release_burst
from ostiary.checks.history.repository_changed import repository_changed
from ostiary.checks.history.version_jump import version_jump
from ostiary.checks.history.yanked import yanked
from ostiary.checks.identity.borrowed_name import borrowed_name
from ostiary.checks.identity.dependency_confusion import dependency_confusion
from ostiary.checks.identity.name_confusion import name_confusion
from ostiary.checks.install.binding_gyp import binding_gyp
from ostiary.checks.install.build_backend_in_tree import build_backend_in_tree
from ostiary.checks.install.direct_url_dependency import direct_url_dependency
from ostiary.checks.install.npm_install_script import npm_install_script
from ostiary.checks.install.setup_py_runs import setup_py_runs
from ostiary.checks.install.setup_requires import setup_requires
from ostiary.checks.install.start_hook import start_hook
from ostiary.checks.licence.licence_changed import licence_changed
from ostiary.checks.licence.licence_missing import licence_missing
from ostiary.checks.native.module_without_init import module_without_init
from ostiary.checks.native.native_capabilities import native_capabilities
from ostiary.checks.native.native_payload import native_payload
from ostiary.checks.native.native_posing_as_data import native_posing_as_data
from ostiary.checks.native.native_strings import native_strings
from ostiary.checks.native.packed_binary import packed_binary
from ostiary.checks.native.undeclared_executable import undeclared_executable
from ostiary.checks.origin.no_source import no_source
from ostiary.checks.origin.provenance_absent import provenance_absent
from ostiary.checks.origin.provenance_broken import provenance_broken
from ostiary.checks.origin.provenance_downgraded import provenance_downgraded
from ostiary.checks.origin.provenance_partial import provenance_partial
from ostiary.checks.origin.registry_signature_broken import registry_signature_broken
from ostiary.checks.origin.source_mismatch import source_mismatch
from ostiary.checks.origin.source_unverified import source_unverified
from ostiary.checks.people.email_domain_reregistered import email_domain_reregistered
from ostiary.checks.people.maintainers_changed import maintainers_changed
from ostiary.checks.people.publisher_changed import publisher_changed
from ostiary.checks.people.trusted_publisher_replaced import trusted_publisher_replaced
from ostiary.checks.tree.dependency_blocked import dependency_blocked
from ostiary.checks.tree.dependency_review import dependency_review
from ostiary.checks.tree.dependency_unknown import dependency_unknown
from ostiary.core.check import Check

CATALOGUE: tuple[Check, ...] = tuple(
    sorted(
        (one for one in tuple(globals().values()) if isinstance(one, Check)), key=lambda one: one.id
    )
)
"""Every check imported above, in order of id."""
