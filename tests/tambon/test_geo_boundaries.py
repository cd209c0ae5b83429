"""Boundaries: files of every kind, what is reported, what is served."""

import gzip
import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse

from tambon import maps
from tambon.models import Area, BoundarySet
from tambon.selectors import boundaries as shown
from tambon.services import boundaries, geography
from tambon.system import system_user
from tests.factories import tambon as make
from u2t.core.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

HDX = Path(settings.BASE_DIR).parent / "shared/data/tambon_boundaries_hdx2022.geojson.gz"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MAPS = tmp_path / "maps"


def square(code, west, *, column="code", south=16.0):
    ring = [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1], [west, south]]
    return {"type": "Feature", "properties": {column: code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


@pytest.fixture
def geojson(tmp_path):
    def write(*features, name="b.geojson"):
        path = tmp_path / name
        text = json.dumps({"type": "FeatureCollection", "features": list(features)})
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return path

    return write


@pytest.fixture
def file(geojson):
    return geojson(square("TH630101", 99, column="ADM3_PCODE"), square("TH630111", 100, column="ADM3_PCODE"))


def test_load_makes_the_map_in_use(nation, file):
    first = boundaries.load(path=file, by=system_user())
    second = boundaries.load(path=file, credit="OCHA", by=system_user())
    found = shown.current_maps()

    assert list(BoundarySet.objects.filter(is_current=True)) == [second]
    assert (found.pk, found.is_approximate, found.credit) == (second.pk, False, "OCHA")
    assert found.urls["tambon"] == f"/tambon/maps/{second.pk}/tambon.pmtiles"
    assert found.bounds == (99.0, 16.0, 101.0, 17.0)
    second.refresh_from_db()
    assert [code for code, _name in second.report["without_polygon"]] == ["500101", "500102", "630201"]
    assert AuditEvent.objects.filter(action="boundaries.loaded").count() == 2
    assert first.polygon_count == 2


def test_archives_hold_three_simplifications_without_data(nation, file):
    from pmtiles.reader import MemorySource, Reader

    found = boundaries.load(path=file, by=system_user())
    folder = shown.folder_of(found.pk)

    for level in ("tambon", "amphoe", "province"):
        reader = Reader(MemorySource((folder / f"{level}.pmtiles").read_bytes()))
        about = reader.metadata()
        assert (reader.header()["min_zoom"], reader.header()["max_zoom"]) == (3, 10)
        assert [layer["id"] for layer in about["vector_layers"]] == [level]
        assert set(about["vector_layers"][0]["fields"]) == {"code", "id", "name_th", "name_en"}
    assert sorted(path.suffix for path in folder.glob("tambon.*")) == [".fgb", ".geojson", ".pmtiles"]
    assert [path.name for path in folder.parent.iterdir()] == [str(found.pk)]


def test_names_and_parents_come_from_our_areas(nation, file):
    found = boundaries.load(path=file, by=system_user())
    coarse = json.loads((shown.folder_of(found.pk) / "amphoe.geojson").read_text(encoding="utf-8"))

    assert [feature["properties"]["name_th"] for feature in coarse["features"]] == ["เมืองตาก"]
    assert shown.area_holding(latitude=16.5, longitude=100.5) == "630111"
    assert shown.area_holding(latitude=16.5, longitude=100.5, level="province") == "63"
    assert shown.area_holding(latitude=1, longitude=1) is None


def test_abolished_codes_are_mapped_kept_or_reported(nation, geojson):
    make.area("6399", abolished_on="2006-01-01")
    make.area("639901", today_id="630201", abolished_on="2006-01-01")
    make.area("639902", abolished_on="2006-01-01")

    found = boundaries.load(
        path=geojson(square("639901", 99), square("639902", 100), square("999999", 101), square("nonsense", 102)),
        by=system_user(),
    )

    found.refresh_from_db()
    assert found.report["polygons"] == 3
    assert [(a["code"], a["successor"]) for a in found.report["abolished"]] == [("639901", "630201"), ("639902", None)]
    assert found.report["unknown"] == ["999999"]
    assert shown.area_holding(latitude=16.5, longitude=99.5) == "630201"
    assert shown.area_holding(latitude=16.5, longitude=100.5) == "639902"


def test_a_shapefile_and_its_zip_without_cpg_are_read(nation, file, tmp_path):
    frame = maps.read(file)
    folder = tmp_path / "shape"
    folder.mkdir()
    frame.assign(NAME="ระแหง").to_file(folder / "b.shp", encoding="UTF-8")
    for extra in folder.glob("*.cpg"):
        extra.unlink()
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", folder)

    assert set(maps.read(folder / "b.shp").code) == {"630101", "630111"}
    assert set(maps.read(Path(packed)).code) == {"630101", "630111"}


def test_another_projection_is_turned_into_degrees(nation, file, tmp_path):
    path = tmp_path / "utm.gpkg"
    maps.read(file).to_crs(32647).to_file(path, driver="GPKG")

    assert maps.bounds_of(maps.read(path)) == pytest.approx((99, 16, 101, 17), abs=0.01)


@pytest.mark.parametrize("text", [b"", b"<html>", b"{}", b'{"type": "FeatureCollection", "features": []}'])
def test_a_file_that_is_none_is_refused(nation, tmp_path, text):
    path = tmp_path / "bad.geojson"
    path.write_bytes(text)

    with pytest.raises(maps.BoundaryError):
        boundaries.load(path=path, by=system_user())
    assert not BoundarySet.objects.exists()


def test_files_without_codes_or_with_others_are_refused(nation, geojson):
    for features in ([square("630101", 99, column="name")], [square("999999", 99)], [square("x", 99)]):
        with pytest.raises(maps.BoundaryError):
            boundaries.load(path=geojson(*features), by=system_user())


def test_a_load_that_fails_leaves_the_map_in_use(nation, file, monkeypatch):
    before = boundaries.load(path=file, by=system_user())
    monkeypatch.setattr(maps, "write", lambda *_args, **_kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        boundaries.load(path=file, by=system_user())

    assert shown.current_maps().pk == before.pk
    assert BoundarySet.objects.count() == 1


def test_cells_are_drawn_around_points_once(nation):
    for code, latitude, longitude in (("630101", 16.8, 99.1), ("630111", 16.9, 99.0), ("500101", 18.8, 99.0)):
        Area.objects.filter(code=code).update(latitude=latitude, longitude=longitude)

    found = boundaries.ensure(by=system_user())

    assert found.is_approximate
    assert found.polygon_count == 4
    assert found.report["guessed"] == (("500102", "พระสิงห์"),)
    assert found.report["without_polygon"] == (("630201", "ตากออก"),)
    assert boundaries.ensure(by=system_user()) is None
    assert shown.area_holding(latitude=16.81, longitude=99.11) == "630101"
    shutil.rmtree(shown.folder_of(found.pk))
    assert boundaries.ensure(by=system_user()) is not None


def test_an_island_that_the_outline_lacks_is_a_disc():
    points = {"580101": (97.9, 18.5), "820101": (98.3, 8.6), "900101": (97.0, 8.6)}
    cells = maps.cells(points).set_index("code")

    assert cells.geometry.geom_type["900101"] == "Polygon"
    assert 0.002 < cells.geometry["900101"].area < 0.003


def test_without_points_it_says_what_to_do_first(nation):
    with pytest.raises(CommandError, match="load_areas"):
        call_command("load_boundaries")


def test_boundaries_are_loaded_by_those_who_may(ministry, file):
    for act in (lambda: boundaries.load(path=file, by=ministry), lambda: boundaries.ensure(by=ministry)):
        with pytest.raises(PermissionDenied):
            act()


def test_files_of_old_sets_are_removed(nation, file, django_capture_on_commit_callbacks):
    for _n in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            boundaries.load(path=file, by=system_user())

    kept = [int(path.name) for path in Path(settings.MAPS).iterdir()]
    assert sorted(kept) == sorted(BoundarySet.objects.order_by("-pk").values_list("pk", flat=True)[:2])


@pytest.mark.slow
def test_the_real_file_loads_with_its_traps(capsys):
    if not HDX.exists():
        pytest.skip("../shared/data is not here")
    geography.load(by=system_user())

    call_command("load_boundaries", str(HDX))

    said = capsys.readouterr().out.splitlines()
    assert "loaded 7425 polygons from tambon_boundaries_hdx2022.geojson.gz" in said
    assert "abolished code 530306 ท่าแฝก: mapped to its successor 530407" in said
    assert [line.split()[2] for line in said if line.startswith("abolished code")] == ["104701", "105001", "530306"]
    assert len([line for line in said if line.startswith("without a polygon")]) == 13
    found = BoundarySet.objects.get()
    assert (found.polygon_count, len(found.report["without_polygon"])) == (7425, 13)
    assert shown.area_holding(latitude=16.88, longitude=99.12)[:4] == "6301"


@pytest.fixture
def archive(nation, file):
    found = boundaries.load(path=file, by=system_user())
    return reverse("map-tiles", args=[found.pk, "tambon"]), (shown.folder_of(found.pk) / "tambon.pmtiles").read_bytes()


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_an_archive_is_served_to_strangers_and_kept(client, archive):
    url, whole = archive

    answer = client.get(url)

    assert (answer.status_code, body(answer)) == (200, whole)
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Length"] == str(len(whole))
    assert "immutable" in answer["Cache-Control"]
    assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-126", slice(0, 127)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-50", slice(-50, None)),
        ("bytes=5-5", slice(5, 6)),
    ],
)
def test_a_range_is_served(client, archive, asked, part):
    url, whole = archive

    answer = client.get(url, headers={"Range": asked})

    assert answer.status_code == 206
    assert body(answer) == whole[part]
    first = part.indices(len(whole))[0]
    assert answer["Content-Range"] == f"bytes {first}-{first + len(whole[part]) - 1}/{len(whole)}"
    assert answer["Content-Length"] == str(len(whole[part]))


