"""LINE and SMS: off unless configured and chosen; a service that fails loses nothing and is tried again."""

import json
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import tambon as make
from tests.workforce.test_contracts_parallel import in_parallel
from u2t.celery import app
from u2t.core import channels, notifications
from u2t.core.errors import InputError
from u2t.core.models import ChannelChoice, Delivery, Notification, OutboxMessage

pytestmark = pytest.mark.django_db
LINE_ID = "U" + "0123456789abcdef" * 2


@notifications.kind("test.carried")
def _carried(values):
    return f"รายงาน {values['n']} ฉบับ"


@pytest.fixture
def service(settings):
    """A real service on the loopback: keeps what it took, refuses while `unwilling`."""
    taken = []

    class Service(BaseHTTPRequestHandler):
        unwilling = 0
        slow = 0
        keys: ClassVar[set[str]] = set()

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if Service.unwilling:
                Service.unwilling -= 1
                self.send_error(503)
                return
            key = self.headers["X-Line-Retry-Key"] or self.headers["Idempotency-Key"]
            if key in Service.keys:
                self.send_error(409)
                return
            Service.keys.add(key)
            taken.append((self.path, self.headers["Authorization"], json.loads(body)))
            time.sleep(Service.slow)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}"
    settings.U2T_CHANNELS = {"line": (f"{base}/push", "secret-line"), "sms": (f"{base}/sms", "secret-sms")}
    settings.PUBLIC_URL = "https://u2t.example"
    Service.taken, Service.keys = taken, set()
    yield Service
    server.shutdown()
    thread.join()
    server.server_close()


def tell(user, n=3):
    return notifications.tell(user_id=user.pk, kind="test.carried", link="/x/", n=n)


def test_off_by_default_nothing_is_offered_nor_carried(client):
    user = make.user()
    ChannelChoice.objects.create(user=user, channel="sms", address="0812345678")
    client.force_login(user)

    tell(user)

    assert channels.offered() == []
    assert not Delivery.objects.exists()
    assert "channel-sms" not in client.get(reverse("notification-list")).text
    with pytest.raises(InputError):
        channels.choose(user=user, channel="sms", address="0812345678")


def test_carried_to_those_who_chose_in_the_shape_of_each_service(service):
    user, other = make.user(), make.user()
    channels.choose(user=user, channel="line", address=LINE_ID)
    channels.choose(user=user, channel="sms", address="081-234 5678")

    tell(user)
    tell(other)

    promised = OutboxMessage.objects.get(task="core.deliver_notifications")
    assert channels.deliver_due(promised.arguments["deliveries"]) == 2
    assert channels.deliver_due() == 0
    text = "U2T: รายงาน 3 ฉบับ\nhttps://u2t.example/x/"
    assert sorted(service.taken, key=str) == [
        ("/push", "Bearer secret-line", {"to": LINE_ID, "messages": [{"type": "text", "text": text}]}),
        ("/sms", "Bearer secret-sms", {"to": "0812345678", "text": text}),
    ]


def test_a_service_that_fails_loses_no_notice_and_is_tried_again(service, caplog):
    user = make.user()
    channels.choose(user=user, channel="sms", address="0812345678")
    service.unwilling = 1

    told = tell(user)
    assert channels.deliver_due() == 0

    left = Delivery.objects.get()
    assert Notification.objects.get(pk=told.pk).kind == "test.carried"
    assert (left.tries, left.sent_at) == (1, None)
    assert left.due_at > timezone.now()
    assert "0812345678" not in caplog.text
    assert channels.deliver_due() == 0, "not before its time"
    Delivery.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert channels.deliver_due() == 1
    assert len(service.taken) == 1


def test_what_was_taken_is_not_carried_twice_though_its_commit_was_lost(service):
    user = make.user()
    channels.choose(user=user, channel="line", address=LINE_ID)
    tell(user)
    assert channels.deliver_due() == 1
    Delivery.objects.update(due_at=timezone.now() - timedelta(seconds=1), sent_at=None)

    assert channels.deliver_due() == 1
    assert (len(service.taken), Delivery.objects.get().due_at) == (1, None)


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_carry_each_message_once_and_neither_takes_the_other_for_a_failure(service):
    user = make.user()
    channels.choose(user=user, channel="sms", address="0812345678")
    for number in range(8):
        tell(user, number)
    service.slow = 0.05

    gone = in_parallel(lambda _number: channels.deliver_due(), range(2))

    service.slow = 0
    assert sum(gone) == 8
    assert len(service.taken) == 8
    assert not Delivery.objects.filter(due_at__isnull=False).exists()


def test_a_beat_that_no_worker_took_is_void_by_the_next():
    for name in ("deliver-notifications", "mail-notifications"):
        entry = app.conf.beat_schedule[name]
        assert entry["options"]["expires"] <= entry["schedule"]


def test_given_up_in_the_end_and_not_carried_to_who_chose_otherwise_meanwhile(settings):
    settings.U2T_CHANNELS = {"line": ("", ""), "sms": ("http://127.0.0.1:9/", "x")}
    user = make.user()
    channels.choose(user=user, channel="sms", address="0812345678")
    tell(user)
    for _try in range(channels.MOST_TRIES):
        Delivery.objects.filter(due_at__isnull=False).update(due_at=timezone.now() - timedelta(seconds=1))
        assert channels.deliver_due() == 0
    assert (Delivery.objects.get().tries, Delivery.objects.get().due_at) == (channels.MOST_TRIES, None)

    tell(user)
    channels.choose(user=user, channel="sms", address="")
    assert channels.deliver_due() == 0
    assert not Delivery.objects.filter(due_at__isnull=False).exists()


def test_chosen_on_the_page_and_by_the_api(client, service):
    user = make.user()
    client.force_login(user)
    address = reverse("notification-channel")

    client.post(address, {"channel": "sms", "address": "12"})
    assert channels.choices_of(user) == {}
    client.post(address, {"channel": "sms", "address": "0812345678"})
    assert 'value="0812345678"' in client.get(reverse("notification-list")).text

    route = reverse("api-notification-channel")
    assert client.post(route, {"channel": "line", "address": LINE_ID}, "application/json").status_code == 200
    assert client.post(route, {"channel": "line", "address": "x"}, "application/json").status_code == 422
    assert client.post(route, {"channel": "sms", "address": ""}, "application/json").status_code == 200
    assert channels.choices_of(user) == {"line": LINE_ID}
