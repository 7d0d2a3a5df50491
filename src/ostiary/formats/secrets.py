"""Tokens and keys that stand in texts, by the forms that their issuers gave them."""

import math
import re
from collections import Counter
from collections.abc import Iterator

from ostiary.core.regex import regex

MIN_BITS = 3.0
"""Bits of entropy a character below which a token is a placeholder: `hf_xxxxxxxx`."""

_FORMS: tuple[tuple[str, str], ...] = (
    ("a Hugging Face token", r"\bhf_[A-Za-z]{34}\b"),
    ("an OpenAI key", r"\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,200}T3BlbkFJ[A-Za-z0-9_-]{20,200}"),
    ("an Anthropic key", r"\bsk-ant-(?:api|admin)\d\d-[A-Za-z0-9_-]{80,120}"),
    ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255})\b"),
    ("a GitLab token", r"\bglpat-[A-Za-z0-9_-]{20,60}"),
    ("a PyPI token", r"\bpypi-AgE[A-Za-z0-9_-]{50,400}"),
    ("an npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("an AWS access key", r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b"),
    ("a Google API key", r"\bAIza[A-Za-z0-9_-]{35}\b"),
    ("a Slack token", r"\bxox[abposr]-[A-Za-z0-9-]{10,200}"),
    ("a Slack webhook", r"https://hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{20,30}"),
    ("a Replicate token", r"\br8_[A-Za-z0-9]{37}\b"),
    ("a Weights & Biases key in a login", r"wandb\.login\([^)]{0,200}key\s*=\s*[\"'][0-9a-f]{40}[\"']"),
    ("a private key", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?!\s*\.\.\.)"),
    ("a password in a URL", r"\b[a-z][a-z0-9+.-]{2,12}://[^\s/:@\"'{}$<>]{1,60}:[^\s/:@\"'{}$<>]{6,80}@[\w.-]+"),
)  # fmt: skip
_ANY = regex("|".join(f"({pattern})" for _, pattern in _FORMS))
_PLACEHOLDER = regex(
    r"example|placeholder|your[-_]|dummy|changeme|redacted|xxxx|\*\*\*\*|123456|password|localhost|127\.0\.0\.1",
    re.IGNORECASE,
)


def secrets(text: str) -> Iterator[tuple[int, str]]:
    """Line (from 1) and kind of each secret; placeholders of documentation do not count."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in _ANY.finditer(line):
            kind = _FORMS[(found.lastindex or 1) - 1][0]
            if not _PLACEHOLDER.search(found[0]) and _bits(found[0]) >= MIN_BITS:
                yield number, kind


def _bits(text: str) -> float:
    """Entropy a character, in bits. Source: Shannon 1948."""
    size = len(text)
    return -sum(count / size * math.log2(count / size) for count in Counter(text).values())
