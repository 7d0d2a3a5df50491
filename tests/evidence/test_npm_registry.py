"""What is learnt from an npm registry, and what becomes of it when it fails or is a mirror."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from ostiary.core.digest import Digest
from ostiary.core.errors import NotFoundError, SourceError, UsageError
from ostiary.core.evidence import Absent, Cause, Dossier, Unknown
from ostiary.core.facts.history import Lineage, Publisher, ReleaseAge
from ostiary.core.facts.people import Maintainers
from ostiary.core.facts.release import Project, ProjectStatus
from ostiary.core.world import World
from ostiary.evidence.clients.settings import ClientSettings, NpmSettings, Timeouts
from ostiary.evidence.http.client import HttpClient
from ostiary.evidence.registries.answer import Answer
from ostiary.evidence.registries.npm import NpmRegistry
from world.index import Answer as Page
from world.index import FakeIndex

T = TypeVar("T")
Make = Callable[..., World]
QUICK = Timeouts(
    connect=2, read=0.4, total=2, artifact_total=3, window=0.4, backoff=0.01, longest_wait=1
)
START = datetime(2025, 1, 1, tzinfo=UTC)


def ask(world: World, npm: NpmSettings, question: Callable[[NpmRegistry], Awaitable[T]]) -> T:
    settings = ClientSettings(npm=npm, timeouts=QUICK)

    async def main() -> T:
        async with HttpClient(world, settings) as http:
            return await question(NpmRegistry(http, settings, world))

    return asyncio.run(main())


def find(
    world: World, index: FakeIndex, name: str = "left", version: str = "", constraint: str = ""
) -> Answer:
    npm = NpmSettings(index.npm)
    return ask(world, npm, lambda r: r.find(name, version, constraint=constraint))


def known(answer: Answer, kind: type[T]) -> T:
    found = Dossier(answer.subject, answer.items).first(kind)
    assert found is not None
    return found


def gaps(answer: Answer) -> list[tuple[type[object], Cause]]:
    return [(item.kind, item.cause) for item in answer.items if isinstance(item, Unknown)]


def series(index: FakeIndex, *versions: str, **package: Any) -> None:
    for day, version in enumerate(versions):
        index.publish_npm("left", version, package, published=START + timedelta(days=day))


def test_all_facts_of_a_release(index: FakeIndex, make_world: Make) -> None:
    series(index, "1.0.0", "1.0.1", "1.1.0")
    package = {
        "description": "pads",
        "repository": {"type": "git", "url": "git+ssh://git@github.com/acme/left.git"},
        "scripts": {"postinstall": "node x.js"},
        "dependencies": {"a": "^1", "b": "github:acme/b", "o": "1"},
        "devDependencies": {"d": "2"},
        "peerDependencies": {"p": "3"},
        "optionalDependencies": {"o": "1"},
        "bundleDependencies": ["a"],
    }
    index.publish_npm("left", "1.2.0", package, published=START + timedelta(days=9), user="bob")
    answer = find(make_world(), index)
    assert answer.subject.purl == "pkg:npm/left@1.2.0"
    release = answer.release
    assert (release.licence, release.repository) == ("MIT", "https://github.com/acme/left")
    assert release.scripts == (("postinstall", "node x.js"),)
    assert {(one.name, one.group, bool(one.url)) for one in release.requirements} == {
        ("a", "", False),
        ("b", "", True),
        ("o", "optional", False),
        ("d", "dev", False),
        ("p", "peer", False),
        ("a", "bundled", False),
    }
    assert [digest.algorithm for digest in answer.files[0].digests] == ["sha512", "sha1"]
    assert answer.integrity.startswith("sha512-")
    lineage = known(answer, Lineage)
    assert [one.version for one in lineage.lower] == ["1.0.0", "1.0.1", "1.1.0"]
    assert lineage.trusted_times
    assert (lineage.current.publisher, lineage.current.hooks) == (Publisher("bob", "token"), True)
    assert lineage.lower[0].hooks is False
    assert known(answer, Maintainers).names == ("alice",)
    assert known(answer, ReleaseAge).files[0].uploaded == START + timedelta(days=9)
    assert not gaps(answer)


def test_the_installers_choice(index: FakeIndex, make_world: Make) -> None:
    series(index, "1.0.0", "1.9.0", "2.0.0", "2.1.0", "3.0.0-rc.1")
    package = index.packages["left"]
    package.tags.update(latest="2.0.0", next="3.0.0-rc.1")
    package.versions["1.9.0"]["deprecated"] = "use 2"
    world = make_world()

    def choice(version: str = "", constraint: str = "") -> str:
        return find(world, index, version=version, constraint=constraint).subject.version

    assert choice() == choice(constraint="*") == choice(constraint=">=1") == "2.0.0"
    assert choice(constraint="2.1") == "2.1.0"
    assert choice(constraint="1") == "1.0.0"
    assert choice(constraint="next") == choice(version="3.0.0-rc.1") == "3.0.0-rc.1"
    assert choice(version="v1.9.0") == "1.9.0"
    assert find(world, index, version="1.9.0").release.deprecated == "use 2"
    with pytest.raises(NotFoundError, match="left@4"):
        choice(constraint="4")
    with pytest.raises(NotFoundError):
        choice(version="2")
    with pytest.raises(UsageError, match="no tag"):
        choice(constraint="no such tag")


def test_what_does_not_exist(index: FakeIndex, make_world: Make) -> None:
    for name in ("nothing", "@a/b", "..", "a/../b", "x" * 500, "a?b#c"):
        with pytest.raises(NotFoundError):
            find(make_world(), index, name=name)
    assert not [path for _, path, _ in index.requests if ".." in path.split("/") or "?" in path]


def test_a_package_taken_back(index: FakeIndex, make_world: Make) -> None:
    body = b'{"name": "left", "time": {"created": "2025-01-01", "unpublished": {"time": "2025-02-01"}}}'
    index.extra["/npm/left"] = Page(body)
    with pytest.raises(NotFoundError) as caught:
        find(make_world(), index)
    assert "unpublished" in caught.value.hint


def test_scopes_have_registries_of_their_own(index: FakeIndex, make_world: Make) -> None:
    with FakeIndex() as corp:
        corp.publish_npm("@corp/thing", "1.0.0")
        npm = NpmSettings(index.npm, scopes=(("@corp", corp.npm),))
        answer = ask(make_world(), npm, lambda r: r.find("@corp/thing"))
        assert answer.subject.purl == "pkg:npm/%40corp/thing@1.0.0"
        assert answer.files[0].filename == "thing-1.0.0.tgz"
        assert corp.requests[0][1] == "/npm/@corp%2Fthing"
        assert index.asked() == 0


def test_without_a_registry_it_says_what_to_do(make_world: Make) -> None:
    npm = NpmSettings(fault="npm is not there", hint="install npm")
    with pytest.raises(SourceError, match="npm is not there") as caught:
        ask(make_world(), npm, lambda r: r.find("left"))
    assert (caught.value.cause, caught.value.hint) == (Cause.UNCONFIGURED, "install npm")


@pytest.mark.parametrize("mode", ["garbage", "status", "drop", "truncate", "hang", "drip", "bomb"])
def test_a_page_that_fails_is_never_an_absence(
    index: FakeIndex, make_world: Make, mode: str
) -> None:
    series(index, "1.0.0")
    index.fail("/npm/", mode)
    with pytest.raises(SourceError):
        find(make_world(), index)


def test_a_page_for_another_name_is_refused(index: FakeIndex, make_world: Make) -> None:
    series(index, "1.0.0")
    index.extra["/npm/right"] = Page(index.packages["left"].packument(index.url))
    with pytest.raises(SourceError, match="answers for `left`"):
        find(make_world(), index, name="right")


def test_new_owners_and_trusted_publishers(index: FakeIndex, make_world: Make) -> None:
    series(index, "1.0.0")
    marker = {"name": "GitHub Actions", "trustedPublisher": {"id": "github"}}
    index.packages["left"].versions["1.0.0"]["_npmUser"] = marker
    index.take_over("left", "mallory")
    index.publish_npm("left", "1.0.1", published=START + timedelta(days=5), user="mallory")
    answer = find(make_world(), index)
    lineage = known(answer, Lineage)
    assert lineage.lower[0].publisher == Publisher("GitHub Actions", "trusted")
    assert lineage.current.publisher == Publisher("mallory", "token")
    assert (lineage.lower[0].maintainers, lineage.current.maintainers) == (("alice",), ("mallory",))
    assert known(answer, Maintainers).names == ("mallory",)


def test_a_mirror_that_stamps_its_own_times(index: FakeIndex, make_world: Make) -> None:
    series(index, "1.0.0", "1.0.1")
    package = index.packages["left"]
    del package.times["created"]
    lineage = known(find(make_world(), index), Lineage)
    assert "does not say when the package was created" in lineage.times_fault
    package.times = {"created": "2025-01-01T00:00:00Z"}
    later = make_world(now=make_world().now + timedelta(days=1))
    assert "does not say when versions" in known(find(later, index), Lineage).times_fault


def test_a_mirror_that_tells_no_people(index: FakeIndex, make_world: Make) -> None:
    """Without a list of its own, what stands in a version is the publisher's claim about himself."""
    series(index, "1.0.0")
    index.packages["left"].maintainers = []
    index.packages["left"].versions["1.0.0"]["maintainers"] = [{"name": "torvalds"}]
    answer = find(make_world(), index)
    assert Maintainers in [item.kind for item in answer.items if isinstance(item, Absent)]
    assert known(answer, Lineage).current.publisher == Publisher()
    assert known(answer, Lineage).current.maintainers == ()


