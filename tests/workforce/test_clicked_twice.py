"""A state changed by a button that is clicked twice: changed once, and the second answer leads where the first did."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.workforce.test_services_contracts import selected
from u2t.core.models import AuditEvent
from workforce.models import Contract, Placement

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
HALF = DateRange(date(2021, 2, 1), date(2021, 8, 16))


@pytest.fixture(autouse=True)
def clock(settings, tmp_path):
    settings.CLOCK = "2021-12-08T10:00:00+07:00"
    settings.PRIVATE_FILES = tmp_path


@pytest.fixture
def clicked(client, staff):
    """Post the same twice; both answers must lead to the same page, which says something."""
    client.force_login(staff)

    def _clicked(name, key, **typed):
        answers = [client.post(reverse(name, args=[key]), typed, follow=True) for _click in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        led = [answer.redirect_chain[-1][0] for answer in answers]
        assert led[0] == led[1]
        assert all(list(answer.context["messages"]) for answer in answers)
        return led[1]

    return _clicked


def happened(action):
    return AuditEvent.objects.filter(action=action).count()


@pytest.mark.parametrize(
    ("step", "event", "draft", "typed"),
    [
        ("sign", "contract.signed", True, {"on": "2021-01-29"}),
        ("cancel", "contract.cancelled", True, {"reason": "ไม่มา"}),
        ("extend", "contract.extended", True, {"until": "2021-12-31", "reason": "งานยังไม่เสร็จ"}),
        ("extend", "contract.extended", False, {"until": "2021-12-31", "reason": "งานยังไม่เสร็จ"}),
        ("end", "contract.ended", False, {"on": "2021-06-30", "reason": "ครบงาน"}),
        ("resign", "contract.resigned", False, {"on": "2021-06-30", "reason": "ได้งาน"}),
        ("transfer", "contract.transferred", False, {"on": "2021-03-01", "reason": "ย้าย", "tambon": "630101"}),
        ("assign", "placement.assigned", False, {"on": "2021-03-01", "agency": "land-tak"}),
    ],
)
def test_each_step_of_a_contract_is_taken_once(clicked, nation, step, event, draft, typed):
    state = {"state": "draft", "signed_on": None} if draft else {}
    contract = work.contract(during=HALF, **state)
    make.allocation(make.area("630101"), make.university("kpru"), make.programme())
    work.post(make.area("630101"))
    make.agency("land-tak")

    assert clicked(f"contract-{step}", contract.pk, version=1, **typed).endswith(f"/contracts/{contract.pk}/")

    assert happened(event) == 1


def test_another_step_after_the_last_is_answered_in_words_and_not_by_a_dead_form(client, staff):
    contract = work.contract(during=HALF, state="resigned")
    client.force_login(staff)

    for step, typed in (("sign", {"on": "x"}), ("end", {"on": "2021-03-01", "reason": ""})):
        answer = client.post(reverse(f"contract-{step}", args=[contract.pk]), typed | {"version": 1}, follow=True)
        assert answer.redirect_chain == [(reverse("contract-detail", args=[contract.pk]), 302)]
        assert "ลาออก" in str(next(iter(answer.context["messages"])))


def test_who_follows_is_drafted_once_though_the_first_click_took_them_off_the_list(clicked, staff):
    work.terms()
    post, round_ = work.post(), work.hiring_round()
    left = work.contract(on=post, during=HALF, state="resigned")
    reserve = selected(round_, "reserve")

    led = clicked("contract-replace", left.pk, version=1, application=reserve.pk)

    follower = Contract.objects.get(replaces=left)
    assert led.endswith(f"/contracts/{follower.pk}/")
    assert Placement.objects.filter(contract=follower).count() == 1


def test_rounds_papers_and_sessions_too(clicked, staff):
    draft = work.hiring_round(state="draft", opens_at="2021-12-20T00:00Z", closes_at="2021-12-30T00:00Z")
    work.quota(draft, make.area("630111"), posts=1)
    work.post()
    clicked("round-publish", draft.pk, version=draft.version)
    clicked("round-withdraw", draft.pk, version=draft.version + 1, reason="ผิดวัน")
    clicked("paper-cancel", work.paper(work.contract(on=work.post(number=30_000))).pk, reason="พิมพ์ผิด")
    clicked("session-cancel", work.session().pk, reason="ฝนตก")

    for event in ("round.published", "round.withdrawn", "paper.cancelled", "session.cancelled"):
        assert happened(event) == 1
