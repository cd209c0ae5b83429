"""The article of a month: picked from the own logs, reviewed, and public only while it is published."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import months as month
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_month_road import today  # noqa: F401 - the same day
from u2t.core import clock, files
from u2t.core.errors import DomainError, InputError, StaleError
from u2t.core.models import AuditEvent, Notification
from workforce.models import Article, ArticlePhoto
from workforce.services import articles
from workforce.services.articles import Picked, Told

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
STORY = "กลุ่มทอผ้าแม่ท้อได้ลายใหม่จากการประชุมร่วมกับเยาวชน " * 4
PICTURE = b"\xff\xd8 a picture"


@pytest.fixture
def logged(contract, worker, settings, tmp_path):
    """Two logs of the month, the first with a photo."""
    settings.PRIVATE_FILES = tmp_path
    first = month.log(contract, activity="ประชุมกลุ่มทอผ้า", detail="ออกแบบลายใหม่", result="ได้สามลาย")
    month.log(contract, date(2021, 11, 4), activity="สำรวจครัวเรือน")
    file = files.store_sealed(name="photo.jpg", media_type="image/jpeg", content=PICTURE, by=worker)
    first.photos.create(key=uuid.uuid4(), file=file, added_at=clock.now())
    return first


@pytest.fixture
def sent(logged, contract, period, worker):
    """An article with a photo that waits to be reviewed."""
    article = articles.begin(contract=contract, period=period, by=worker)
    told = Told("ผ้าทอลายใหม่", STORY, [Picked(logged.photos.get(), "ลายดอกแม่ท้อ")], shows_name=True)
    article = articles.save(article=article, told=told, by=worker, version=article.version)
    return articles.send(article=article, by=worker, version=article.version)


def test_it_begins_with_the_words_and_photos_that_were_picked(logged, contract, period, worker):
    first = articles.begin(contract=contract, period=period, picked=[logged], by=worker)
    again = articles.begin(contract=contract, period=period, by=worker)

    assert (first, Article.objects.count()) == (again, 1)
    assert first.text == "ประชุมกลุ่มทอผ้า\nออกแบบลายใหม่\nได้สามลาย"
    assert [one.caption for one in first.photos.all()] == ["ประชุมกลุ่มทอผ้า"]
    with pytest.raises(InputError):
        articles.send(article=first, by=worker, version=first.version)


def test_only_own_photos_of_the_month_and_only_the_writer(logged, contract, period, worker, lecturer):
    article = articles.begin(contract=contract, period=period, by=worker)
    other = month.log(work.contract(work.person()))
    file = files.store_sealed(name="x.jpg", media_type="image/jpeg", content=b"x", by=lecturer)
    foreign = other.photos.create(key=uuid.uuid4(), file=file, added_at=clock.now())

    with pytest.raises(InputError, match="ภาพ"):
        articles.save(article=article, told=Told("ก", STORY, [Picked(foreign)]), by=worker, version=1)
    with pytest.raises(InputError):
        articles.save(article=article, told=Told(" ", STORY), by=worker, version=1)
    with pytest.raises(PermissionDenied):
        articles.save(article=article, told=Told("ก", STORY), by=lecturer, version=1)
    with pytest.raises(StaleError):
        articles.save(article=article, told=Told("ก", STORY), by=worker, version=9)


def test_returned_written_anew_published_and_taken_down(sent, worker, lecturer):
    assert articles.send(article=sent, by=worker, version=sent.version - 1).version == sent.version
    with pytest.raises(InputError):
        articles.send_back(article=sent, reason=" ", by=lecturer, version=sent.version)
    with pytest.raises(DomainError):
        articles.save(article=sent, told=Told("ก", STORY), by=worker, version=sent.version)

    back = articles.send_back(article=sent, reason="เพิ่มชื่อกลุ่ม", by=lecturer, version=sent.version)
    more = articles.save(article=back, told=Told("ผ้าทอ", STORY + "ต่อ"), by=worker, version=back.version)
    again = articles.send(article=more, by=worker, version=more.version)
    public = articles.publish(article=again, by=lecturer, version=again.version)
    down = articles.take_down(article=public, reason="มีผู้ขอ", by=lecturer, version=public.version)

    assert (down.state, down.published_at, down.reason) == ("withdrawn", None, "มีผู้ขอ")
    assert [one.title for one in down.versions.all()] == ["ผ้าทอ", "ผ้าทอลายใหม่"]
    assert [one.kind for one in Notification.objects.filter(user=worker).order_by("pk")] == [
        "article.returned", "article.published", "article.withdrawn"
    ]  # fmt: skip
    assert AuditEvent.objects.filter(action__startswith="article.").count() == 6


def test_nobody_publishes_the_own_article(sent, worker, manager):
    make.membership(worker, "pm", area=make.area("630111"))
    worker = type(worker).objects.get(pk=worker.pk)  # whose rights are not remembered
    with pytest.raises(DomainError, match="ของตนเอง"):
        articles.publish(article=sent, by=worker, version=sent.version)
    with pytest.raises(PermissionDenied):
        articles.publish(article=sent, by=manager, version=sent.version)


def test_a_stranger_reads_only_what_is_published_and_nothing_of_the_person_but_the_name(client, sent, worker, lecturer):
    picked = ArticlePhoto.objects.get()
    page, photo = reverse("article-open-detail", args=[sent.pk]), reverse("article-open-photo", args=[picked.key])
    assert (client.get(page).status_code, client.get(photo).status_code) == (404, 404)

    public = articles.publish(article=sent, by=lecturer, version=sent.version)
    shown = client.get(page)
    person = public.contract.person
    assert shown.status_code == 200
    body = shown.content.decode()
    assert person.full_name in body
    for hidden in (person.telephone, person.national_id, reverse("log-photo", args=[picked.photo_id])):
        assert hidden not in body
    answer = client.get(photo)
    assert (answer.content, answer["Content-Type"]) == (PICTURE, "image/jpeg")
    assert client.get(reverse("log-photo", args=[picked.photo_id])).status_code == 302
    listed = client.get(reverse("article-open-list"), {"tambon": public.tambon_id}).content.decode()
    assert public.title in listed
    assert public.title not in client.get(reverse("article-open-list"), {"tambon": "630201"}).content.decode()
    assert client.get(reverse("article-open-list"), {"tambon": "x"}).status_code == 404

    Article.objects.filter(pk=public.pk).update(shows_name=False)
    assert person.full_name not in client.get(page).content.decode()
    taken = articles.withdraw(article=public, by=worker, version=public.version)
    assert taken.state == "withdrawn"
    assert (client.get(page).status_code, client.get(photo).status_code) == (404, 404)


def test_the_public_list_asks_as_often_for_three_as_for_one(client, period, worker, nation):
    counts = []
    for wanted in (1, 2):
        for _n in range(wanted):
            published = {"state": "published", "published_at": clock.now()}
            month.article(work.contract(work.person()), period, **published)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("article-open-list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_pages_go_the_whole_way(client, logged, contract, period, worker, lecturer):
    client.force_login(worker)
    begin = reverse("article-begin", args=[contract.pk, period.pk])
    assert client.get(begin).status_code == 200
    assert client.post(begin, {"logs": [logged.pk]}).status_code == 302
    article = Article.objects.get()
    photo = logged.photos.get()
    write = reverse("article-write", args=[article.pk])
    typed = {"version": "1", "title": "ผ้าทอ", "text": STORY, f"pick_{photo.pk}": "on", f"caption_{photo.pk}": "ลายใหม่"}
    assert client.get(write).status_code == 200
    assert client.post(write, typed | {"save": "1"}).status_code == 302
    sent = typed | {"version": "2", "send": "1"}
    assert [client.post(write, sent).status_code for _click in range(2)] == [302, 302]
    assert article.versions.count() == 1
    assert client.post(write, sent | {"title": "อื่น"}).status_code == 412
    article.refresh_from_db()
    client.force_login(lecturer)
    step = {name: reverse(f"article-{name}", args=[article.pk]) for name in ("publish", "return", "take-down")}
    assert client.post(step["return"], {"version": article.version}).status_code == 422
    assert client.get(reverse("article-photo", args=[article.photos.get().pk])).content == PICTURE
    published = {"version": article.version}
    assert [client.post(step["publish"], published).status_code for _click in range(2)] == [302, 302]
    assert client.post(step["publish"], {"version": article.version - 1}).status_code == 412
    page = client.get(reverse("article-detail", args=[article.pk])).content.decode()
    assert step["take-down"] in page
    assert reverse("article-open-detail", args=[article.pk]) in page
    assert client.get(reverse("article-list"), {"status": "published"}).status_code == 200


def test_the_api_does_the_same(client, logged, contract, period, worker, lecturer):
    def post(path, **body):
        return client.post(f"/api/v1/articles/{path}", body, content_type="application/json")

    client.force_login(worker)
    begun = post("", contract=contract.pk, period=period.pk)
    key = begun.json()["id"]
    assert begun.status_code == 201
    assert post(f"{key}/write/", version=1, title="ก", text=STORY, photos=[{"photo": 10**9}]).status_code == 422
    written = post(f"{key}/write/", version=1, title="ก", text=STORY, photos=[{"photo": logged.photos.get().pk}]).json()
    sent = post(f"{key}/send/", version=written["version"]).json()
    client.force_login(lecturer)
    back = post(f"{key}/return/", version=sent["version"], reason="แก้").json()
    assert (back["state"], back["reason"]) == ("returned", "แก้")
    client.force_login(worker)
    sent = post(f"{key}/send/", version=back["version"]).json()
    client.force_login(lecturer)
    public = post(f"{key}/publish/", version=sent["version"]).json()
    down = post(f"{key}/take-down/", version=public["version"], reason="ขอถอน").json()
    assert down["state"] == "withdrawn"
    client.force_login(worker)
    assert post(f"{key}/withdraw/", version=down["version"]).status_code == 409


def test_a_window_left_open_shows_what_is_stored_beside_what_was_typed(client, logged, contract, period, worker):
    article = articles.begin(contract=contract, period=period, by=worker)
    articles.save(article=article, told=Told("ของอีกหน้าต่าง", STORY), by=worker, version=1)
    client.force_login(worker)
    write = reverse("article-write", args=[article.pk])

    stale = client.post(write, {"version": "1", "title": "ที่พิมพ์ไว้", "text": "เรื่องยาวที่พิมพ์ไว้", "save": "1"})

    assert stale.status_code == 412
    assert all(said in stale.text for said in ("ของอีกหน้าต่าง", "ที่พิมพ์ไว้", "เรื่องยาวที่พิมพ์ไว้"))
    article.refresh_from_db()
    assert article.title == "ของอีกหน้าต่าง"
    typed = {"title": "ที่พิมพ์ไว้", "text": "เรื่องยาวที่พิมพ์ไว้", "version": stale.context["form"]["version"].value()}
    assert client.post(write, typed | {"save": "1"}).status_code == 302
    article.refresh_from_db()
    assert article.title == "ที่พิมพ์ไว้"
