"""Images that show a reader something else than a runtime."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import zstandard

from ostiary.core.run import Run
from ostiary.core.scale import Decision
from world.auditor import Auditor

META = "Metadata-Version: 2.1\nName: {}\nVersion: 1.0\n\n"
SITE = "usr/lib/python3/site-packages"
FLAWED = f"{SITE}/flawed-1.0.dist-info/METADATA"
Row = tuple[str, str | bytes | None]


def layer(*rows: Row) -> bytes:
    """A layer: (path, text), (path, None) for a folder, (path, b"->x") for a link, b"=>x" for a hard link."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for path, text in rows:
            info = tarfile.TarInfo(path)
            if text is None:
                info.type = tarfile.DIRTYPE
            elif isinstance(text, bytes):
                info.type = tarfile.SYMTYPE if text.startswith(b"->") else tarfile.LNKTYPE
                info.linkname = text[2:].decode()
            else:
                info.size = len(text.encode())
            data = text if isinstance(text, str) else ""
            tar.addfile(info, io.BytesIO(data.encode()))
    return stream.getvalue()


def layout(folder: Path, *images: Iterable[bytes]) -> None:
    """An OCI layout of these images."""
    blobs = folder / "blobs/sha256"
    blobs.mkdir(parents=True)

    def blob(data: bytes) -> str:
        name = hashlib.sha256(data).hexdigest()
        (blobs / name).write_bytes(data)
        return f"sha256:{name}"

    manifests = []
    for image in images:
        layers = [{"digest": blob(one), "mediaType": "application/x.tar"} for one in image]
        manifests.append({"digest": blob(json.dumps({"layers": layers}).encode())})
    (folder / "oci-layout").write_text("{}")
    (folder / "index.json").write_text(json.dumps({"manifests": manifests}))


def advisories(run: Run) -> list[str]:
    """Where advisories were found."""
    return [str(one.at) for one in run.findings if one.advisory]


FOUND = layer((FLAWED, META.format("flawed")))


def _frames(data: bytes) -> bytes:
    """One frame of zstandard for each half, as layers are written that can be pulled in parts."""
    pack = zstandard.ZstdCompressor().compress
    return pack(data[:1024]) + b"\x50\x2a\x4d\x18\x04\0\0\0abcd" + pack(data[1024:])


def _members(data: bytes) -> bytes:
    return gzip.compress(data[:512]) + gzip.compress(data[512:])


@pytest.mark.parametrize("pack", [bytes, gzip.compress, _members, _frames])
def test_every_packing_is_read(
    place: Path, audited: Auditor, pack: Callable[[bytes], bytes]
) -> None:
    layout(place, [pack(layer(("a", "x" * 3000), (FLAWED, META.format("flawed"))))])
    assert advisories(audited()) == [FLAWED]


