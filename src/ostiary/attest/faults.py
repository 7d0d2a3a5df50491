"""How verification fails: the material is wrong, or nobody here can judge it."""

import struct


class BrokenError(Exception):
    """The statement is there and does not hold; the message says where."""


class UncheckedError(Exception):
    """The statement is in a form that nobody here can verify; the message says which."""


def broken_errors() -> tuple[type[Exception], ...]:
    """What libraries raise over material that does not hold; `ValueError` covers JSON, DER and base64."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.x509 import (
        DuplicateExtension,
        ExtensionNotFound,
        UnsupportedGeneralNameType,
    )
    from sigstore.errors import Error

    return (
        Error,
        InvalidSignature,
        UnsupportedAlgorithm,
        DuplicateExtension,
        ExtensionNotFound,
        UnsupportedGeneralNameType,
        ValueError,
        LookupError,
        ArithmeticError,
        RecursionError,
        OSError,
        struct.error,
    )


def first_line(error: Exception) -> str:
    """The first line of an error, short enough for a reason."""
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:200]
