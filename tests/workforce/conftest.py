"""An open round in ต.แม่ท้อ and its neighbour, and applications in it."""

import pytest

from tests.factories import months
from tests.factories import tambon as make
from tests.factories import workforce as work
from workforce import notices
from workforce.services import applications


def filled(**changes):
    """What an applicant types, all of it."""
    return {
        "title": "นางสาว", "first_name": "ปราณี", "last_name": "สมมุติ", "national_id": work.national_id(),
        "born": "1/5/2541", "sex": "female", "telephone": "081-234-5678", "domicile": "630101",
        "current_address": "1 หมู่ 2\nต.ระแหง", "worker_type": "graduate", "first_choice": "630101",
        "second_choice": "630201", "has_no_state_work": "yes", "achievements": "ทำบัญชีให้ร้านค้าชุมชน",
    } | changes  # fmt: skip


@pytest.fixture
def begun(open_round, applicant, private):
    """An application that was begun."""
    return applications.start(round_=open_round, notice_version=notices.VERSION, by=applicant)


@pytest.fixture
def complete(begun, applicant):
    """An application in which nothing is missing."""
    saved = applications.save(application=begun, given=filled(), version=begun.version, by=applicant)
    work.education(saved)
    for kind in ("photo", "id-card"):
        work.document(saved, kind)
    return saved


@pytest.fixture
def sent(complete, applicant):
    """An application that was sent."""
    return applications.submit(application=complete, declared=True, by=applicant)


@pytest.fixture
def contract(worker):
    """The signed contract of the worker, in ต.แม่ท้อ."""
    return work.contract(work.person(worker))


@pytest.fixture
def period(nation):
    """November 2564 of KPRU: a lecturer, an area manager and a certifier check it."""
    return months.period()


@pytest.fixture
def lecturer(nation):
    user = make.user("lecturer")
    months.guide(user, "pm")
    return user


@pytest.fixture
def manager(nation):
    user = make.user("manager")
    months.guide(user, "am", make.agency("amphoe-6301", area=make.area("6301")))
    return user
