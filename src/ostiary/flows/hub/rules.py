"""What a policy may require of a model on a hub."""

from msgspec.structs import replace

from ostiary.policy.model import Policy

_INSTEAD = {
    "release": "model-repository",
    "project": "model-repository",
    "provenance": "model-signature",
}
"""Evidence about a package, and what takes its place for a model."""

_NONE = frozenset({"advisories", "lineage", "registry-signature", "maintainers"})
"""Evidence that no source has about models."""


def answerable(policy: Policy) -> Policy:
    """The policy, in terms of what can be known about a model on a hub."""
    kept = (_INSTEAD.get(one, one) for one in policy.require if one not in _NONE)
    present = (_INSTEAD.get(one, one) for one in policy.require_present if one not in _NONE)
    return replace(
        policy,
        require=tuple(dict.fromkeys(kept)),
        require_present=tuple(dict.fromkeys(present)),
    )
