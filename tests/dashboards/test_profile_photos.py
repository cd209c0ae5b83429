"""Photos of what is in a tambon, on its profile and on paper: of who may see the entries, and nothing personal."""

import io

import pytest
from PIL import Image

from dashboards.profilesheets import sheet_of
from dashboards.selectors.profiles import profile_of
from datasets.models import Entry, EntryFile
from datasets.services import reviews
from tambon.models import Area
from tests.datasets.collect import Collect, instance_of
from tests.factories import fieldwork as make
from tests.factories import tambon as places

pytestmark = pytest.mark.integration

PRODUCTS = """survey,,,,,
,type,name,label::ไทย (th),label::English (en),personal
,text,product_name,ผลิตภัณฑ์,Product,
,image,photo_of_owner,ผู้ผลิต,Owner,yes
,image,photo_1,ภาพถ่าย,Photo,
settings,,,,,
,form_title,version,default_language,,
,ผลิตภัณฑ์,1,ไทย (th),,
"""


@pytest.fixture(autouse=True)
def kept(private):
    """Keep files where the test ends."""


def picture(colour):
    out = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def photo(client, worker, pm, nation):
    """Return the photo of a product; that of its owner came with it."""
    form = make.form(PRODUCTS, of=make.dataset("otop_products", name_th="สินค้า"), name="products.csv")
    make.collecting("630111", of=form.dataset)
    phone = Collect(client, worker.username, make.secret(worker))
    answers = (
        "<product_name>น้ำผึ้งสมมุติ</product_name><photo_of_owner>owner.jpg</photo_of_owner><photo_1>one.jpg</photo_1>"
    )
    xml = instance_of("otop_products", answers, version="1")
    phone.submit(xml, files={"owner.jpg": picture("red"), "one.jpg": picture("green")})
    entry = Entry.objects.get()
    reviews.verify(by=pm, entry=entry, version=entry.version)
    return EntryFile.objects.get(name="one.jpg")


def shown(user):
    return [each.file.name for each in profile_of(Area.objects.get(pk="630111"), user=user).photos]


def test_the_page_and_the_paper_show_photos_of_things_and_none_of_people(client, photo, pm):
    assert shown(pm) == ["one.jpg"]
    client.force_login(pm)
    page = client.get("/areas/630111/profile/").content.decode()
    assert f'src="/datasets/entries/files/{photo.pk}/?small"' in page
    owner = EntryFile.objects.get(name="owner.jpg")
    assert f"/datasets/entries/files/{owner.pk}/" not in page
    assert client.get("/api/v1/profiles/630111/").json()["photos"] == [
        {"file": photo.pk, "name": "น้ำผึ้งสมมุติ", "kind": "สินค้า"}
    ]

    (one,) = sheet_of(profile_of(Area.objects.get(pk="630111"), user=pm)).photos
    with Image.open(io.BytesIO(one.content)) as image:
        assert max(image.size) == 640
    assert one.caption == "น้ำผึ้งสมมุติ · สินค้า"
    paper = client.get("/areas/630111/profile.pdf")
    assert paper.content.startswith(b"%PDF-")
    assert b"/Image" in paper.content


def test_a_photo_under_the_same_name_that_nobody_verified_is_not_shown(client, photo, pm, worker):
    phone = Collect(client, worker.username, make.secret(worker))
    answers = "<product_name>น้ำผึ้งสมมุติ</product_name><photo_1>one.jpg</photo_1>"
    first = photo.revision.instance
    phone.submit(
        instance_of("otop_products", answers, version="1", deprecated=first), files={"one.jpg": picture("blue")}
    )

    assert EntryFile.objects.filter(name="one.jpg").count() == 2
    assert [each.file for each in profile_of(Area.objects.get(pk="630111"), user=pm).photos] == [photo]


def test_who_may_not_see_the_entries_sees_no_photo_of_them(photo, nation):
    community = places.user("community")
    places.membership(community, "community", area=places.area("630111"))

    assert shown(community) == []


def test_a_photo_that_became_personal_is_gone(photo, pm):
    photo.revision.form.dataset.fields.filter(name="photo_1").update(is_personal=True)

    assert shown(pm) == []
