"""Which commands change something at a forge or a registry, under the name of whoever runs them?"""

from ostiary.checks.behaviour.form import Form
from ostiary.core.regex import regex
from ostiary.core.scale import Severity

_CHANGES = regex(
    r"(?i)\bgit\s+(?:-[cC]\s*\S+\s+|--?[\w-]+(?:=\S+)?\s+)*push(?=\s|$|[;&|\"'])"
    r"|\bgh\s+(?:repo\s+(?:create|delete|edit|fork)|secret\s+set|variable\s+set|gist\s+create|workflow\s+run"
    r"|release\s+(?:create|upload)|ssh-key\s+add"
    r"|api\b.*\s(?:-X\s*|--method[=\s])(?:post|put|patch|delete))\b"
    r"|\bnpm\s+(?:unpublish|token\s+create|owner\s+add|access\s+(?:grant|set|public)|dist-tag\s+add|hook\s+add)\b"
    r"|\b(?:yarn\s+(?:npm\s+)?|bun\s+|vsce\s+|ovsx\s+|cargo\s+|poetry\s+|uv\s+|flit\s+|hatch\s+)publish(?![\w-])"
    r"|\bgem\s+push\b"
)
"""A push, what the tools of a forge write there, and what publishes or says who may."""

FORGES = Form(
    "changes something at a forge or a registry under the name of whoever runs it",
    _CHANGES,
    Severity.HIGH,
    Severity.INFO,
)