def test_a_range_beyond_the_end_is_cut_or_refused(client, archive):
    url, whole = archive

    beyond = client.get(url, headers={"Range": f"bytes={len(whole)}-"})
    longer = client.get(url, headers={"Range": f"bytes=10-{len(whole) + 99}"})

    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(whole)}")
    assert body(longer) == whole[10:]
    assert client.get(url, headers={"Range": "bytes=-0"}).status_code == 416
    assert client.get(url, headers={"Range": "bytes=9-5"}).status_code == 416
    assert client.get(url, headers={"Range": f"bytes=0-{'9' * 5000}"}).status_code == 200  # none that can be read


@pytest.mark.parametrize("asked", ["bytes=-", "lines=1-2", "bytes=1-2,5-6", "bytes=a-b", ""])
def test_a_range_that_is_none_gets_the_whole(client, archive, asked):
    url, whole = archive

    answer = client.get(url, headers={"Range": asked})

    assert (answer.status_code, body(answer)) == (200, whole)


def test_head_has_no_body_and_others_are_refused(client, archive):
    url, _whole = archive

    head = client.head(url, headers={"Range": "bytes=0-9"})

    assert (head.status_code, body(head), head["Content-Length"]) == (206, b"", "10")
    assert client.post(url).status_code == 405
    assert client.get(url.replace("tambon.pmtiles", "secrets.pmtiles")).status_code == 404
    assert client.get("/tambon/maps/999999/tambon.pmtiles").status_code == 404
    assert client.get(url, headers={"Range": "bytes=0-9", "If-Range": '"other"'}).status_code == 200