@pytest.mark.parametrize("cut", [512, 1024, 1536, 2048, 3000, -512, -10240])
def test_a_layer_that_was_cut_is_said(place: Path, audited: Auditor, cut: int) -> None:
    whole = layer(("a", "x" * 3000), (FLAWED, META.format("flawed")))
    end = len(whole.rstrip(b"\0")) + 511
    layout(place, [whole[: end // 512 * 512][:cut] if cut > 0 else whole[: end // 512 * 512]])
    run = audited()
    assert run.worst is Decision.INSUFFICIENT


def test_a_damaged_header_does_not_end_a_layer_in_silence(place: Path, audited: Auditor) -> None:
    whole = bytearray(layer(("a", ""), ("b", ""), (FLAWED, META.format("flawed"))))
    whole[512:520] = b"\xff" * 8
    layout(place, [bytes(whole)])
    assert audited().worst is Decision.INSUFFICIENT


@pytest.mark.parametrize("mark", [f"{SITE}/.wh..wh..opq", f"{SITE}/.wh.flawed-1.0.dist-info"])
def test_a_whiteout_takes_nothing_of_its_own_layer(
    place: Path, audited: Auditor, mark: str
) -> None:
    layout(place, [layer((FLAWED, META.format("flawed")), (mark, ""))])
    assert advisories(audited()) == [FLAWED]


@pytest.mark.parametrize("mark", [f"{SITE}/.wh..wh..opq", f"{SITE}/.wh.flawed-1.0.dist-info"])
def test_a_whiteout_takes_what_is_below(place: Path, audited: Auditor, mark: str) -> None:
    layout(place, [FOUND, layer((mark, ""))])
    assert advisories(audited()) == []


def test_a_second_image_hides_nothing_of_the_first(place: Path, audited: Auditor) -> None:
    other = layer((FLAWED, META.format("sound")), (f"{SITE}/.wh.x", ""), ("usr/.wh.lib", ""))
    layout(place, [FOUND], [layer(("usr/.wh.lib", ""))], [other])
    assert advisories(audited()) == [f"image1/{FLAWED}"]


def test_two_manifests_are_both_believed(place: Path, audited: Auditor) -> None:
    layout(place, [FOUND])
    (place / "clean").write_bytes(layer(("a", "")))
    (place / "manifest.json").write_text('[{"Layers": ["clean"]}]')
    assert len(advisories(audited())) == 1


@pytest.mark.parametrize(
    "cache", ["root/.cache/x.dist-info/METADATA", "store/ab/cdef", "zzz/store/f"]
)
def test_a_second_name_of_a_file_is_read(place: Path, audited: Auditor, cache: str) -> None:
    """Installers link files out of their caches."""
    first: Row = (cache, META.format("flawed"))
    layout(place, [layer(first, (FLAWED, b"=>" + cache.encode()))])
    assert FLAWED in advisories(audited())


@pytest.mark.parametrize("target", [b"=>nowhere", b"=>../../etc/passwd", b"->/etc/passwd", b"->x"])
def test_a_link_in_the_place_of_metadata_is_said(
    place: Path, audited: Auditor, target: bytes
) -> None:
    layout(place, [layer((FLAWED, target))])
    assert audited().worst is Decision.INSUFFICIENT


def test_packages_behind_a_link_of_another_name_are_said(place: Path, audited: Auditor) -> None:
    rows: list[Row] = [("app/node_modules", b"->/opt/mods"), ("opt/mods/x/package.json", "{}")]
    layout(place, [layer(*rows)])
    assert audited().worst is Decision.INSUFFICIENT


def test_a_linked_folder_of_packages_is_met_where_it_is(place: Path, audited: Auditor) -> None:
    path = "opt/packages/flawed-1.0.dist-info/METADATA"
    layout(place, [layer((SITE, b"->/opt/packages"), (path, META.format("flawed")))])
    assert advisories(audited()) == [path]


@pytest.mark.parametrize("path", ["../../../out/uv.lock", "/../out/uv.lock", "a/../../../uv.lock"])
def test_no_path_leads_out(place: Path, audited: Auditor, tmp_path: Path, path: str) -> None:
    layout(place, [layer((path, "version = 1\n"))])
    audited()
    assert not list(tmp_path.rglob("uv.lock"))


@pytest.mark.parametrize("name", ["uv.lock\0x", "n" * 300 + "/uv.lock", "a\udcff/uv.lock"])
def test_impossible_names_do_not_break_it(place: Path, audited: Auditor, name: str) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
        info = tarfile.TarInfo("x")
        info.pax_headers = {"path": name.replace("\udcff", "\u00ff")}
        tar.addfile(info)
    layout(place, [stream.getvalue()])
    audited()


def test_listings_of_certain_folders_are_taken(place: Path, audited: Auditor) -> None:
    layout(place, [layer(("app/requirements/base.txt", "flawed==1.0\n"))])
    assert advisories(audited()) == ["app/requirements/base.txt:1"]


@pytest.mark.parametrize(
    "path", ["lib/apk/db/installed", "var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/Packages.db"]
)
def test_packages_of_a_system_nobody_reads_are_said(
    place: Path, audited: Auditor, path: str
) -> None:
    layout(place, [layer((path, "P:flawed\nV:1.0\n"))])
    run = audited()
    assert run.audit is not None
    assert [one.name for one in run.audit.unchecked] == [path]
    assert run.worst is Decision.REVIEW


@pytest.mark.parametrize(
    "index",
    [
        {},
        {"manifests": []},
        {"manifests": [{"digest": "sha256:00"}]},
        {"manifests": [{"digest": "../../etc/passwd"}]},
        {"manifests": 1},
        [],
    ],
)
def test_an_index_that_shows_nothing_is_no_pass(
    place: Path, audited: Auditor, index: object
) -> None:
    layout(place, [FOUND])
    (place / "index.json").write_text(json.dumps(index))
    assert audited().worst is Decision.INSUFFICIENT


def test_a_layer_named_an_attestation_is_read(place: Path, audited: Auditor) -> None:
    layout(place, [FOUND])
    index = json.loads((place / "index.json").read_text())
    for one in index["manifests"]:
        one["annotations"] = {"vnd.docker.reference.type": "attestation-manifest"}
    (place / "index.json").write_text(json.dumps(index))
    assert len(advisories(audited())) == 1
