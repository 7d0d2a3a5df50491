"""The same small package in both ecosystems, so that one test speaks of both."""

from msgspec import Struct

from world import build
from world.index import LONG_AGO, Answer, FakeIndex


class Kind(Struct, frozen=True):
    """One ecosystem: how to ask for the package, and where an index keeps its page and its files."""

    name: str
    words: tuple[str, ...]
    page: str
    files: str
    module: str

    def publish(self, index: FakeIndex, module: str | bytes | None = None) -> None:
        """Publish the package with one module, which an importer runs."""
        body = {self.module: module} if module is not None else {}
        if self.name == "npm":
            index.publish_npm("thing", "1.0.0", files=body)
            return
        files = (build.wheel("thing", "1.0.0", body), build.sdist("thing", "1.0.0", body))
        index.publish("thing", "1.0.0", files)

    def serve(self, index: FakeIndex, body: bytes) -> None:
        """Publish the package with an archive of these bytes, whose digest is right."""
        if self.name == "npm":
            index.publish_npm("thing", "1.0.0")
            manifest = {"name": "thing", "version": "1.0.0"}
            index.packages["thing"].add("1.0.0", manifest, body, LONG_AGO, "alice")
            return
        index.publish("thing", "1.0.0", [("thing-1.0.0-py3-none-any.whl", body)])

    def archive(self) -> str:
        """The name of the file that an installer would take."""
        return "thing-1.0.0.tgz" if self.name == "npm" else "thing-1.0.0-py3-none-any.whl"


PYPI = Kind("pypi", ("thing",), "/simple/thing", "/files/", "thing.py")
NPM = Kind("npm", ("npm:thing", "--no-tree"), "/npm/thing", "/npm/thing/-/", "index.js")
KINDS = (PYPI, NPM)


def gone(index: FakeIndex, path: str) -> None:
    """The index has no such file any more."""
    index.extra[path] = Answer(b"", "text/plain", 404)
