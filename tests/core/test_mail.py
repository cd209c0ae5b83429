"""What people are told goes to their address too: sent once, tried again, and never to addresses of nobody."""

import json
import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.urls import reverse
from django.utils import timezone

from tests.factories import tambon as make
from u2t.core import mail, notifications
from u2t.core.models import Notification, OutboxMessage

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@notifications.kind("test.told")
def _told(values):
    from django.utils.translation import gettext

    return f"{gettext('Notifications')} {values['name']}"


class Post:
    """Takes mails as a mail server does; refuses the first `unwilling` ones."""

    def __init__(self):
        self.unwilling = 0
        self.taken = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - as aiosmtpd names it
        if self.unwilling:
            self.unwilling -= 1
            return "451 come back later"
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        return "250 taken"


@pytest.fixture
def post(settings, tmp_path):
    """A mail server on the loopback."""
    handler = Post()
    server = Controller(handler, hostname="127.0.0.1", port=0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server.port = free.getsockname()[1]
    server.start()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", server.port
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = False, "", ""
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.PUBLIC_URL = "https://u2t.example"
    yield handler
    server.stop()


def told(email="somsri@example.org", **fields):
    user = make.user(email=email, **fields)
    return notifications.tell(user_id=user.pk, kind="test.told", link="/x/1/", name="สมุด")


def test_a_mail_says_the_sentence_in_the_language_of_its_reader_with_a_link(post):
    told()
    told(email="john@example.org", language="en")

    assert mail.send_due() == 2

    thai, english = sorted(post.taken, key=lambda message: message["to"], reverse=True)
    assert (thai["to"], thai["subject"].strip()) == ("somsri@example.org", "U2T: การแจ้งเตือน สมุด")
    assert "https://u2t.example/x/1/" in thai.get_content()
    assert english["subject"].strip() == "U2T: Notifications สมุด"


def test_a_mail_goes_once(post):
    told()

    assert [mail.send_due(), mail.send_due()] == [1, 0]
    assert len(post.taken) == 1
    assert Notification.objects.get().mailed_at is not None


def test_only_the_number_of_the_notification_waits_in_the_outbox(post):
    made = told()

    message = OutboxMessage.objects.get()
    assert (message.task, message.arguments) == ("core.mail_notifications", {"notifications": [made.pk]})
    assert "สมุด" not in json.dumps(message.arguments, ensure_ascii=False)


def test_a_refused_mail_waits_longer_each_time_and_goes_when_the_server_takes_it(post):
    post.unwilling = 2
    made = told()
    waits = []
    for _time in range(2):
        mail.send_due()
        made.refresh_from_db()
        waits.append(made.mail_due_at - timezone.now())
        assert mail.send_due() == 0, "it must wait"
        Notification.objects.update(mail_due_at=timezone.now())

    assert mail.send_due() == 1
    assert timedelta(0) < waits[0] < waits[1]
    assert len(post.taken) == 1


def test_a_server_that_is_away_loses_nothing_and_one_bad_address_holds_nobody_up(post, settings):
    told(email="no\naddress@example.org")
    good = told()
    settings.EMAIL_PORT, there = 1, settings.EMAIL_PORT
    assert mail.send_due() == 0
    settings.EMAIL_PORT = there
    Notification.objects.update(mail_due_at=timezone.now())

    assert mail.send_due() == 1
    good.refresh_from_db()
    assert good.mailed_at is not None


def test_after_many_tries_a_mail_is_given_up(post):
    post.unwilling = 1
    made = told()
    Notification.objects.update(mail_tries=mail.MOST_TRIES - 1)

    mail.send_due()

    made.refresh_from_db()
    assert (made.mail_due_at, made.mailed_at) == (None, None)


def test_addresses_of_invented_people_never_leave(post, settings):
    told(email="somchai@demo.u2t.invalid")
    told(email="somying@demo.U2T.INVALID.")

    assert mail.send_due() == 2
    assert post.taken == []
    # Two that go within a second may share a file: what was written is counted, not where.
    written = "".join(path.read_text() for path in Path(settings.EMAIL_FILE_PATH).iterdir())
    assert written.count("\nTo: ") == 2


@pytest.mark.parametrize("fields", [{"email": ""}, {"wants_mail": False}, {"is_active": False}])
def test_those_without_an_address_or_who_want_no_mail_get_none(post, fields):
    made = told(**fields)

    assert mail.send_due() == 0
    made.refresh_from_db()
    assert (post.taken, made.mail_due_at, made.mailed_at) == ([], None, None)


def test_what_was_read_on_the_site_meanwhile_is_not_mailed(post):
    made = told()
    notifications.mark_read(user=made.user)

    assert mail.send_due() == 0
    assert post.taken == []


def test_downloads_that_are_ready_are_told_on_the_site_only(post):
    notifications.tell(user_id=make.user(email="a@example.org").pk, kind="job.done", work="core.export_list")

    assert mail.send_due() == 0
    assert not OutboxMessage.objects.exists()


def test_telling_many_asks_as_often_as_telling_one(django_assert_num_queries):
    for many in (1, 3):
        users = [make.user().pk for _person in range(many)]
        with django_assert_num_queries(2):  # the rows, and the outbox
            made = notifications.tell_many(user_ids=[*users, users[0]], kind="test.told", name="x")
        assert [row.user_id for row in made] == users


def test_the_choice_is_made_on_the_page_and_by_the_api(client):
    user = make.user(email="somsri@example.org")
    other = make.user(email="other@example.org")
    client.force_login(user)
    assert "somsri@example.org" in client.get(reverse("notification-list")).content.decode()

    assert client.post(reverse("notification-mail"), {"wants": "no"}).status_code == 302
    user.refresh_from_db()
    assert not user.wants_mail
    answer = client.post("/api/v1/notifications/mail/", {"wants_mail": True}, content_type="application/json")

    user.refresh_from_db()
    other.refresh_from_db()
    assert (answer.json(), user.wants_mail, other.wants_mail) == ({"wants_mail": True}, True, True)
    assert client.post("/api/v1/notifications/mail/", {}, content_type="application/json").status_code == 422