def test_sha1_alone_is_said_aloud(index: FakeIndex, make_world: Make) -> None:
    series(index, "1.0.0")
    dist = index.packages["left"].versions["1.0.0"]["dist"]
    del dist["integrity"]
    answer = find(make_world(), index)
    assert (Digest, Cause.OPAQUE) in gaps(answer)
    assert [one.algorithm for one in answer.files[0].digests] == ["sha1"]
    assert answer.subject.digests == ()


@pytest.mark.parametrize(
    "junk",
    [
        {"license": 5, "repository": [], "maintainers": "x", "_npmUser": 7, "scripts": ["a"]},
        {"license": [{"type": "MIT"}, "BSD"], "author": {"email": 5}, "dependencies": {"a": {}}},
        {"bundleDependencies": True, "optionalDependencies": 4, "deprecated": {}, "homepage": []},
        {"dist": {"integrity": "sha512-!!", "shasum": 5, "tarball": "file:///etc/hostname"}},
        {"dist": {"integrity": 5, "signatures": {}, "attestations": [], "tarball": "http://[x"}},
    ],
)
def test_what_publishers_write_is_never_a_crash(
    index: FakeIndex, make_world: Make, junk: dict[str, Any]
) -> None:
    series(index, "1.0.0")
    record = index.packages["left"].versions["1.0.0"]
    record.update({key: value for key, value in junk.items() if key != "dist"})
    record["dist"].update(junk.get("dist", {}))
    page = {"name": "left", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": record}}
    import json

    index.extra["/npm/left"] = Page(json.dumps(page).encode())
    answer = find(make_world(), index)
    assert answer.subject.version == "1.0.0"
    assert not [
        file for file in answer.files if not file.url.startswith(("http://127", "https://"))
    ]


def test_a_version_that_cannot_be_read_is_no_version(index: FakeIndex, make_world: Make) -> None:
    body = (
        b'{"name":"left","dist-tags":{"latest":"2.0.0"},"versions":{"1.0.0":{},"2.0.0":{"dist":7}}}'
    )
    index.extra["/npm/left"] = Page(body)
    answer = find(make_world(), index)
    assert answer.subject.version == "1.0.0"
    assert (Lineage, Cause.MALFORMED) in gaps(answer)
    assert answer.files == ()


def test_the_abbreviated_page_when_the_full_one_cannot_be_had(
    index: FakeIndex, make_world: Make
) -> None:
    series(index, "1.0.0")
    index.fail("/npm/left", "status", 406, times=1)
    answer = find(make_world(), index)
    assert (Lineage, Cause.MALFORMED) in gaps(answer)


def test_a_deprecated_project(index: FakeIndex, make_world: Make) -> None:
    series(index, "1.0.0", deprecated="gone elsewhere")
    project = known(find(make_world(), index), Project)
    assert (project.status, project.status_reason) == (ProjectStatus.DEPRECATED, "gone elsewhere")


def test_keys_and_attestations(index: FakeIndex, make_world: Make) -> None:
    series(index, "1.0.0")
    npm = NpmSettings(index.npm)

    async def question(registry: NpmRegistry) -> tuple[object, object]:
        answer = await registry.find("left")
        return await registry.keys(), await registry.attestations(answer)

    keys, bundle = ask(make_world(), npm, question)
    assert isinstance(keys, Absent)
    assert isinstance(bundle, Absent)
    index.extra["/npm/-/npm/v1/keys"] = Page(b'{"keys": []}')
    index.packages["left"].attestations["1.0.0"] = b'{"attestations": []}'
    later = make_world(now=make_world().now + timedelta(days=1))
    assert ask(later, npm, question) == (b'{"keys": []}', b'{"attestations": []}')
    dist = index.packages["left"].versions["1.0.0"]["dist"]
    dist["attestations"] = {"url": f"{index.url}/gone"}
    dist["signatures"] = [{"keyid": "SHA256:x", "sig": "MEUC"}, 5, {"keyid": 1}]
    much_later = make_world(now=make_world().now + timedelta(days=2))
    _, gone = ask(much_later, npm, question)
    assert isinstance(gone, Unknown)
    assert gone.cause is Cause.CONTRADICTED
    answer = find(much_later, index)
    assert answer.signatures == (("SHA256:x", "MEUC"),)
    assert known(answer, Lineage).current.attested
    index.refuse()
    much_later = make_world(now=make_world().now + timedelta(days=90))
    assert isinstance(ask(much_later, npm, lambda r: r.keys()), Unknown)
