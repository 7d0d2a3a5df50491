"""Which scripts do the packages bring along that a tarball bundles?"""

from collections.abc import Iterator, Mapping

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.formats.npm.manifest import BundledScript, NpmManifest, parse_manifest

MAX_BUNDLED = 5_000

_MANIFEST = regex(r"(?:node_modules/(?:@[^/]+/)?[^/@][^/]*/)+package\.json")


def is_bundled(inner: str) -> bool:
    """Whether a path below the root is the package.json of a package in `node_modules`."""
    return inner.startswith("node_modules/") and bool(_MANIFEST.fullmatch(inner))


def bundled_scripts(
    manifest: NpmManifest, texts: Mapping[str, bytes], gyps: frozenset[str]
) -> tuple[BundledScript, ...]:
    """Scripts of bundled packages; none if nothing is declared as bundled, for then npm runs none.

    `texts` maps paths of their manifests to bytes, `gyps` are folders (with a slash) with a binding.gyp,
    for which npm runs node-gyp. Raises `ParseError` or `LimitError`.
    """
    if not any(one.group == "bundled" for one in manifest.requirements):
        return ()
    if len(texts) > MAX_BUNDLED:
        raise LimitError(f"the tarball bundles more than {MAX_BUNDLED} packages")
    return tuple(script for path in sorted(texts) for script in _of(path, texts[path], gyps))


def _of(path: str, data: bytes, gyps: frozenset[str]) -> Iterator[BundledScript]:
    scripts = parse_manifest(data, path=path).scripts
    for name, command in scripts:
        yield BundledScript(path, name, command)
    names = {name for name, _ in scripts}
    if path.removesuffix("package.json") in gyps and not names & {"install", "preinstall"}:
        yield BundledScript(path, "install", "node-gyp rebuild")
