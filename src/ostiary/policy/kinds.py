"""The names by which a policy speaks of types of evidence."""

import re
from functools import cache

KINDS: dict[str, str] = {
    "release": "what the index says about the release",
    "project": "what the index says about the project and its status",
    "contents": "the files of each artifact",
    "release-contents": "all artifacts of the release, side by side",
    "native-code": "the machine code of each artifact, by its tables",
    "program": "the source code of each artifact",
    "advisories": "what is publicly known to be wrong with the release",
    "provenance": "the attestations of each file",
    "registry-signature": "the registry's own signature",
    "lineage": "the releases before and after",
    "release-delta": "what the release can do that those before it could not, with `--compare`",
    "known-file-matches": "the files that a list of known malware names",
    "release-age": "when each file was uploaded",
    "maintainers": "who may publish now",
    "domain-registration": "when the maintainers' e-mail domains were registered",
    "repository": "the source repository as its forge describes it",
    "scorecard": "OpenSSF Scorecard of the repository",
    "downloads": "how often the package is downloaded",
    "dependents": "how many packages depend on it",
    "name-context": "the popular names to compare the name with",
    "installed-files": "the files of an installed package against its own list",
    "stray-files": "files of an environment that no package lists",
    "drift": "what is installed, locked and asked for, side by side",
    "models": "the model files of each artifact, and what loading them would do",
    "stored-files": "files of a store that names each by its digest, beside their bytes",
    "model-repository": "what a hub says about a model and the commit that was asked for",
    "served-files": "whether the files of that commit are those that the hub lists",
    "model-signature": "the signatures over a model",
    "revision-drift": "what changed in a model since another revision",
    "own-code": "what the own code of an audited place does",
    "judged-tree": "what became of the dependencies",
}
"""Each name with what it stands for; a name is that of the record in lower case with hyphens."""

OPAQUE = (
    "native", "machine", "compiled-source", "bytecode", "code", "encrypted", "archive", "data", "limit",
    "unfinished", "model", "unlisted",
)  # fmt: skip
"""The classes of unread content, as `core.coverage.Coverage.opaque` names them."""

MUST_READ = ("bytecode", "code", "encrypted", "archive", "limit", "model", "unlisted")
"""Classes that are code or may hide it; where they can run, no policy may turn them into allow."""


@cache
def kind_name(kind: str) -> str:
    """The policy's name for a type of evidence, from its record's name (`ReleaseAge` is `release-age`)."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", kind).lower()
