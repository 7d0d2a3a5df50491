"""Where would installation put a member of a wheel?"""

from ostiary.core.regex import regex

SITE = ("purelib", "platlib")
_INFO = regex(r"[^/]+\.(?:dist|egg)-info")
_MODULE = regex(r"(\w+)(?:\.[\w-]+)*\.(?:py|pyi|pyc|pyd|so|dll|dylib)")


def site_path(path: str) -> str:
    """The path below site-packages, or empty for what lands elsewhere or is metadata.

    Source: PyPA wheel specification, sections on installation and on the `.data` folder.
    """
    top, _, rest = path.partition("/")
    if top.endswith(".data"):
        scheme, _, inner = rest.partition("/")
        return inner if scheme in SITE else ""
    return "" if _INFO.fullmatch(top) and rest else path


def scheme(path: str) -> str:
    """`scripts`, `data`, `headers` and so on for members below `.data`, else empty."""
    top, _, rest = path.partition("/")
    return rest.partition("/")[0] if top.endswith(".data") and rest else ""


def import_name(inner: str) -> str:
    """The name under which a file of site-packages can be imported; empty if under none."""
    top, slash, _ = inner.partition("/")
    if slash:
        return top if top.isidentifier() else ""
    match = _MODULE.fullmatch(top)
    return match[1] if match else ""


def starts(inner: str) -> bool:
    """Whether a file of site-packages is run or read at every start of the interpreter."""
    top, slash, rest = inner.partition("/")
    if slash:
        customize = top in {"sitecustomize", "usercustomize"}
        return customize and rest.partition(".")[0] == "__init__" and bool(import_name(rest))
    if top.endswith((".pth", ".start")):
        return True
    return import_name(top) in {"sitecustomize", "usercustomize"} and not top.endswith(".pyi")
