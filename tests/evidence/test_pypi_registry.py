"""What is learnt from Python indexes, and what becomes of it when they fail or disagree."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from msgspec.structs import replace

from ostiary.core.digest import Digest
from ostiary.core.errors import IntegrityError, NotFoundError, SourceError, UsageError
from ostiary.core.evidence import Absent, Cause, Dossier, Unknown
from ostiary.core.facts.advisories import Advisories
from ostiary.core.facts.history import Lineage, ReleaseAge
from ostiary.core.facts.people import Maintainers
from ostiary.core.facts.release import Project, ProjectStatus, Release, ReleaseFile
from ostiary.core.world import World
from ostiary.evidence.clients.settings import ClientSettings, IndexPlace, Timeouts
from ostiary.evidence.http.client import HttpClient
from ostiary.evidence.registries.answer import Answer
from ostiary.evidence.registries.filename import Target
from ostiary.evidence.registries.pypi import PypiRegistry
from world import build
from world.index import FakeIndex

T = TypeVar("T")
Make = Callable[..., World]
QUICK = Timeouts(
    connect=2, read=0.4, total=2, artifact_total=3, window=0.4, backoff=0.01, longest_wait=1
)
LINUX = Target(
    "3.11.7", ("cp311-cp311-manylinux_2_17_x86_64", "cp311-abi3-linux_x86_64", "py3-none-any")
)
MAC = build.wheel("thing", "1.0", tag="cp311-cp311-macosx_11_0_arm64")


def ask(
    world: World,
    places: tuple[str, ...],
    question: Callable[[PypiRegistry], Awaitable[T]],
    links: tuple[str, ...] = (),
) -> T:
    indexes = (
        *(IndexPlace(url) for url in places),
        *(IndexPlace(url, links=True) for url in links),
    )
    settings = ClientSettings(pypi=indexes, timeouts=QUICK)

    async def main() -> T:
        async with HttpClient(world, settings) as http:
            registry = PypiRegistry(http, settings, world, LINUX, cooldown=timedelta(days=7))
            return await question(registry)

    return asyncio.run(main())


def find(
    world: World, index: FakeIndex, name: str = "thing", version: str = "", **more: object
) -> Answer:
    return ask(world, (index.simple,), lambda r: r.find(name, version, **more))  # type: ignore[arg-type]  # options by name


def dossier(answer: Answer) -> Dossier:
    return Dossier(answer.subject, answer.items)


def known(answer: Answer, kind: type[T]) -> T:
    found = dossier(answer).first(kind)
    assert found is not None
    return found


def gaps(answer: Answer) -> list[tuple[type[object], Cause]]:
    return [(item.kind, item.cause) for item in answer.items if isinstance(item, Unknown)]


def names(files: tuple[ReleaseFile, ...]) -> list[str]:
    return [file.filename for file in files]


def test_all_facts_of_a_release(index: FakeIndex, make_world: Make) -> None:
    info = {
        "license_expression": "MIT",
        "project_urls": {"Source": "https://github.com/acme/thing.git"},
        "author_email": "Alice <Alice@Example.invalid>",
        "requires_dist": ["six>=1", 'pytest; extra == "test"', "other @ https://x.invalid/o.whl"],
    }
    index.publish("thing", "0.9")
    project = index.publish("thing", "1.0", info=info, uploaded=datetime(2026, 5, 1, tzinfo=UTC))
    project.vulnerabilities = [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fixed_in": ["1.1"]}]
    answer = find(make_world(), index)
    assert answer.subject.purl == "pkg:pypi/thing@1.0"
    release = known(answer, Release)
    assert release == answer.release
    assert (release.licence, release.repository) == ("MIT", "https://github.com/acme/thing")
    assert release.emails == ("alice@example.invalid",)
    assert [(one.name, one.group, bool(one.url)) for one in release.requirements] == [
        ("six", "", False),
        ("pytest", "extra:test", False),
        ("other", "", True),
    ]
    assert known(answer, Maintainers).names == ("alice",)
    project_fact = known(answer, Project)
    assert (project_fact.latest, project_fact.indexes) == ("1.0", (index.simple,))
    assert project_fact.status is ProjectStatus.ACTIVE
    advisories = known(answer, Advisories)
    assert [one.id for one in advisories.records] == ["PYSEC-1"]
    assert not advisories.complete
    lineage = known(answer, Lineage)
    assert ([one.version for one in lineage.lower], lineage.higher) == (["0.9"], ())
    assert lineage.trusted_times
    assert lineage.current.requirements == ("six", "pytest", "other")
    age = known(answer, ReleaseAge)
    assert age.cooldown == timedelta(days=7)
    assert {one.uploaded for one in age.files} == {datetime(2026, 5, 1, tzinfo=UTC)}
    for item in answer.items:
        assert getattr(item, "digest", "x")
        assert item.source.startswith(index.url)
    assert not gaps(answer)


def test_html_says_the_same(index: FakeIndex, make_world: Make, tmp_path: Path) -> None:
    index.publish("thing", "1.0", requires_python=">=3.8,<4")
    index.yank("thing", "1.0", "broken & bad")
    index.publish("thing", "2.0")
    index.projects["thing"].files[-1].provenance = b"{}"
    index.projects["thing"].status = "archived"
    as_json = find(make_world(), index, version="1.0")
    index.html_only = True
    as_html = find(make_world(cache=tmp_path / "other"), index, version="1.0")
    assert as_html.files == as_json.files
    assert as_html.release == as_json.release
    assert as_html.release.yanked == "broken & bad"
    assert known(as_html, Project) == known(as_json, Project)


def test_the_installers_choice(index: FakeIndex, make_world: Make) -> None:
    index.publish("thing", "1.0")
    index.publish("thing", "1.1")
    index.yank("thing", "1.1")
    index.publish("thing", "1.2", requires_python=">=3.14")
    index.publish("thing", "1.3", [build.wheel("thing", "1.3", tag="cp311-cp311-win_amd64")])
    index.publish("thing", "2.0rc1")
    world = make_world()
    assert find(world, index).subject.version == "1.0"
    assert find(world, index, constraint=">=1").subject.version == "1.0"
    assert find(world, index, allow_pre=True).subject.version == "2.0rc1"
    assert find(world, index, constraint=">=2.0rc1").subject.version == "2.0rc1"
    assert find(world, index, constraint=">1.5").subject.version == "2.0rc1"
    assert find(world, index, version="1.1").subject.version == "1.1"
    assert find(world, index, constraint="==1.1").subject.version == "1.1"
    assert find(world, index, constraint="~=1.0").subject.version == "1.0"
    assert known(find(world, index), Project).latest == "1.3"


def test_files_that_could_be_installed(index: FakeIndex, make_world: Make) -> None:
    here = build.wheel("thing", "1.0", tag="cp311-cp311-manylinux_2_17_x86_64")
    pure, source = build.wheel("thing", "1.0"), build.sdist("thing", "1.0")
    index.publish("thing", "1.0", [source, pure, MAC, here, ("thing-1.0.win32.exe", b"MZ")])
    world = make_world()
    assert names(find(world, index).files) == [here[0], pure[0], source[0]]
    every = find(world, index, all_artifacts=True).files
    assert set(names(every)) >= {here[0], pure[0], source[0], MAC[0]}
    assert not next(file for file in every if file.filename == MAC[0]).installable


def test_a_pinned_release_for_others_is_found_but_has_no_files_here(
    index: FakeIndex, make_world: Make
) -> None:
    index.publish("thing", "1.0", [MAC])
    answer = find(make_world(), index, version="1.0")
    assert (answer.files, names(answer.release.files)) == ((), [MAC[0]])
    with pytest.raises(NotFoundError, match="can be installed") as caught:
        find(make_world(), index)
    assert "1.0" in caught.value.hint


def test_names_are_normalised(index: FakeIndex, make_world: Make) -> None:
    index.publish("a-b-c", "1.0")
    assert find(make_world(), index, name="A_b.C").subject.name == "a-b-c"


def test_what_does_not_exist(index: FakeIndex, make_world: Make) -> None:
    index.publish("thing", "1.0")
    with pytest.raises(NotFoundError, match="no index has a package `nothing`"):
        find(make_world(), index, name="nothing")
    with pytest.raises(NotFoundError, match=r"no release thing 9\.9") as caught:
        find(make_world(), index, version="9.9")
    assert "1.0" in caught.value.hint
    with pytest.raises(UsageError, match="no version"):
        find(make_world(), index, version="not a version")
    with pytest.raises(UsageError, match="no version constraint"):
        find(make_world(), index, constraint=">>1")


def test_without_an_index_it_says_what_to_do(make_world: Make) -> None:
    with pytest.raises(SourceError) as caught:
        ask(make_world(), (), lambda r: r.find("thing"))
    assert caught.value.cause is Cause.UNCONFIGURED


def test_all_indexes_are_asked_and_merged(index: FakeIndex, make_world: Make) -> None:
    with FakeIndex() as other:
        index.publish("thing", "1.0")
        other.publish("thing", "1.0")
        other.publish("thing", "7.0")
        both = (index.simple, other.simple)
        answer = ask(make_world(), both, lambda r: r.find("thing"))
        assert (answer.subject.version, answer.subject.origin) == ("7.0", other.simple)
        assert known(answer, Project).indexes == both
        assert known(answer, Project).copies  # the second has all that the first has, to the byte
        same = ask(make_world(), both, lambda r: r.find("thing", "1.0"))
        assert len(same.files) == 2


def test_indexes_that_disagree_about_bytes(index: FakeIndex, make_world: Make) -> None:
    with FakeIndex() as other:
        index.publish("thing", "1.0", [build.wheel("thing", "1.0")])
        other.publish("thing", "1.0", [build.wheel("thing", "1.0", {"thing.py": "VALUE = 2\n"})])
        answer = ask(make_world(), (index.simple, other.simple), lambda r: r.find("thing"))
        assert len(answer.files) == 2
        assert not known(answer, Project).copies
        assert (ReleaseFile, Cause.CONTRADICTED) in gaps(answer)


def test_an_index_that_fails_beside_one_that_answers(index: FakeIndex, make_world: Make) -> None:
    with FakeIndex() as other:
        index.publish("thing", "1.0")
        other.fail("/", "status", 500)
        both = (index.simple, other.simple)
        answer = ask(make_world(), both, lambda r: r.find("thing"))
        assert (Release, Cause.TRANSIENT) in gaps(answer)
        with pytest.raises(SourceError):  # the failing index might have it: that is no absence
            ask(make_world(), both, lambda r: r.find("nothing"))
        with pytest.raises(SourceError):
            ask(make_world(), both, lambda r: r.find("thing", "2.0"))


@pytest.mark.parametrize("mode", ["garbage", "status", "drop", "truncate", "hang", "drip", "bomb"])
def test_a_page_that_fails_is_never_an_absence(
    index: FakeIndex, make_world: Make, mode: str
) -> None:
    index.publish("thing", "1.0")
    index.fail("/simple/", mode)
    with pytest.raises(SourceError):
        find(make_world(), index)


def test_a_refusing_index(index: FakeIndex, make_world: Make) -> None:
    index.refuse()
    with pytest.raises(SourceError, match="refuses"):
        find(make_world(), index)


@pytest.mark.parametrize("mode", ["garbage", "status", "drop", "truncate", "bomb"])
def test_project_json_that_fails_is_unknown(index: FakeIndex, make_world: Make, mode: str) -> None:
    index.publish("thing", "1.0")
    index.fail("/pypi/", mode)
    answer = find(make_world(), index)
    assert [kind for kind, _ in gaps(answer)] == [Maintainers]
    assert dossier(answer).first(Maintainers) is None
    assert dossier(answer).first(Advisories) is None


def test_project_json_that_is_absent(index: FakeIndex, make_world: Make) -> None:
    index.publish("thing", "1.0").info = None
    answer = find(make_world(), index)
    assert not gaps(answer)
    assert Maintainers in [item.kind for item in answer.items if isinstance(item, Absent)]


def test_details_of_an_older_release_come_from_its_own_page(
    index: FakeIndex, make_world: Make
) -> None:
    index.publish("thing", "1.0", info={"summary": "words"})
    index.publish("thing", "2.0").vulnerabilities = [{"id": "X-1"}]
    answer = find(make_world(), index, version="1.0")
    assert answer.release.summary == "words"
    index.fail("/pypi/thing/2.0", "status", 404)
    index.fail("/pypi/thing/1.0", "status", 404)
    later = make_world(now=make_world().now + timedelta(days=1))
    bare = find(later, index, version="1.0")
    assert bare.release.summary == ""
    assert (
        dossier(bare).first(Advisories) is None
    )  # the list of the newest release says nothing here
    assert known(bare, Maintainers).names == ("alice",)


def test_core_metadata_goes_first_and_is_checked(
    index: FakeIndex, make_world: Make, tmp_path: Path
) -> None:
    index.publish("thing", "1.0", info={"requires_dist": ["old"], "license": "GPL"})
    wheel = index.projects["thing"].files[0]
    wheel.metadata = build.metadata("thing", "1.0", requires=("six>=1",)).encode()
    answer = find(make_world(), index)
    assert [one.name for one in answer.release.requirements] == ["six"]
    assert answer.release.licence == "MIT"
    index.fail("/files/thing-1.0-py3-none-any.whl.metadata", "garbage")
    broken = find(make_world(cache=tmp_path / "other"), index)
    assert [one.name for one in broken.release.requirements] == ["old"]
    assert [cause for _, cause in gaps(broken)] == [Cause.CONTRADICTED]


def test_status_yank_and_new_owners(index: FakeIndex, make_world: Make) -> None:
    index.publish("thing", "1.0")
    index.quarantine("thing", "malware report")
    index.yank("thing", "1.0", "bad")
    index.take_over("thing", "mallory")
    answer = find(make_world(), index, version="1.0")
    project = known(answer, Project)
    assert (project.status, project.status_reason) == (ProjectStatus.QUARANTINED, "malware report")
    assert answer.release.yanked == "bad"
    assert known(answer, Lineage).current.yanked
    assert known(answer, Maintainers).names == ("mallory",)


def test_an_unknown_status_is_not_taken_for_active(index: FakeIndex, make_world: Make) -> None:
    index.publish("thing", "1.0")
    index.projects["thing"].status = "doomed"
    assert known(find(make_world(), index), Project).status is ProjectStatus.QUARANTINED


def test_a_file_without_a_strong_digest(index: FakeIndex, make_world: Make) -> None:
    index.publish("thing", "1.0", [build.sdist("thing", "1.0")])
    index.projects["thing"].files[0].digest = "md5"
    assert (Digest, Cause.OPAQUE) in gaps(find(make_world(), index))


def test_two_pages_of_one_index_that_disagree(index: FakeIndex, make_world: Make) -> None:
    index.publish("thing", "1.0", [build.wheel("thing", "1.0")])
    project = index.projects["thing"]
    lie = replace(project.files[0], body=b"x", served=b"x", version="0.1")
    honest = project.simple_json(index.url)
    project.files[0] = lie
    body = project.project_json(index.url, "")
    assert body
    from world.index import Answer as Page

    index.extra["/simple/thing/"] = Page(honest, "application/vnd.pypi.simple.v1+json")
    assert (ReleaseFile, Cause.CONTRADICTED) in gaps(find(make_world(), index))


def test_a_tampered_file_is_refused(index: FakeIndex, make_world: Make) -> None:
    index.publish("thing", "1.0")
    index.tamper("thing-1.0-py3-none-any.whl")
    world = make_world()
    answer = find(world, index)
    file = answer.files[0]

    async def fetch() -> None:
        async with HttpClient(world, ClientSettings(timeouts=QUICK)) as http:
            (await http.artifact(file.url, file.digests, size=file.size)).close()

    with pytest.raises(IntegrityError):
        asyncio.run(fetch())


def test_late_files_and_doubtful_times(index: FakeIndex, make_world: Make, tmp_path: Path) -> None:
    fetched = datetime(2026, 5, 1, tzinfo=UTC)
    for number, day in ((1, 9), (2, 3), (3, 7), (4, 1)):
        index.publish("thing", f"1.0.{number}", uploaded=fetched + timedelta(days=day))
    lineage = known(find(make_world(), index), Lineage)
    assert not lineage.trusted_times
    assert "older than the release before" in lineage.times_fault
    index.publish("undated", "1.0", uploaded=None, info=None).info = None
    undated = known(find(make_world(), index, name="undated"), ReleaseAge)
    assert not undated.trusted_times
    assert "does not say when" in undated.times_fault


def test_raw_provenance(index: FakeIndex, make_world: Make) -> None:
    index.publish("thing", "0.9")
    index.publish("thing", "1.0")
    index.file("thing-1.0-py3-none-any.whl").provenance = b'{"version": 1}'

    async def question(
        registry: PypiRegistry,
    ) -> tuple[Answer, tuple[tuple[ReleaseFile, object], ...]]:
        answer = await registry.find("thing")
        return answer, await registry.provenance(answer)

    answer, rows = ask(make_world(), (index.simple,), question)
    assert [body for _, body in rows] == [b'{"version": 1}', None]
    lineage = known(answer, Lineage)
    assert (lineage.current.attested, lineage.lower[0].attested) == (True, False)
    index.fail("/provenance/", "status", 500)
    later = make_world(now=make_world().now + timedelta(days=60))
    _, rows = ask(later, (index.simple,), question)
    assert isinstance(rows[0][1], Unknown)
    index.failures.clear()
    index.fail("/provenance/", "status", 404)
    _, rows = ask(later, (index.simple,), question)
    assert isinstance(rows[0][1], Unknown)
    assert rows[0][1].cause is Cause.CONTRADICTED


class TestDisk:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        place = tmp_path / "wheels"
        place.mkdir()
        for name, body in (build.wheel("thing", "3.0"), build.wheel("other", "9.0")):
            (place / name).write_bytes(body)
        return place

    def test_find_links(self, index: FakeIndex, make_world: Make, folder: Path) -> None:
        index.publish("thing", "1.0")
        links = (f"file://{folder}",)
        answer = ask(make_world(), (index.simple,), lambda r: r.find("thing"), links)
        assert answer.subject.version == "3.0"
        assert answer.files[0].url == f"file://{folder}/thing-3.0-py3-none-any.whl"
        with pytest.raises(NotFoundError):
            ask(make_world(), (), lambda r: r.find("absent"), links)

    def test_an_index_on_disk(self, make_world: Make, folder: Path, tmp_path: Path) -> None:
        name, body = build.wheel("thing", "3.0")
        place = tmp_path / "simple" / "thing"
        place.mkdir(parents=True)
        mark = hashlib.sha256(body).hexdigest()
        (place / "index.html").write_text(
            f'<!DOCTYPE html><a href="../../wheels/{name}#sha256={mark}">x</a>'
        )
        answer = ask(make_world(), (f"file://{tmp_path}/simple",), lambda r: r.find("thing"))
        assert answer.files[0].digests == (Digest("sha256", mark),)
        assert answer.files[0].url == f"file://{folder}/{name}"
        assert not known(answer, Lineage).trusted_times

    def test_a_remote_page_cannot_name_local_files(
        self, index: FakeIndex, make_world: Make, folder: Path
    ) -> None:
        from world.index import Answer as Page

        body = f'<!DOCTYPE html><a href="file://{folder}/thing-3.0-py3-none-any.whl">x</a>'
        index.extra["/simple/thing/"] = Page(body.encode(), "text/html")
        with pytest.raises(NotFoundError):
            find(make_world(), index)
